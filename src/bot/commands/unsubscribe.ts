import { forAdministrators } from '../access/access.ts';
import { say } from '../answer.ts';
import { noSuchTopic, readTopic, topics } from './channelTopic.ts';
import type { Command } from './command.ts';

/** `unsubscribe`: no more digests in this channel; `unsubscribe approvals`: no more requests of naming exceptions. */
export const unsubscribe: Command = {
  words: ['unsubscribe'],
  usage: 'unsubscribe',
  description: 'no more digests in this channel',
  clickable: true,
  more: [{ usage: 'unsubscribe approvals', description: 'no more requests of naming exceptions in this channel' }],
  access: forAdministrators,
  where: 'channel',
  async run(argument, turn, world) {
    const about = readTopic(argument);
    if (about === undefined) return [say(noSuchTopic)];
    const { baseId: id } = turn.conversation;
    const { sender: actor, activityId } = turn;
    const outcome = await world.registration.unsubscribe({ id, about, actor, activityId });
    const { word, what } = topics[about];
    return [
      say(
        outcome === 'unsubscribed'
          ? `This channel gets no more ${what}.`
          : `This channel does not get ${what}. Write \`subscribe${word}\` to start them.`,
      ),
    ];
  },
};
