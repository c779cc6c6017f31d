import type { TurnContext } from 'botbuilder';
import { lookUpChannelName } from './lookUpChannelName.ts';
import type { BotOptions } from './options.ts';
import { readTurn, type Turn } from './turn.ts';

/** A route's handler that gets the turn without the transport. The gate has made sure there is a sender. */
export function withTurn(
  { log }: Pick<BotOptions, 'log'>,
  handler: (context: TurnContext, turn: Turn) => Promise<void>,
): (context: TurnContext) => Promise<void> {
  return async (context) => {
    const turn = readTurn(context.activity);
    if (turn === undefined) throw new Error('an activity without a sender passed the gate');
    const channelName = async () => (await turn.channelName()) || lookUpChannelName(context, log);
    await handler(context, { ...turn, channelName });
  };
}
