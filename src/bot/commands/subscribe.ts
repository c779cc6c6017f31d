import { say } from '../answer.ts';
import { checkRole } from '../checkRole.ts';
import type { Command } from './command.ts';

/** `subscribe`: this channel gets digests from now on. */
export const subscribe: Command = {
  words: ['subscribe'],
  usage: 'subscribe',
  description: 'post here what happens to devices and what needs an administrator',
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
          ? 'This channel gets digests from now on: one message for each wave of devices to which something happened, and for what needs an administrator. Write `unsubscribe` to stop them.'
          : 'This channel already gets digests. Write `unsubscribe` to stop them.',
      ),
    ];
  },
};
