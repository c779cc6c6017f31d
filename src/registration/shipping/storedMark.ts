import type { PersonsWord } from '../lifecycle/device.ts';
import type { Stored } from '../ports/stored.ts';
import type { PersonsStep } from './personsStep.ts';

/** One person's word about several devices at once, as they said it: what the button below the answer takes back. */
export interface StoredMark extends Stored, PersonsWord {
  readonly id: string;
  step: PersonsStep;
  /** The devices it was new for. */
  keys: string[];
}
