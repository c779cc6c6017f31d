import type { Stored } from '../ports/stored.ts';

/** Something wrong in the tenant that concerns no single device: a group that was deleted, a profile nobody has. Kept while it lasts. */
export interface Notice extends Stored {
  /** What it is about: `group:Modern Workplace Devices-All`. */
  readonly id: string;
  /** Milliseconds since 1970 UTC. */
  since: number;
  /** What is wrong, one sentence. */
  sentence: string;
  /** What to do, one sentence. */
  remedy: string;
}
