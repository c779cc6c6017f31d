import type { Stored } from '../ports/store.ts';

/** A notification's only content that matters: look at this again. */
export interface WakeUp extends Stored {
  readonly id: string;
  at: number;
  subject: { kind: 'entraObject' | 'group' | 'everything'; id: string };
}
