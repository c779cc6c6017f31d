import type { ChannelSubscription } from '../../registration/announcements/channels.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './list.json' with { type: 'json' };
import { count, plain } from './text.ts';
import { readersDateAndTime } from './time.ts';

/** Channels named on the card; an organisation has a handful. */
const shown = 20;

/** The channels that subscribed, what each is told of, and those that no longer take them. */
export function subscriptionsCard(channels: readonly ChannelSubscription[]): AdaptiveCard {
  const more = channels.length - shown;
  return expand(template, {
    title: subscriptionsTitle(channels),
    intro:
      channels.length === 0
        ? 'Write to Preflight in a channel: subscribe'
        : more > 0
          ? `The first ${shown} of them.`
          : '',
    items: channels.slice(0, shown).map(({ name, subscribedBy, subscribedAt, stoppedBecause, about = 'digests' }) => ({
      lead: plain(name, 80) || 'a channel without a name',
      detail:
        stoppedBecause === undefined
          ? `${toldOf[about]}, subscribed by ${plain(subscribedBy.name, 80)}`
          : `stopped: ${plain(stoppedBecause, 200)}. Add Preflight to the team again and subscribe.`,
      at: readersDateAndTime(subscribedAt),
    })),
  });
}

/** How many channels subscribed to something. */
export function subscriptionsTitle({ length }: readonly ChannelSubscription[]): string {
  if (length === 0) return 'No channel has subscribed';
  return `${count(length, 'channel')} ${length === 1 ? 'has' : 'have'} subscribed`;
}

const toldOf: Readonly<Record<NonNullable<ChannelSubscription['about']>, string>> = {
  digests: 'digests',
  approvals: 'requests of naming exceptions',
  both: 'digests and requests of naming exceptions',
};
