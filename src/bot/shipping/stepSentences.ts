import { needsRegisteringAgain } from '../../registration/problems/needsRegisteringAgain.ts';
import type { Obstacle, PersonsStep } from '../../registration/shipping/personsStep.ts';
import type { StepOutcome, SteppedDevice } from '../../registration/shipping/stepOutcome.ts';
import { count, enumerate, formatNumber, listed, plain, shownSerial } from '../cards/text.ts';
import { timeFor } from '../cards/time.ts';
import type { Turn } from '../turn.ts';
import { stepWords } from './stepWords.ts';
import { unclearSentences } from './unclearSentences.ts';

/** How sentences are put: about which step, for whom, with serial numbers and other outside text made safe. */
interface Voice {
  step: PersonsStep;
  reader: Pick<Turn, 'locale' | 'timeZone'>;
  safe(text: string): string;
  serials(devices: readonly { serialNumber: string }[], limit?: number): string;
}

/** Serial numbers named for each thing that went another way; the rest are counted. */
const named = 20;

/** What became of a person's step, device by device: what was done first, then what was not and why. `safe` escapes outside text where it is read as Markdown. */
export function stepSentences(
  step: PersonsStep,
  { devices, shown, ...unclear }: StepOutcome,
  reader: Voice['reader'],
  safe: Voice['safe'] = (text) => text,
): string[] {
  const voice: Voice = {
    step,
    reader,
    safe,
    serials: (some, limit = named) =>
      enumerate(
        some.map(({ serialNumber }) => safe(shownSerial(serialNumber))),
        limit,
      ),
  };
  const sentences = [
    ...taken(devices, voice),
    ...changed(devices, shown, voice),
    ...before(devices, voice),
    ...left(devices, voice),
    ...unclearSentences(unclear, safe, named),
  ];
  return sentences.length === 0 ? ['There is no device to which this applies.'] : sentences;
}

function taken(devices: readonly SteppedDevice[], { step, serials }: Voice): string[] {
  const done = devices.filter(({ result }) => result === 'taken');
  if (done.length === 0) return [];
  const sentence = `${count(done.length, 'device')} ${isAre(done)} ${stepWords[step].done} now: ${serials(done, listed)}.`;
  const odd = done.filter(({ status }) => (step === 'shipped' ? status !== 'ready' : status === 'inactive'));
  if (odd.length === 0) return [sentence];
  const state = step === 'shipped' ? 'in use already' : 'inactive at the moment';
  return [sentence, `Of these, ${serials(odd)} ${isAre(odd)} ${state}.`];
}

/** What a card showed and is not so any more. */
function changed(devices: readonly SteppedDevice[], shown: number | undefined, { step, serials }: Voice): string[] {
  if (shown === undefined) return [];
  const other = devices.filter(({ result }) => result !== 'taken' && result !== 'before' && result !== 'again');
  if (other.length === 0) return [];
  const state = step === 'shipped' ? 'no longer ready' : 'no longer active';
  const were = `${other.length === 1 ? 'it was' : 'they were'} not ${stepWords[step].done}`;
  return [
    `${formatNumber(other.length)} of ${formatNumber(shown)} ${isAre(other)} ${state}: ${serials(other)}; ${were}.`,
  ];
}

/** The first word stays: said by whom and when. */
function before(devices: readonly SteppedDevice[], voice: Voice): string[] {
  const earlier = devices.filter(({ result }) => result === 'before');
  const groups = [...Map.groupBy(earlier, (device) => whoAndWhen(device, voice))];
  const shown = groups
    .slice(0, listed)
    .map(([who, same]) => `Already ${stepWords[voice.step].done} ${who}: ${voice.serials(same, listed)}.`);
  const rest = groups.slice(listed).reduce((sum, [, same]) => sum + same.length, 0);
  return rest === 0 ? shown : [...shown, `So were ${count(rest, 'more device')} before.`];
}

function whoAndWhen({ word }: SteppedDevice, { reader, safe }: Voice): string {
  return word === undefined ? '' : `by ${safe(plain(word.by.name, 80))} at ${safe(timeFor(word.at, reader))}`;
}

/** Devices that were left as they are, by reason. */
function left(devices: readonly SteppedDevice[], voice: Voice): string[] {
  const { step, serials } = voice;
  return (['again', 'pending', 'failed', 'removed', 'beingRemoved', 'unused', 'inactive'] as const).flatMap(
    (reason) => {
      const same = devices.filter(({ result }) => result === reason);
      const early =
        step === 'shipped' && reason !== 'removed' && reason !== 'beingRemoved'
          ? same.filter(({ word }) => word !== undefined)
          : [];
      const rest = same.filter((device) => !early.includes(device));
      const recalled = [...Map.groupBy(early, (device) => whoAndWhen(device, voice))].map(([who, gone]) => {
        const was = gone.length === 1 ? 'was' : 'were';
        const keep = `keep ${them(gone)} from being set up until you are told that ${they(gone)} ready again`;
        return `${serials(gone)} ${was} marked as shipped ${who} and ${isAre(gone)} not ready for user any more: ${keep}.`;
      });
      return rest.length === 0 ? recalled : [`${serials(rest)} ${why(step, reason, rest)}`, ...recalled];
    },
  );
}

function why(step: PersonsStep, reason: Obstacle | 'again', devices: readonly SteppedDevice[]): string {
  const are = isAre(devices);
  const ship = step === 'shipped';
  switch (reason) {
    case 'again': {
      const { done, word } = stepWords[step];
      const was = devices.length === 1 ? 'was' : 'were';
      const number = devices.length === 1 ? 'number' : 'numbers';
      return `${was} withdrawn or registered anew after this card was posted, so ${devices.length === 1 ? 'it was' : 'they were'} not ${done}. Use the newer card, or write “${word}” and the serial ${number}.`;
    }
    case 'pending':
      return ship
        ? `${are} still being registered: do not ship ${them(devices)}. You will be told when ${they(devices)} ready for user.`
        : `${are} still being registered, so there is nothing to confirm yet.`;
    case 'failed':
      return `${failed(devices)}${ship ? `: do not ship ${them(devices)}` : ''}. Write “status” and a serial number for the reason.`;
    case 'removed':
      return `${devices.length === 1 ? 'was' : 'were'} removed and ${are} not registered here any more. Send the CSV to register ${them(devices)} again.`;
    case 'beingRemoved':
      return `${are} being removed, as somebody asked${ship ? `: do not ship ${them(devices)}` : ''}. Write “status” and a serial number to see how far that is.`;
    case 'unused':
      return `${are} ready for user, but nobody has signed in yet: confirm ${them(devices)} when ${they(devices)} active.`;
    case 'inactive':
      return `${are} inactive. See whether ${devices.length === 1 ? 'it works' : 'they work'}, then write “confirm” and the serial numbers.`;
    default:
      return reason satisfies never;
  }
}

/** Devices that failed after they had been registered did not fail to register. */
function failed(devices: readonly SteppedDevice[]): string {
  const again = devices.every(({ problem }) => needsRegisteringAgain(problem?.code));
  return again ? `${devices.length === 1 ? 'needs' : 'need'} registering again` : 'failed to register';
}

function isAre(devices: readonly unknown[]): string {
  return devices.length === 1 ? 'is' : 'are';
}

function them(devices: readonly unknown[]): string {
  return devices.length === 1 ? 'it' : 'them';
}

function they(devices: readonly unknown[]): string {
  return devices.length === 1 ? 'it is' : 'they are';
}
