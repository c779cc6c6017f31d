import type { ActionAnswer } from '../answer.ts';
import type { BotWorld } from '../options.ts';
import { retrySentences } from '../retrySentences.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';
import { outdated, readPressed } from './pressedCard.ts';

/** Tries the devices again that the card showed as failed. Any registrar may, whoever sent the file. The batch card is drawn again by the courier, wherever the button was. */
export async function retryFailed(
  action: Extract<CardAction, { verb: 'retryFailed' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const pressed = await readPressed(action, turn, world);
  if (pressed === undefined) return outdated(action, turn, world, 'write “retry” and the serial numbers');
  const scope = { kind: 'shown', subject: pressed.subject, shown: pressed.retry } as const;
  const outcome = await world.registration.retry({ scope, actor: turn.sender, activityId: turn.activityId });
  return { kind: 'message', text: retrySentences(outcome).join(' ') };
}
