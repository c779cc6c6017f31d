import type { Stage } from './stage.ts';
import type { Tally } from './tally.ts';

/** Something that strangers, or people without the right to, do to Preflight. One file each. */
export interface Attack {
  /** What `--only` and the row call it, `callers/` before it left out. */
  name: string;
  /** Answers that fit: statuses, or `closed` for a connection that was closed without one. Any other is a problem. */
  wanted: readonly (number | 'closed')[];
  /** Plays it; `size` is 1 for all of it, less for a quick form. Ends by itself, within a minute. Notes every answer. */
  play(stage: Stage, tally: Tally, size: number): Promise<void>;
}
