import { forEverybody, sendingFiles } from '../access/access.ts';
import { checkAccess } from '../access/checkAccess.ts';
import { type Answer, say } from '../answer.ts';
import type { BotWorld } from '../options.ts';
import { refuseLongCommand, refuseLongMessage } from '../text/limits.ts';
import type { Turn } from '../turn.ts';
import { pastedCsv } from '../upload/pastedCsv.ts';
import { receivePasted } from '../upload/receivePasted.ts';
import { audit } from './audit.ts';
import { batches } from './batches.ts';
import { closestWord } from './closestWord.ts';
import { accessOf, type Command, fits } from './command.ts';
import { confirm } from './confirm.ts';
import { health } from './health.ts';
import { help } from './help.ts';
import { move } from './move.ts';
import { naming } from './naming.ts';
import { parseCommand } from './parseCommand.ts';
import { filesOnlyInPersonalChat, register } from './register.ts';
import { remove } from './remove.ts';
import { requestException } from './requestException.ts';
import { retry } from './retry.ts';
import { sample } from './sample.ts';
import { shipped } from './shipped.ts';
import { status } from './status.ts';
import { subscribe } from './subscribe.ts';
import { subscriptions } from './subscriptions.ts';
import { unconfirm } from './unconfirm.ts';
import { unship } from './unship.ts';
import { unsubscribe } from './unsubscribe.ts';

/** Everything that can be written, in the order help shows it. */
export const commands: readonly Command[] = [
  status,
  retry,
  batches,
  shipped,
  unship,
  confirm,
  unconfirm,
  move,
  sample,
  remove,
  subscribe,
  unsubscribe,
  subscriptions,
  naming,
  requestException,
  health,
  audit,
];
/** Everything that can be written and is answered as itself. */
export const understood: readonly Command[] = [...commands, register];
const helpWords: readonly string[] = ['help', 'hi', 'hello', 'hey', 'start', ''];

/** Answers a message: pasted CSV, a command, or help for what is neither. Never silence. */
export async function answerMessage(turn: Turn, world: BotWorld): Promise<Answer[]> {
  const tooLong = refuseLongMessage(turn);
  if (tooLong !== undefined) return [say(tooLong)];
  const csv = pastedCsv(turn);
  if (csv !== undefined) {
    if (turn.conversation.kind !== 'personal') return [say(filesOnlyInPersonalChat(turn))];
    const right = await checkAccess(sendingFiles, 'file', turn, world);
    return right.kind === 'denied' ? [say(right.text)] : receivePasted(csv, turn, world);
  }
  const tooLongCommand = refuseLongCommand(turn.text);
  if (tooLongCommand !== undefined) return [say(tooLongCommand)];
  const { word, argument } = parseCommand(turn.text);
  const command = understood.find(({ words }) => words.includes(word));
  if (command !== undefined) {
    if (!fits(command, turn)) return [say(elsewhere(command))];
    const right = await checkAccess(accessOf(command, argument), command.words[0], turn, world);
    return right.kind === 'denied' ? [say(right.text)] : command.run(argument, turn, world);
  }
  // Help too is for people of the organisation.
  const right = await checkAccess(forEverybody, 'help', turn, world);
  if (right.kind === 'denied') return [say(right.text)];
  if (word === '' && turn.conversation.kind !== 'personal') return [say(filesOnlyInPersonalChat(turn))];
  if (helpWords.includes(word)) return help(commands, turn, world);
  const meant = closestWord(word, [...understood.flatMap(({ words }) => words), 'help']);
  if (meant !== undefined) return [say(`Did you mean **${meant}**? Write it, or \`help\` to see everything.`)];
  return help(commands, turn, world, 'That is not something Preflight understands. This is:');
}

function elsewhere({ words, where }: Command): string {
  return where === 'channel'
    ? `**${words[0]}** works only in a channel: add Preflight to a team and write it there.`
    : `**${words[0]}** works only in the personal chat.`;
}
