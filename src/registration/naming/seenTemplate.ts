import type { Stored } from '../ports/stored.ts';

/** The device name template of an Autopilot profile, as it was read last: whoever asks in the chat is answered from here. */
export interface SeenTemplate extends Stored {
  /** Id of the Autopilot profile. */
  readonly id: string;
  displayName: string;
  /** Empty where the profile sets no names. */
  template: string;
}
