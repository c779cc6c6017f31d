import type { Person } from '../person.ts';
import type { Stored } from '../ports/stored.ts';
import type { ShownDevice } from '../shipping/shownDevices.ts';

/** Devices named one by one, those a card showed as failed, all failed ones of a file (asked for in Preflight 0.1), or all failed ones. */
export type RetryScope =
  | { kind: 'shown'; subject: string; shown: readonly ShownDevice[] }
  | { kind: 'devices'; serialNumbers: readonly string[] }
  | { kind: 'batch'; batchId: string }
  | { kind: 'failed' };

/** Somebody asked to try devices again; kept until a pass has done so. */
export interface StoredRetry extends Stored {
  readonly id: string;
  /** Milliseconds since 1970 UTC. What fails after this is not meant. */
  at: number;
  scope: RetryScope;
  by: Person;
}
