import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import type { TakeBackOutcome, TakenBack } from '../../registration/shipping/takeBack.ts';
import { count, enumerate, listed, plain, shownSerial } from '../cards/text.ts';
import { timeFor } from '../cards/time.ts';
import type { Turn } from '../turn.ts';
import { stepWords } from './stepWords.ts';
import { unclearSentences } from './unclearSentences.ts';

/** Serial numbers named for each thing that happened; the rest are counted. */
const named = 20;

/** What became of taking a word back, device by device: what was done first, then what was not and why. `safe` escapes outside text where it is read as Markdown. */
export function takeBackSentences(
  step: PersonsStep,
  { devices, ...unclear }: Extract<TakeBackOutcome, { kind: 'answered' }>,
  reason: string,
  reader: Pick<Turn, 'locale' | 'timeZone'>,
  safe: (text: string) => string = (text) => text,
): string[] {
  const { done, word, undo } = stepWords[step];
  const serials = (some: readonly TakenBack[]) =>
    enumerate(
      some.map(({ serialNumber }) => safe(shownSerial(serialNumber))),
      named,
    );
  const whoAndWhen = ({ word: said }: TakenBack) =>
    said === undefined ? '' : `by ${safe(plain(said.by.name, 80))} at ${safe(timeFor(said.at, reader))}`;
  const result = (kind: TakenBack['result']) => devices.filter((device) => device.result === kind);
  const groups = (some: readonly TakenBack[]) => [...Map.groupBy(some, whoAndWhen)].slice(0, listed);
  const taken = result('takenBack');
  const sentences: string[] = [];
  if (taken.length > 0) {
    const are = taken.length === 1 ? 'is' : 'are';
    sentences.push(
      `${count(taken.length, 'device')} ${are} not ${done} any more: ${serials(taken)}. The reason is kept: ${safe(plain(reason, 300))}.`,
    );
    if (step === 'shipped') {
      const ready = taken.filter(({ status }) => status === 'ready');
      if (ready.length > 0)
        sentences.push(
          `When ${ready.length === 1 ? 'it is' : 'they are'} shipped after all, write “${word}” and the serial ${ready.length === 1 ? 'number' : 'numbers'}.`,
        );
    }
  }
  for (const [who, same] of groups(result('tooOld'))) {
    const was = same.length === 1 ? 'was' : 'were';
    sentences.push(
      `${serials(same)} ${was} ${done} ${who}, more than a day ago: only an administrator can take that back.`,
    );
  }
  const unsaid = result('unsaid');
  if (unsaid.length > 0)
    sentences.push(
      `${serials(unsaid)} ${unsaid.length === 1 ? 'is' : 'are'} not ${done}, so there is nothing to take back.`,
    );
  for (const [who, same] of groups(result('saidAnew')))
    sentences.push(
      `${serials(same)} ${same.length === 1 ? 'was' : 'were'} ${done} anew ${who}, which stays. To take that back too, write “${undo}” and the serial number.`,
    );
  const { ambiguous } = unclear;
  if (ambiguous.length > 0) {
    const shared = enumerate(
      ambiguous.map(({ serialNumber }) => safe(shownSerial(serialNumber))),
      named,
    );
    sentences.push(
      `Devices of several manufacturers with the serial number ${shared} are ${done}. Press “Take back” on the card where that was said.`,
    );
  }
  const all = [...sentences, ...unclearSentences({ ...unclear, ambiguous: [] }, safe, named)];
  return all.length === 0 ? ['There is nothing to take back.'] : all;
}
