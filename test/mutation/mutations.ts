// Understands the mistakes that would pay twice or lose money, each as a small change of one file, and which tests must notice it.

export interface Mutation {
  readonly name: string
  /** A source file, or a folder one of whose files it is. */
  readonly place: string
  /** Stands exactly once there; short, on a line that seldom changes. */
  readonly replace: string
  readonly by: string
  /** Test files that must fail, at least one of them. */
  readonly tests: readonly string[]
}

const STOPPED = 'test/pipeline/settle-stopped.test.ts'
const COMPLETION = 'test/pipeline/completion.test.ts'
const CONTRACT = 'test/adapters/contract.test.ts'
const MONEY = 'test/pipeline/money/money.test.ts'

export const MUTATIONS: readonly Mutation[] = [
  {
    name: '1a the ledger is put without its condition (DynamoDB)',
    place: 'functions/adapters/dynamodb-ledger.ts',
    replace: `, ConditionExpression: 'attribute_not_exists(account)'`,
    by: '',
    tests: [CONTRACT],
  },
  {
    name: '1b the ledger is put without its condition (in memory)',
    place: 'test/support/memory-ports.ts',
    replace: `if (account.has(entry.version)) return 'exists'`,
    by: '',
    tests: [CONTRACT, STOPPED],
  },
  {
    name: '2a completed chunks are counted (DynamoDB)',
    place: 'functions/adapters/dynamodb-runs.ts',
    replace: `':chunk': { NS: [String(chunk)] }`,
    by: `':chunk': { NS: [String(chunk + 1000 * (((await this.get(runId))?.completedChunks ?? 0) + 1))] }`,
    tests: [CONTRACT],
  },
  {
    name: '2b completed chunks are counted (in memory)',
    place: 'test/support/memory-ports.ts',
    replace: 'completed.add(chunk)',
    by: 'completed.add(chunk + 1000 * (completed.size + 1))',
    tests: [CONTRACT, COMPLETION],
  },
  {
    name: '3 compute books',
    place: 'shared/pipeline/compute.ts',
    replace: '    results.push(result)',
    by: `{
      results.push(result)
      const run = required(await dependencies.runs.get(runId), 'the run')
      if (result.type === 'record') await (await import('./settle-account.ts')).settleAccount(run, result.record, 'book', dependencies)
    }`,
    tests: [COMPLETION],
  },
  {
    name: '4 the own entry is looked for in the newest place only',
    place: 'shared/pipeline/settle-account.ts',
    replace: 'entries.find((entry) => entry.runId === runId)',
    by: 'entries.slice(-1).find((entry) => entry.runId === runId)',
    tests: [STOPPED],
  },
  {
    name: '5 an account that does not change gets no entry',
    place: 'shared/pipeline',
    replace: "    await objects.putOnce('ledger', recordKey(sha256), bytes)",
    by: `    if (entry.lines.every(({ moved }) => moved === '0.00')) return outcomeOf(entry, record, before)
    await objects.putOnce('ledger', recordKey(sha256), bytes)`,
    tests: [STOPPED],
  },
  {
    name: '6 a FULL is silent about workers whom the account does not know',
    place: 'shared/ledger/account.ts',
    replace: 'spoken: new Set(statement.listed.filter((inss) => !overtaken.has(inss))),',
    by: `spoken: new Set([
      ...statement.listed.filter((inss) => !overtaken.has(inss)),
      ...(statement.speaksOfAll ? [...account.lines.keys(), ...entry.lines.map(({ inss }) => inss)] : []),
    ].filter((inss) => !statement.refused.includes(inss))),
    ...{ statement: { ...statement, speaksOfAll: false } },`,
    tests: ['test/ledger/order-of-arrival.test.ts', MONEY],
  },
  {
    name: '7 the registry is not looked at again after the put',
    place: 'shared/pipeline',
    replace: '    await lookAgain(',
    by: "    if (runId === '') await lookAgain(",
    tests: ['test/pipeline/todays-registry.test.ts'],
  },
  {
    name: '8 a run that is being settled can be held again',
    place: 'shared/pipeline/run.ts',
    replace: `settling: ['settled']`,
    by: `settling: ['settled', 'held']`,
    tests: [COMPLETION, CONTRACT],
  },
  {
    name: '9 a refused payment is taken back as often as the bank says so',
    place: 'shared/ledger/returned-payments.ts',
    replace: 'returns.filter(({ paymentId }) => !takenBackBy(entries, paymentId))',
    by: 'returns',
    tests: ['test/pipeline/returns/refused.test.ts', 'test/pipeline/returns/order.test.ts'],
  },
  {
    name: '10 a refusal is not remembered with the employer',
    place: 'shared/pipeline/settle-return.ts',
    replace: `if (mode === 'book')`,
    by: 'if (false)',
    tests: ['test/pipeline/returns/refused.test.ts'],
  },
  {
    name: '11 the files for the bank are dated anew at each repeat',
    place: 'shared/pipeline/reports/run-reports.ts',
    replace: 'run.orderedAt ?? run.receivedAt',
    by: 'new Date().toISOString()',
    tests: ['test/pipeline/redelivery.test.ts', 'test/pipeline/settle-stopped.test.ts'],
  },
]
