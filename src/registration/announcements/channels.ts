import type { Stored } from '../ports/stored.ts';

/** What a channel can be told of: `digests` of devices, or naming exceptions for whoever may decide about them. */
export type ChannelTopic = 'digests' | 'approvals';

/** An IT channel that asked to be told. */
export interface ChannelSubscription extends Stored {
  /** Conversation id of the channel, without a thread suffix. */
  readonly id: string;
  name: string;
  subscribedBy: { id: string; name: string };
  subscribedAt: number;
  /** `approvals`: it is told of naming exceptions, for whoever may decide; `digests` (also when absent): of devices. */
  about?: ChannelTopic | 'both' | undefined;
  /** Set when the connector refused (bot removed): nothing more is sent until somebody subscribes again. */
  stoppedBecause?: string | undefined;
  /** Parent post of each batch's thread in this channel, by batch id: activity ids. Bounded to the latest 200. */
  threads: Record<string, string>;
}

/** Whether a channel is told of this. */
export function isAbout({ about = 'digests' }: Pick<ChannelSubscription, 'about'>, topic: ChannelTopic): boolean {
  return about === topic || about === 'both';
}
