import { TeamsInfo, type TurnContext } from 'botbuilder';
import { z } from 'zod/v4';
import type { BotOptions } from './options.ts';
import { joinNames } from './turn.ts';

/** Milliseconds a name is worth waiting for. */
const patience = 3_000;

const idsSchema = z.object({ team: z.object({ id: z.string() }), channel: z.object({ id: z.string() }) });

/** Asks Teams what the team and the channel of an activity are called. Empty when it does not say in time: a name is for show only. */
export async function lookUpChannelName(context: TurnContext, log: BotOptions['log']): Promise<string> {
  const ids = idsSchema.safeParse(context.activity.channelData);
  if (!ids.success) return '';
  const { team, channel } = ids.data;
  try {
    const [details, channels] = await inTime(
      Promise.all([TeamsInfo.getTeamDetails(context, team.id), TeamsInfo.getTeamChannels(context, team.id)]),
    );
    // Teams gives the General channel, whose id is the team's, no name.
    const name = channels.find(({ id }) => id === channel.id)?.name || (channel.id === team.id ? 'General' : '');
    return joinNames(details.name, name);
  } catch (error) {
    log.warn({ err: error }, 'the name of a channel could not be read');
    return '';
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Teams did not answer within ${patience} ms`)), patience);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
