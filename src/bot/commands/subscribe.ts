import { say } from '../answer.ts';
import { checkRole } from '../checkRole.ts';
import type { Command } from './command.ts';

/** `subscribe`: this channel gets digests from now on. */
export const subscribe: Command = {
  words: ['subscribe'],
  usage: 'subscribe',
  description: 'post here when devices are ready, active, failed or stuck',
  clickable: true,
  role: 'administrator',
  where: 'channel',
  async run(_argument, turn, world) {
    const right = await checkRole(turn.sender.id, 'administrator', world);
    if (right.kind === 'denied') return [say(right.text)];
    const { baseId: id } = turn.conversation;
    const name = await turn.channelName();
    const outcome = await world.registration.subscribe({ id, name, actor: turn.sender, activityId: turn.activityId });
    return [
      say(
        outcome === 'subscribed'
          ? 'This channel gets digests from now on: one message for each wave of devices that are ready, active, failed or stuck. Write `unsubscribe` to stop them.'
          : 'This channel already gets digests. Write `unsubscribe` to stop them.',
      ),
    ];
  },
};
