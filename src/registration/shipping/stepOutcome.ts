import type { Device, PersonsWord } from '../lifecycle/device.ts';
import type { Person } from '../person.ts';
import type { Obstacle } from './personsStep.ts';
import type { ShownDevice } from './shownDevices.ts';

/** Somebody says of devices that they were shipped, or that they work. */
export interface StepRequest {
  /** The devices that the button of a card was for when it was drawn, those with these serial numbers, or those with these keys. */
  scope:
    | { shown: readonly ShownDevice[]; subject: string }
    | { serialNumbers: readonly string[] }
    | { deviceIds: readonly string[] };
  actor: Person;
  activityId: string | undefined;
}

/** What became of the request for one device. */
export type SteppedDevice = Pick<Device, 'id' | 'serialNumber' | 'manufacturer' | 'status' | 'problem'> &
  (
    | { result: 'taken'; word: PersonsWord }
    /** Somebody was first: who and when. */
    | { result: 'before'; word: PersonsWord }
    /** `word` where somebody took the step before the device fell back. */
    | { result: Obstacle; word: PersonsWord | undefined }
    /** A card showed it as it was before a break: what is to be done about it now, its newer card says. */
    | { result: 'again'; word: undefined }
  );

/** What became of the request: every device it meant, and every serial number that was given. */
export interface StepOutcome {
  devices: SteppedDevice[];
  /** Serial numbers no device has, as they were given. */
  unknown: string[];
  /** Serial numbers that were given more than once. */
  repeated: string[];
  /** Serial numbers, as they were given, that devices of several manufacturers have: nothing was done about these. */
  ambiguous: { serialNumber: string; devices: Device[] }[];
  /** Devices the card showed whose button was pressed. */
  shown?: number | undefined;
  /** By what the word can be taken back, where it was new for any device. */
  markId?: string | undefined;
}
