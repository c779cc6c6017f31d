import type { ChannelSubscription } from '../../registration/announcements/channels.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './list.json' with { type: 'json' };
import { count, plain } from './text.ts';
import { readersDateAndTime } from './time.ts';

/** Channels named on the card; an organisation has a handful. */
const shown = 20;

/** The channels that get digests, and those that no longer take them. */
export function subscriptionsCard(channels: readonly ChannelSubscription[]): AdaptiveCard {
  const more = channels.length - shown;
  return expand(template, {
    title:
      channels.length === 0
        ? 'No channel gets digests'
        : `${count(channels.length, 'channel')} ${channels.length === 1 ? 'gets' : 'get'} digests`,
    intro:
      channels.length === 0
        ? 'Write to Preflight in a channel: subscribe'
        : more > 0
          ? `The first ${shown} of them.`
          : '',
    items: channels.slice(0, shown).map(({ name, subscribedBy, subscribedAt, stoppedBecause }) => ({
      lead: plain(name, 80) || 'a channel without a name',
      detail:
        stoppedBecause === undefined
          ? `subscribed by ${plain(subscribedBy.name, 80)}`
          : `stopped: ${plain(stoppedBecause, 200)}. Add Preflight to the team again and subscribe.`,
      at: readersDateAndTime(subscribedAt),
    })),
  });
}
