import type { Stored } from '../ports/stored.ts';

/** What a notification says: look at this again. Facts it may carry are not believed. */
export type WakeSubject = { kind: 'entraObject' | 'group'; id: string } | { kind: 'everything' };

/** A stored notification, until the next pass has acted on it. */
export interface WakeUp extends Stored {
  readonly id: string;
  /** Milliseconds since 1970 UTC. */
  at: number;
  subject: WakeSubject;
}
