import { say } from '../answer.ts';
import { checkRole } from '../checkRole.ts';
import type { Command } from './command.ts';

/** `unsubscribe`: no more digests in this channel. */
export const unsubscribe: Command = {
  words: ['unsubscribe'],
  usage: 'unsubscribe',
  description: 'no more digests in this channel',
  clickable: true,
  role: 'administrator',
  where: 'channel',
  async run(_argument, turn, world) {
    const right = await checkRole(turn.sender.id, 'administrator', world);
    if (right.kind === 'denied') return [say(right.text)];
    const { baseId: id } = turn.conversation;
    const outcome = await world.registration.unsubscribe({ id, actor: turn.sender, activityId: turn.activityId });
    return [
      say(
        outcome === 'unsubscribed'
          ? 'This channel gets no more digests.'
          : 'This channel does not get digests. Write `subscribe` to start them.',
      ),
    ];
  },
};
