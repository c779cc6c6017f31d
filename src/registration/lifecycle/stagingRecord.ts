import type { Stored } from '../ports/stored.ts';

/** A staging record of ours whose import is over, still to be removed. */
export interface StagingRecord extends Stored {
  /** The service's. */
  readonly id: string;
  /** Key of the device it was for. */
  deviceId: string;
  /** When to remove it, milliseconds since 1970 UTC. */
  dueAt: number;
}
