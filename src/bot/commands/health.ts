import { say } from '../answer.ts';
import { healthCard, healthTitle } from '../cards/healthCard.ts';
import { checkRole } from '../checkRole.ts';
import type { Command } from './command.ts';

/** `health`: how Preflight itself does, for administrators. */
export const health: Command = {
  words: ['health'],
  usage: 'health',
  description: 'how Preflight itself does: subscriptions, trouble with Microsoft, what is missing',
  clickable: true,
  role: 'administrator',
  async run(_argument, turn, world) {
    const right = await checkRole(turn.sender.id, 'administrator', world);
    if (right.kind === 'denied') return [say(right.text)];
    const report = await world.registration.health();
    const now = world.clock.now();
    return [{ kind: 'card', card: healthCard(report, now), summary: healthTitle(report, now) }];
  },
};
