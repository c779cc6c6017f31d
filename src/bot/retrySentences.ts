import type { RetriedDevices, RetryOutcome } from '../registration/retry/retry.ts';
import { count, enumerate, listed, shownSerial } from './cards/text.ts';

/** What needs a role, as the start of a sentence. */
export const retrying = 'Trying devices again';

/** What came of trying devices again, one sentence for each thing that happened. `safe` escapes serial numbers where they are read as Markdown. */
export function retrySentences(
  { again, lookedAt, tagAsked, withoutHash, left, unknown }: RetryOutcome,
  safe: (text: string) => string = (text) => text,
): string[] {
  const names = (serialNumbers: readonly string[], total?: number) =>
    enumerate(
      serialNumbers.map((each) => safe(shownSerial(each))),
      listed,
      total,
    );
  const serials = ({ count: total, serialNumbers }: RetriedDevices) => names(serialNumbers, total);
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
    const why = devices.count === 1 ? `${reason} ${remedy}` : ofMany(`${reason} ${remedy}`);
    sentences.push(`Not tried again: ${serials(devices)}. ${why}`);
  }
  if (unknown.length > 0)
    sentences.push(
      `Not known here: ${names(unknown)}. Check the spelling, or send the file to register ${unknown.length === 1 ? 'the device' : 'the devices'}.`,
    );
  return sentences.length > 0 ? sentences : ['No device has failed, so there is nothing to try again.'];
}

/** The sentences about one device, said of several. */
function ofMany(sentences: string): string {
  return sentences
    .replace(/^It (is|was) /, (_, verb: string) => `They ${verb === 'is' ? 'are' : 'were'} `)
    .replace(/^They are on its way/, 'They are on their way')
    .replace('wrong with it.', 'wrong with them.')
    .replace('Send its file to register it again.', 'Send their file to register them again.');
}

function isOrAre({ count: number }: RetriedDevices): string {
  return number === 1 ? 'is' : 'are';
}
