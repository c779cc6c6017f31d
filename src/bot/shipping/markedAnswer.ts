import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import type { SteppedDevice } from '../../registration/shipping/stepOutcome.ts';
import type { Answer } from '../answer.ts';
import { markedCard } from '../cards/markedCard.ts';
import { count, enumerate, plain, shownSerial } from '../cards/text.ts';
import { about } from '../known/about.ts';
import { rememberAs } from '../known/knownCards.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';

const doing: Readonly<Record<PersonsStep, (who: string, devices: string) => string>> = {
  shipped: (who, devices) => `${who} marked ${devices} as shipped`,
  confirmed: (who, devices) => `${who} confirmed ${devices}`,
};

/** What somebody just said of devices, with the button that takes it back; `sentences` say what became of each, otherwise the devices are named. */
export function markedAnswer(
  step: PersonsStep,
  { markId, devices, sentences }: { markId: string; devices: readonly SteppedDevice[]; sentences?: readonly string[] },
  turn: Pick<Turn, 'sender' | 'conversation'>,
  world: Pick<BotWorld, 'registration'>,
): Answer {
  const taken = devices.filter(({ result }) => result === 'taken');
  const title = doing[step](plain(turn.sender.name, 80), count(taken.length, 'device'));
  const named = enumerate(
    taken.map(({ serialNumber }) => shownSerial(serialNumber)),
    20,
  );
  const onSent = rememberAs(about.mark(markId), turn, world);
  return { kind: 'card', card: markedCard(step, title, sentences ?? [`${named}.`], markId), summary: title, onSent };
}
