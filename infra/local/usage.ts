// Understands the command line: its commands and options, and what is wrong with a call.

export const USAGE = `Usage:
  npm run kwartaalpremie -- process <declaration file>... --entitlements <csv> --payees <csv> [--establishments <csv>]
          [--data <dir>] [--out <dir>] [--now <instant>] [--json]
      Reads the registry files, then the declarations in the order given; writes the results to <out>/<file name>/ (default ./out).
      --data keeps grants, ledger and runs between calls; --now pins the instant of receipt; --json prints one JSON document.
  npm run kwartaalpremie -- explain <inss> --quarter 2024Q3 --data <dir> [--language nl|en]
      Prints how the premium of one worker was computed, step by step.
  npm run kwartaalpremie -- services [--data <dir>]
      Starts only the embedded S3 and DynamoDB, prints their endpoints and stays until it is stopped.

Exit code 0: every run was settled or held; 2: a file was rejected (see its reports); 1: wrong usage or a technical fault.`

/** A mistake in the call: told in one sentence, with the usage, exit code 1, no stack trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const EXIT = { done: 0, fault: 1, rejected: 2 } as const
