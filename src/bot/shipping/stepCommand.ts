import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import { type Answer, say } from '../answer.ts';
import { escapeMarkdown } from '../cards/text.ts';
import { offeredDoubles, whichCard, whichTitle } from '../cards/whichCard.ts';
import { about } from '../known/about.ts';
import { rememberAs } from '../known/knownCards.ts';
import type { BotWorld } from '../options.ts';
import { askedSerialNumbers } from '../serialNumbers/askedSerialNumbers.ts';
import type { Turn } from '../turn.ts';
import { askForStep } from './askForStep.ts';
import { markedAnswer } from './markedAnswer.ts';
import { stepSentences } from './stepSentences.ts';
import { stepWords } from './stepWords.ts';

/** Serial numbers in one message: more take longer than somebody waits, and belong to a batch with a button. */
const most = 500;

/**
 * Takes a person's step for the devices whose serial numbers somebody wrote. Any registrar may, whoever sent the file. Where devices of
 * several manufacturers have one, a card asks which are meant.
 */
export async function stepCommand(step: PersonsStep, argument: string, turn: Turn, world: BotWorld): Promise<Answer[]> {
  const { word } = stepWords[step];
  const rule = {
    word,
    example: `${word} 5CG1234ABC 5CG1234ABD`,
    most,
    otherwise: 'The button on the card of a file is for all of its devices.',
  };
  const asked = await askedSerialNumbers(argument, rule, world.registration);
  if (asked.kind === 'refused') return [say(asked.text)];
  const { serialNumbers } = asked;
  const outcome = await askForStep(
    step,
    { scope: { serialNumbers }, actor: turn.sender, activityId: turn.activityId },
    world,
  );
  const { markId, devices } = outcome;
  const said =
    markId === undefined
      ? say(stepSentences(step, outcome, turn, escapeMarkdown).join('\n\n'))
      : markedAnswer(step, { markId, devices, sentences: stepSentences(step, outcome, turn) }, turn, world);
  const doubles = outcome.ambiguous.flatMap((shared) => shared.devices);
  if (doubles.length === 0) return [said];
  const onSent = rememberAs(about.which(offeredDoubles(doubles)), turn, world);
  return [said, { kind: 'card', card: whichCard(step, doubles), summary: whichTitle(step), onSent }];
}
