import type { Stored } from '../ports/stored.ts';

/** An IT channel that asked for digests. */
export interface ChannelSubscription extends Stored {
  /** Conversation id of the channel, without a thread suffix. */
  readonly id: string;
  name: string;
  subscribedBy: { id: string; name: string };
  subscribedAt: number;
  /** `approvals`: it is told of naming exceptions, for whoever may decide; `digests` (also when absent): of devices. */
  about?: 'digests' | 'approvals' | 'both' | undefined;
  /** Set when the connector refused (bot removed): nothing more is sent until somebody subscribes again. */
  stoppedBecause?: string | undefined;
  /** Parent post of each batch's thread in this channel, by batch id: activity ids. Bounded to the latest 200. */
  threads: Record<string, string>;
}
