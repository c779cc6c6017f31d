import type { Stored } from '../ports/stored.ts';

/** What a notification says: look at this again. Facts it may carry are not believed. */
export type WakeSubject = { kind: 'entraObject' | 'group'; id: string } | { kind: 'everything' };

/** Stored notifications, until a pass has acted on them. */
export interface WakeUp extends Stored {
  readonly id: string;
  /** When they came. Milliseconds since 1970 UTC. */
  at: number;
  subjects: WakeSubject[];
  /** The watched groups whose subscriptions told, by record id; none for what Preflight found out by itself. */
  from?: string[] | undefined;
  /** When to follow it: at once, or later where it could not be acted upon yet. Milliseconds since 1970 UTC. */
  dueAt: number;
  /** It could not be acted upon before. */
  isAgain?: true | undefined;
  /** No device of ours has these objects: Graph is still to be asked. */
  areStrangers?: true | undefined;
}
