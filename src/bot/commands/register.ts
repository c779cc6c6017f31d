import { forEverybody } from '../access/access.ts';
import { say } from '../answer.ts';
import { personalChatUrl } from '../personalChatUrl.ts';
import type { Turn } from '../turn.ts';
import type { Command } from './command.ts';

/** Why a file sent in a channel does not arrive, and where to send it (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4). */
export function filesOnlyInPersonalChat(turn: Pick<Turn, 'botAccountId'>): string {
  return `Teams delivers files to a bot only in its personal chat. [Open the personal chat](${personalChatUrl(turn)}) and send the CSV there.`;
}

/** `register`: not a command but what people try first; says how it is done. */
export const register: Command = {
  words: ['register', 'upload', 'import'],
  usage: 'register',
  description: 'how to register devices',
  clickable: false,
  access: forEverybody,
  async run(_argument, turn) {
    if (turn.conversation.kind !== 'personal') return [say(filesOnlyInPersonalChat(turn))];
    return [
      say('Attach a CSV of hardware hashes to a message here, or paste its text. Send `sample` to see how to get one.'),
    ];
  },
};
