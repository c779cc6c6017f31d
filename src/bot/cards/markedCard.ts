import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import type { SteppedDevice } from '../../registration/shipping/stepOutcome.ts';
import type { Answer } from '../answer.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './marked.json' with { type: 'json' };
import { count, enumerate, plain, shownSerial } from './text.ts';

const doing: Readonly<Record<PersonsStep, (who: string, devices: string) => string>> = {
  shipped: (who, devices) => `${who} marked ${devices} as shipped`,
  confirmed: (who, devices) => `${who} confirmed ${devices}`,
};

/** What somebody just said of devices, with the button that takes it back; `sentences` say what became of each, otherwise the devices are named. */
export function markedAnswer(
  step: PersonsStep,
  { markId, devices, sentences }: { markId: string; devices: readonly SteppedDevice[]; sentences?: readonly string[] },
  by: string,
): Answer {
  const taken = devices.filter(({ result }) => result === 'taken');
  const title = doing[step](plain(by, 80), count(taken.length, 'device'));
  const named = enumerate(
    taken.map(({ serialNumber }) => shownSerial(serialNumber)),
    20,
  );
  return { kind: 'card', card: markedCard(step, title, sentences ?? [`${named}.`], markId), summary: title };
}

/** The card; without `markId` there is nothing to take back. */
export function markedCard(
  step: PersonsStep,
  title: string,
  sentences: readonly string[],
  markId?: string,
): AdaptiveCard {
  return expand(template, {
    title,
    sentences: sentences.map((text) => ({ text })),
    asks: markId !== undefined,
    step,
    markId: markId ?? '',
  });
}

/** Stands in its place once it was taken back. */
export function takenBackTitle(step: PersonsStep, by: string, devices: number): string {
  const what = step === 'shipped' ? 'marked as shipped' : 'confirmed';
  const are = devices === 1 ? 'is' : 'are';
  return `Taken back by ${plain(by, 80)}: ${count(devices, 'device')} ${are} not ${what} any more`;
}
