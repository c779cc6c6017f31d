import type { ChannelSubscription } from '../../registration/announcements/channels.ts';
import type { UnreachedView } from '../../registration/announcements/readUnreached.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './list.json' with { type: 'json' };
import { count, plain } from './text.ts';
import { readersDateAndTime } from './time.ts';
import { unreachedDetail } from './unreachedWords.ts';

/** Channels named on the card; an organisation has a handful. */
const shown = 20;

/** The channels that subscribed, what each is told of, and those that no longer take them. */
export function subscriptionsCard(
  channels: readonly (ChannelSubscription & { unreached?: UnreachedView | undefined })[],
): AdaptiveCard {
  const more = channels.length - shown;
  return expand(template, {
    title: subscriptionsTitle(channels),
    intro:
      channels.length === 0
        ? 'Write to Preflight in a channel: subscribe'
        : more > 0
          ? `The first ${shown} of them.`
          : '',
    items: channels.slice(0, shown).map((channel) => ({
      lead: plain(channel.name, 80) || 'a channel without a name',
      detail: detailOf(channel),
      at:
        channel.unreached === undefined
          ? readersDateAndTime(channel.subscribedAt)
          : `not reached since ${readersDateAndTime(channel.unreached.since)}`,
    })),
  });
}

function detailOf({
  subscribedBy,
  stoppedBecause,
  unreached,
  about = 'digests',
}: ChannelSubscription & { unreached?: UnreachedView | undefined }): string {
  if (stoppedBecause !== undefined)
    return `stopped: ${plain(stoppedBecause, 200)}. Add Preflight to the team again, and write to it there.`;
  const told = `${toldOf[about]}, subscribed by ${plain(subscribedBy.name, 80)}`;
  if (unreached === undefined) return told;
  return `${told}. Not reached now: ${unreachedDetail(unreached)}`;
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
