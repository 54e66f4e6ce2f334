// Understands every technical limit of the system, in one place: how much of what is taken in at once. Legal bounds (hours, percentages) stand with the law.

const KIB = 1024
const GIB = 1024 ** 3

/** Bytes of a file as it arrives, after unpacking, and of one record of it (FIL-007, formats.md 3). */
export const FILE_BYTES_MAX = 2 * GIB
export const DECOMPRESSED_BYTES_MAX = 12 * GIB
export const RECORD_BYTES_MAX = 64 * KIB

/** Levels of nesting in XML (FIL-007): real files have at most 20. */
export const XML_DEPTH_MAX = 64
/** Elements and characters of one person in XML: one with 99 occupations has some 10,000 of the one and 400,000 of the other. */
export const PERSON_ELEMENTS_MAX = 100_000
export const PERSON_CHARACTERS_MAX = 16_000_000

/** Workers of one declaration (DCL-013): it is held in memory as a whole; of so many with one employer a process needs about 1 GB (README). */
export const WORKERS_PER_DECLARATION_MAX = 200_000
/** Occupations of one worker (WRK-004), as the official schemas have them. */
export const OCCUPATIONS_PER_WORKER_MAX = 999
/** Other parts of one element of a DmfA or attest (WRK-004), as the official schemas have them. */
export const PARTS_MAX = 99

/** Lines of one account whose total or instructed amount is not 0 (DCL-009). */
export const ACCOUNT_LINES_MAX = 10_000

/** Payments of one file for the bank, held in memory until its totals are known, some 600 bytes each. */
export const PAYMENT_FILE_TRANSACTIONS_MAX = 100_000
/** Payments that one report of the bank can list (FIL-007): all of them are held in memory. */
export const REPORTED_TRANSACTIONS_MAX = 200_000

/** Employers and rows of a run that gets a statement per employer without being asked. */
export const STATEMENT_EMPLOYERS_MAX = 200
export const STATEMENT_ROWS_MAX = 50_000

/** Rows of a declaration file that is given back with what became of each: what is told of them is held in memory, some 200 bytes per worker. */
export const ANNOTATED_ROWS_MAX = 200_000
/** Findings that exceptions.html shows, and those of them without JavaScript; all of them are in exceptions.csv. */
export const FINDINGS_SHOWN_MAX = 50_000
export const FINDINGS_WITHOUT_SCRIPT_MAX = 1_000
/** Characters of those findings: as many as are shown have some 6 million, values of senders as long as they can be make more. */
export const FINDINGS_CHARACTERS_MAX = 20_000_000

/** Chunks of one run: a file gives about so many, and larger chunks when it is larger. Only a compressed one can give more. */
export const CHUNKS_WANTED_MAX = 400
/** Accounts of one chunk that is computed again: all of them are held in memory with their workers. */
export const CHUNK_ACCOUNTS_MAX = 250
/** Attests of a file that are sorted in memory; more are sorted in parts. */
export const ATTESTS_IN_MEMORY_MAX = 20_000

/** Messages that one invocation of a function gets: a message is a whole file, chunk or run. */
export const MESSAGES_PER_BATCH = 1
/** Times that a message is received before it is a dead letter. */
export const RECEIVES_MAX = 5
/** A sweep leaves alone what began less than so many minutes ago: a message that failed comes again after 90 at most. */
export const SWEEP_QUIET_MINUTES = 120
/** It helps the same thing on at most once in so many hours, and rings after so many times without progress. */
export const SWEEP_AGAIN_HOURS = 6
export const SWEEPS_FAILED_MAX = 3
/** Uploads that nobody noticed are looked for among those of so many days. */
export const SWEEP_UPLOAD_DAYS = 14
/** The overview lists so many runs, and adds up so many quarters up to the present one: eight, each beside the same quarter of the year before. */
export const OVERVIEW_RUNS_MAX = 1_000
export const OVERVIEW_QUARTERS = 13

/** Minutes that a function may take; a compute works on one chunk, the others on a whole file or run. */
export const STAGE_MINUTES_MAX = 15
export const COMPUTE_MINUTES_MAX = 5
