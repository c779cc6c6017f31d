import { forReaders } from '../access/access.ts';
import { subscriptionsCard, subscriptionsTitle } from '../cards/subscriptionsCard.ts';
import type { Command } from './command.ts';

/** `subscriptions`: the channels that get digests or requests of naming exceptions. */
export const subscriptions: Command = {
  words: ['subscriptions'],
  usage: 'subscriptions',
  description: 'the channels that get digests, or requests of naming exceptions',
  clickable: true,
  access: forReaders,
  async run(_argument, _turn, { registration }) {
    const channels = await registration.subscriptions();
    return [{ kind: 'card', card: subscriptionsCard(channels), summary: subscriptionsTitle(channels) }];
  },
};
