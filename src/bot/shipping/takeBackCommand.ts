import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import { type Answer, say } from '../answer.ts';
import { escapeMarkdown } from '../cards/text.ts';
import type { BotWorld } from '../options.ts';
import { askedSerialNumbers } from '../serialNumbers/askedSerialNumbers.ts';
import type { Turn } from '../turn.ts';
import { isAdministratorToo } from './isAdministratorToo.ts';
import { readReason, splitReason } from './reason.ts';
import { stepWords } from './stepWords.ts';
import { takeBackSentences } from './takeBackSentences.ts';

/** Serial numbers in one message, as for what is taken back. */
const most = 500;

/** Takes back what was said of the devices whose serial numbers somebody wrote: `unship 5CG1234ABC because the courier brought it back`. */
export async function takeBackCommand(
  step: PersonsStep,
  argument: string,
  turn: Turn,
  world: BotWorld,
): Promise<Answer[]> {
  const { undo } = stepWords[step];
  const { serials, reason: given } = splitReason(argument);
  const rule = { word: undo, example: `${undo} 5CG1234ABC because the courier brought it back`, most };
  const asked = await askedSerialNumbers(serials, rule, world.registration);
  if (asked.kind === 'refused') return [say(asked.text)];
  const reason = readReason(given);
  if (reason === '')
    return [
      say(
        `Nothing was taken back: say why, so that others understand it. Write \`${rule.example}\`, with your serial numbers and your reason.`,
      ),
    ];
  const outcome = await world.registration.takeBack({
    step,
    scope: { serialNumbers: asked.serialNumbers },
    reason,
    actor: turn.sender,
    isAdministrator: await isAdministratorToo(turn, world),
    activityId: turn.activityId,
  });
  if (outcome.kind === 'notFound') throw new Error('serial numbers were looked up as a button');
  return [say(takeBackSentences(step, outcome, reason, turn, escapeMarkdown).join('\n\n'))];
}
