/** Runs the jobs of a table until stopped. */
export interface JobRunner {
  /** Runs this job as soon as it is free: at once, or right after the run under way. */
  wake(name: string): void;
  /** Aborts what runs and resolves when nothing does any more. */
  stop(): Promise<void>;
}
