import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import type { StepOutcome, StepRequest } from '../../registration/shipping/stepOutcome.ts';
import { type Answer, say } from '../answer.ts';
import { escapeMarkdown } from '../cards/text.ts';
import { checkRole } from '../checkRole.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';
import { readSerialNumbers } from './readSerialNumbers.ts';
import { stepSentences } from './stepSentences.ts';
import { stepWords } from './stepWords.ts';

/** Serial numbers in one message: more take longer than somebody waits, and belong to a batch with a button. */
const most = 500;

/** Takes a person's step for the devices whose serial numbers somebody wrote. Any registrar may, whoever sent the file. */
export async function stepCommand(step: PersonsStep, argument: string, turn: Turn, world: BotWorld): Promise<Answer[]> {
  const { word, purpose, done } = stepWords[step];
  const right = await checkRole(turn.sender.id, 'registrar', world, purpose);
  if (right.kind === 'denied') return [say(right.text)];
  const serialNumbers = await readSerialNumbers(argument, world.registration);
  if (serialNumbers.length === 0)
    return [
      say(`Which devices? Write \`${word}\` and their serial numbers, for example \`${word} 5CG1234ABC 5CG1234ABD\`.`),
    ];
  if (serialNumbers.length > most)
    return [
      say(
        `These are ${serialNumbers.length} serial numbers, and nothing was ${done}: send at most ${most} at a time, or press the button on the file's card.`,
      ),
    ];
  const outcome = await take(
    step,
    { scope: { serialNumbers }, actor: turn.sender, activityId: turn.activityId },
    world,
  );
  if (outcome.kind === 'notFound') throw new Error('serial numbers were looked up as a batch');
  return [say(stepSentences(step, outcome, turn, escapeMarkdown).join('\n\n'))];
}

function take(step: PersonsStep, request: StepRequest, { registration }: BotWorld): Promise<StepOutcome> {
  return step === 'shipped' ? registration.markShipped(request) : registration.confirmActive(request);
}
