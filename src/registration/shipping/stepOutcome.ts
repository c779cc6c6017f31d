import type { Device, PersonsWord } from '../lifecycle/device.ts';
import type { Person } from '../person.ts';
import type { Obstacle } from './personsStep.ts';

/** Somebody says of devices that they were shipped, or that they work. */
export interface StepRequest {
  /** Every device of a batch for which the step can be taken, the devices with these serial numbers, or those with these keys. */
  scope: { batchId: string } | { serialNumbers: readonly string[] } | { deviceIds: readonly string[] };
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
  );

/** What became of the request: every device it meant, and every serial number that was given. */
export type StepOutcome =
  | {
      kind: 'answered';
      devices: SteppedDevice[];
      /** Serial numbers no device has, as they were given. */
      unknown: string[];
      /** Serial numbers that were given more than once. */
      repeated: string[];
      /** Serial numbers, as they were given, that devices of several manufacturers have: nothing was done about these, a word cannot be taken back. */
      ambiguous: { serialNumber: string; devices: Device[] }[];
    }
  /** No batch has this id. */
  | { kind: 'notFound' };
