import type { ActionAnswer } from '../answer.ts';
import { markedCard, takenBackTitle } from '../cards/markedCard.ts';
import { about } from '../known/about.ts';
import type { BotWorld } from '../options.ts';
import { isAdministratorToo } from '../shipping/isAdministratorToo.ts';
import { readReason } from '../shipping/reason.ts';
import { stepWords } from '../shipping/stepWords.ts';
import { takeBackSentences } from '../shipping/takeBackSentences.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';

/** Takes back what the card says somebody said: for the devices it was new for, and only where nobody has said it anew since. */
export async function takeBack(
  { step, markId, reason: given }: Extract<CardAction, { verb: 'takeBack' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const reason = readReason(given);
  if (reason === '') return { kind: 'message', text: 'Nothing was taken back: say why, so that others understand it.' };
  const { sender: actor, activityId } = turn;
  const isAdministrator = await isAdministratorToo(turn, world);
  const outcome = await world.registration.takeBack({
    step,
    scope: { markId },
    reason,
    actor,
    isAdministrator,
    activityId,
  });
  if (outcome.kind === 'notFound') {
    const { undo } = stepWords[step];
    return {
      kind: 'message',
      text: `Nothing was taken back: this card is too old. Write “${undo}”, the serial numbers, “because” and the reason.`,
    };
  }
  const sentences = takeBackSentences(step, outcome, reason, turn);
  const { length } = outcome.devices.filter(({ result }) => result === 'takenBack');
  if (length === 0) return { kind: 'message', text: sentences.join(' ') };
  const title = takenBackTitle(step, actor.name, length);
  return {
    kind: 'replace',
    card: markedCard(step, title, sentences),
    summary: title,
    forEveryone: true,
    about: about.mark(markId),
    becomes: about.answered,
  };
}
