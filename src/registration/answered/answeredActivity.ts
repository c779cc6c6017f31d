import type { Stored } from '../ports/stored.ts';

/** A message that was answered; kept for a while, so that it is not answered again when Teams repeats it. */
export interface AnsweredActivity extends Stored {
  /** Digest of the conversation's and the activity's id. */
  readonly id: string;
  /** Milliseconds since 1970 UTC. */
  answeredAt: number;
}
