import { subscriptionsCard } from '../cards/subscriptionsCard.ts';
import type { Command } from './command.ts';

/** `subscriptions`: the channels that get digests. */
export const subscriptions: Command = {
  words: ['subscriptions'],
  usage: 'subscriptions',
  description: 'the channels that get digests',
  clickable: true,
  async run(_argument, _turn, { registration }) {
    return [
      {
        kind: 'card',
        card: subscriptionsCard(await registration.subscriptions()),
        summary: 'Channels that get digests',
      },
    ];
  },
};
