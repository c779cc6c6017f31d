import { createHash } from 'node:crypto';

/** What a card with buttons is about, as it is remembered with its message (`CardPlace.about`). */
export const about = {
  batch: (batchId: string) => `batch:${batchId}`,
  exception: (exceptionId: string) => `exception:${exceptionId}`,
  /** The empty form, or one that is filled in and not yet checked. */
  namingForm: 'namingForm',
  findings: (batchId: string) => `findings:${batchId}`,
  misfits: (exceptionId: string) => `misfits:${exceptionId}`,
  removal: (deviceIds: readonly string[]) => `removal:${digest(deviceIds)}`,
  move: (deviceIds: readonly string[]) => `move:${digest(deviceIds)}`,
  anyMove: 'move:',
  which: (deviceIds: readonly string[]) => `which:${digest(deviceIds)}`,
  template: (profileId: string) => `template:${profileId}`,
  anyTemplate: 'template:',
  mark: (markId: string) => `mark:${markId}`,
  renames: 'renames',
  offer: (file: string) => `offer:${file}`,
  /** Answered: nothing replaces it any more. */
  answered: 'answered',
} as const;

function digest(deviceIds: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(deviceIds.toSorted())).digest('hex').slice(0, 32);
}
