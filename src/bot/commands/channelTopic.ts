import type { ChannelTopic } from '../../registration/announcements/channels.ts';

/** What a channel is told of: what is written after `subscribe`, what it gets, and what it is told while it gets that. */
export const topics: Readonly<Record<ChannelTopic, { word: string; what: string; told: string }>> = {
  digests: {
    word: '',
    what: 'digests',
    told: 'one message for each wave of devices to which something happened, and for what needs an administrator',
  },
  approvals: {
    word: ' approvals',
    what: 'requests of naming exceptions',
    told: 'a card for each, on which approvers decide, and what becomes of it',
  },
};

/** Which topic somebody wrote; `undefined` for what is none. */
export function readTopic(argument: string): ChannelTopic | undefined {
  const word = argument.trim().toLowerCase();
  if (word === '' || word === 'digests') return 'digests';
  return word === 'approvals' || word === 'approval' ? 'approvals' : undefined;
}

/** Said for a topic that is none. */
export const noSuchTopic =
  'A channel can be told of two things: write `subscribe` for digests of devices, or `subscribe approvals` for requests of naming exceptions.';
