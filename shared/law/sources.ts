// Understands where each rule comes from: the public texts that rules.md names, and the project's own policies.

export interface Source {
  readonly name: string
  readonly title: string
}

const source = (name: string, title: string): Source => ({ name, title })

export const VDAB = source('VDAB', 'VDAB, werkgeverspagina over de VOP')
export const SECUREX = source('SEC', 'Securex, individueel maatwerk, 9 maart 2023')
export const VLAANDEREN = source('VL', 'vlaanderen.be, VOP en individueel maatwerk')
export const HERWIN = source('HW', 'Herwin, veelgestelde vragen over individueel maatwerk')
export const WERK = source('WERK', 'werk.be, pagina’s over de VOP')
export const RSZ = source('RSZ', 'socialsecurity.be, instructies DmfA')
export const GGMMI_TABLE = source('NAR', 'Gewaarborgd gemiddeld minimummaandinkomen (cao nr. 43), bedragen per datum')

/** A policy of this project where no public source settles the point; `reason` says why it was chosen. */
export const policy = (reason: string): Source => source('P', reason)

/** The source as one text for findings: `VDAB + WERK`, or `[P] reason`. */
export const cite = (...sources: readonly Source[]): string =>
  sources.map(({ name, title }) => (name === 'P' ? `[P] ${title}` : name)).join(' + ')
