/** Understands the shape of one exception in the catalogue: how grave it is, what happens, who acts, and its texts. */

export type Language = 'nl' | 'en'

export type Bilingual = Readonly<Record<Language, string>>

export type Severity = 'error' | 'warning' | 'info'

/** What the exception does. `reject-row` exists only in the registry reports. */
export type Disposition = 'reject-file' | 'reject-declaration' | 'reject-worker' | 'reject-row' | 'hold' | 'warn' | 'info'

export type WhoActs = 'sender' | 'employer' | 'operations' | 'grant-administration' | 'payee-administration' | 'legal-parameters' | 'nobody'

export interface CatalogueEntry {
  /** reject-* is an error, hold and warn a warning, info is info. */
  readonly severity: Severity
  readonly disposition: Disposition
  /** The remedy speaks to this reader. */
  readonly whoActs: WhoActs
  /** A few words without placeholders, for column headings and the documentation table. */
  readonly title: Bilingual
  /** What happened, with placeholders `{name}`. */
  readonly message: Bilingual
  readonly remedy: Bilingual
  /** Sentences appended to the message when the finding names that detail. */
  readonly details?: Readonly<Record<string, Bilingual>>
  /** Remedies in place of the usual one: that of the first detail named that has one. */
  readonly remedies?: Readonly<Record<string, Bilingual>>
}
