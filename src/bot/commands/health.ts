import { forAdministrators } from '../access/access.ts';
import { healthCard, healthTitle } from '../cards/healthCard.ts';
import type { Command } from './command.ts';

/** `health`: how Preflight itself does, for administrators. */
export const health: Command = {
  words: ['health'],
  usage: 'health',
  description: 'how Preflight itself does: subscriptions, trouble with Microsoft, what is missing',
  clickable: true,
  access: forAdministrators,
  async run(_argument, _turn, world) {
    const report = await world.registration.health();
    const now = world.clock.now();
    return [{ kind: 'card', card: healthCard(report, now), summary: healthTitle(report, now) }];
  },
};
