import type { TurnContext } from 'botbuilder';
import { readTurn, type Turn } from './turn.ts';

/** A route's handler that gets the turn without the transport. The gate has made sure there is a sender. */
export function withTurn(
  handler: (context: TurnContext, turn: Turn) => Promise<void>,
): (context: TurnContext) => Promise<void> {
  return async (context) => {
    const turn = readTurn(context.activity);
    if (turn === undefined) throw new Error('an activity without a sender passed the gate');
    await handler(context, turn);
  };
}
