import { checkAccess } from '../access/checkAccess.ts';
import type { ActionAnswer } from '../answer.ts';
import type { BotWorld } from '../options.ts';
import { unreadableAction } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import { accessTo, runAction } from './actionTable.ts';
import type { CardAction } from './cardAction.ts';

/** Does what a button asks for, for who may press it. */
export async function answerAction(action: CardAction | undefined, turn: Turn, world: BotWorld): Promise<ActionAnswer> {
  if (action === undefined) return { kind: 'message', text: unreadableAction };
  const right = await checkAccess(accessTo(action.verb, action), action.verb, turn, world);
  if (right.kind === 'denied') return { kind: 'message', text: right.text };
  return runAction(action.verb, action, turn, world);
}
