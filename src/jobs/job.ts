/** Something done again and again. Its truth is in the store: run twice, or a little later, it does no harm. */
export interface Job {
  name: string;
  /** Cron pattern with seconds, UTC. */
  schedule: string;
  /** Milliseconds after which its signal aborts. */
  timeout: number;
  /** Milliseconds a run may be put off at random, so that installations do not all call at the full hour. */
  jitter: number;
  /** Rejects when it could not finish; it is then run again earlier than scheduled. */
  run(signal: AbortSignal): Promise<void>;
}
