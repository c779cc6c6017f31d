import { type Answer, say } from '../answer.ts';
import { escapeMarkdown } from '../cards/text.ts';
import { checkRole } from '../checkRole.ts';
import type { BotWorld } from '../options.ts';
import { retrySentences } from '../retrySentences.ts';
import type { Turn } from '../turn.ts';
import type { Command } from './command.ts';

/** Serial numbers one message may name; a file or all of them have their own way. */
const most = 100;
/** Characters of one sentence of the answer. */
const longestSentence = 600;

/** `retry 5CG1234ABC 5CG1234ABD`: tries these devices again, whatever they failed with; `retry failed`: all that failed, where it may help. */
export const retry: Command = {
  words: ['retry'],
  usage: 'retry <serial numbers>',
  description: 'tries failed devices again; administrators write retry failed for all of them',
  clickable: false,
  role: 'registrar',
  async run(argument, turn, world) {
    const named = argument.trim();
    if (named === '') return [say(howTo)];
    const all = named.toLowerCase() === 'failed' || named.toLowerCase() === 'all failed';
    const right = await checkRole(turn.sender.id, all ? 'administrator' : 'registrar', world);
    if (right.kind === 'denied') return [say(right.text)];
    if (all) return answer({ kind: 'failed' }, turn, world);
    const serialNumbers = await serialNumbersIn(named, world);
    if (serialNumbers.length > most) return [say(`Name at most ${most} devices in one message. ${howTo}`)];
    return answer({ kind: 'devices', serialNumbers }, turn, world);
  },
};

const howTo =
  'Write `retry` and the serial numbers of the devices to try again, for example `retry 5CG1234ABC 5CG1234ABD`. Administrators write `retry failed` for all that failed.';

/** Virtual machines have blanks in their serial numbers: what is known as a whole is one. */
async function serialNumbersIn(text: string, { registration }: BotWorld): Promise<string[]> {
  if ((await registration.devices(text)).length > 0) return [text];
  const separator = /[,;]/.test(text) ? /[,;]+/ : /\s+/;
  const parts = text.split(separator).map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}

async function answer(
  scope: Parameters<BotWorld['registration']['retry']>[0]['scope'],
  { sender, activityId }: Turn,
  { registration }: BotWorld,
): Promise<Answer[]> {
  const outcome = await registration.retry({ scope, actor: sender, activityId });
  const sentences = retrySentences(outcome).map((sentence) => escapeMarkdown(sentence, longestSentence));
  return [say(sentences.join('\n\n'))];
}
