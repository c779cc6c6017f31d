import type { Stored } from './stored.ts';

/** How far a list was read, so that the next look reads only what changed since. */
export interface Bookmark extends Stored {
  /** What was read: `managedDevices`. */
  readonly id: string;
  /** Changes up to here are known. Milliseconds since 1970 UTC. */
  readTo: number;
  /** When the whole list was read last. Milliseconds since 1970 UTC. */
  wholeAt: number;
}
