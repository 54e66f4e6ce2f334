// Understands what happened on bad days, in numbers.

export interface Counts {
  deliveries: number
  faults: number
  kills: number
  /** Deliveries that stood between two calls of another one. */
  interleaved: number
  /** Notifications that never came. */
  lost: number
  /** Messages that were given up though their work was not done. */
  earlyDeadLetters: number
  sweeps: number
  /** Triggers and requests that sweeps wrote. */
  helped: number
}
export const noCounts = (): Counts => ({
  deliveries: 0,
  faults: 0,
  kills: 0,
  interleaved: 0,
  lost: 0,
  earlyDeadLetters: 0,
  sweeps: 0,
  helped: 0,
})
