import type { RetriedDevices, RetryOutcome } from '../registration/retry/retry.ts';
import { count, enumerate, listed, shownSerial } from './cards/text.ts';

/** What came of trying devices again, one sentence for each thing that happened. Plain text. */
export function retrySentences({ again, lookedAt, tagAsked, withoutHash, left, unknown }: RetryOutcome): string[] {
  const sentences: string[] = [];
  if (again.count > 0)
    sentences.push(`${count(again.count, 'device')} ${isOrAre(again)} tried again: ${serials(again)}.`);
  if (lookedAt.count > 0) {
    sentences.push(
      `${count(lookedAt.count, 'device')} on the way ${isOrAre(lookedAt)} looked at now: ${serials(lookedAt)}.`,
    );
  }
  if (tagAsked.count > 0) {
    const those = tagAsked.count === 1 ? 'the group tag' : 'the group tags';
    sentences.push(
      `Autopilot is asked now for ${those} of ${serials(tagAsked)}: with one that can be used, a device goes on; otherwise its history says what Autopilot shows, and Preflight notices a change by itself, within a day.`,
    );
  }
  if (withoutHash.count > 0) {
    const those = withoutHash.count === 1 ? 'The hardware hash of' : 'The hardware hashes of';
    sentences.push(
      `${those} ${serials(withoutHash)} ${isOrAre(withoutHash)} no longer stored: where Autopilot does not have the device, send its file again.`,
    );
  }
  for (const { reason, remedy, ...devices } of left) {
    sentences.push(`Not tried again: ${serials(devices)}. ${reason} ${remedy}`);
  }
  if (unknown.length > 0) {
    const names = enumerate(unknown.map(shownSerial), listed);
    sentences.push(`Not known here: ${names}. Check the spelling, or send the file to register the devices.`);
  }
  return sentences.length > 0 ? sentences : ['No device has failed, so there is nothing to try again.'];
}

function serials({ count: total, serialNumbers }: RetriedDevices): string {
  return enumerate(serialNumbers.map(shownSerial), listed, total);
}

function isOrAre({ count: number }: RetriedDevices): string {
  return number === 1 ? 'is' : 'are';
}
