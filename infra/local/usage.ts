// Understands the command line: its commands and options, and what is wrong with a call.

export const USAGE = `Usage:
  npm run kwartaalpremie -- process <declaration file>... --entitlements <csv> --payees <csv> [--establishments <csv>] [--aliases <csv>]
          [--data <dir>] [--out <dir>] [--now <instant>] [--as <person>] [--dry-run] [--json]
      Reads the registry files, then the declarations in the order given; writes the results to <out>/<file name>/ (default ./out).
      A registry file that changes something declared before has those quarters computed again, results in <out>/<registry file>-computed-again/.
      --data keeps grants, ledger and runs between calls; --now pins the instant of receipt; --json prints one JSON document.
      --dry-run shows the differences (differences.csv) and books nothing: it works on a copy of the data folder.
  npm run kwartaalpremie -- import [--entitlements <csv>] [--payees <csv>] [--establishments <csv>] [--aliases <csv>] --data <dir>
          [--out <dir>] [--now <instant>] [--as <person>] [--dry-run] [--json]
      Reads registry files without a declaration: corrected bank details release what was held for want of them.
  npm run kwartaalpremie -- returns <pain.002 file or CSV>... --data <dir> [--out <dir>] [--now <instant>] [--as <person>] [--json]
      Reads the bank's answers (pain.002). A CSV is a list of money that came back later: it waits for another person (release).
  npm run kwartaalpremie -- statement --employer <number> [--quarter 2024Q3] [--run <id>] --data <dir>
          [--out <dir>] [--now <instant>] [--json]
      Writes the statement of an employer, as a run booked it or as it was booked last.
  npm run kwartaalpremie -- recompute (--employer <number> [--quarter 2024Q3] | --all 2024Q3) --data <dir>
          [--out <dir>] [--now <instant>] [--dry-run] [--json]
      Computes declared quarters again on today's registry and parameters, and books only the difference.
  npm run kwartaalpremie -- release (--run <id> | --employer <number> [--quarter 2024Q3]) --as <person> --data <dir>
          [--out <dir>] [--now <instant>] [--json]
      Releases a run that waits, or what is held on accounts; what takes two people must not be released by who uploaded it.
  npm run kwartaalpremie -- (abandon | settle-without) --run <id> --reason <text> --as <person> --data <dir>
          [--out <dir>] [--now <instant>] [--json]
      Gives up a run that is not booked yet, or lets it go on without the chunks that fail.
  npm run kwartaalpremie -- (pause | resume) --measure VOP|IMW [--reason <text>] --as <person> --data <dir>
          [--out <dir>] [--now <instant>] [--json]
      Stops the payments of a measure (a reason is needed), or lets them go on and releases what was held.
  npm run kwartaalpremie -- sweep --data <dir> [--out <dir>] [--now <instant>] [--json]
      Starts again what stands still or was not noticed, tries holds again, and says what waits for a person.
  npm run kwartaalpremie -- parameters --data <dir>
      Lists the quarters whose result the parameters of this program can change, and how to compute them again.
  npm run kwartaalpremie -- explain <inss> --quarter 2024Q3 --data <dir> [--language nl|en] [--html <file>]
      Prints how the premium of one worker was computed, step by step.
      --html writes it as a page instead, beside the quarter before: its first line says why the premium differs.
  npm run kwartaalpremie -- services [--data <dir>]
      Starts only the embedded S3 and DynamoDB, prints their endpoints and stays until it is stopped.

Exit code 0: every run was settled or held; 2: a file was rejected (see its reports); 1: wrong usage or a technical fault.`

/** A mistake in the call: told in one sentence, with the usage, exit code 1, no stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const EXIT = { done: 0, fault: 1, rejected: 2 } as const
