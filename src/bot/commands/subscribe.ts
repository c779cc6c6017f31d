import { forAdministrators } from '../access/access.ts';
import { say } from '../answer.ts';
import { noSuchTopic, readTopic, topics } from './channelTopic.ts';
import type { Command } from './command.ts';

/** `subscribe`: this channel gets digests from now on; `subscribe approvals`: requests of naming exceptions. */
export const subscribe: Command = {
  words: ['subscribe'],
  usage: 'subscribe',
  description: 'post here what happens to devices and what needs an administrator',
  clickable: true,
  more: [
    { usage: 'subscribe approvals', description: 'post here requests of naming exceptions, for approvers to decide' },
  ],
  access: forAdministrators,
  where: 'channel',
  async run(argument, turn, world) {
    const about = readTopic(argument);
    if (about === undefined) return [say(noSuchTopic)];
    const { baseId: id } = turn.conversation;
    const name = await turn.channelName();
    const { sender: actor, activityId } = turn;
    const outcome = await world.registration.subscribe({ id, name, about, actor, activityId });
    const { word, what, told } = topics[about];
    const stop = `Write \`unsubscribe${word}\` to stop them.`;
    return [
      say(
        outcome === 'subscribed'
          ? `This channel gets ${what} from now on: ${told}. ${stop}`
          : `This channel already gets ${what}. ${stop}`,
      ),
    ];
  },
};
