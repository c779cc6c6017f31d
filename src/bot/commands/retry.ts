import { forAdministrators, forRegistrarsNow } from '../access/access.ts';
import { type Answer, say } from '../answer.ts';
import { escapeMarkdown } from '../cards/text.ts';
import type { BotWorld } from '../options.ts';
import { retrying, retrySentences } from '../retrySentences.ts';
import { askedSerialNumbers } from '../serialNumbers/askedSerialNumbers.ts';
import type { Turn } from '../turn.ts';
import type { Command } from './command.ts';

const rule = {
  word: 'retry',
  example: 'retry 5CG1234ABC 5CG1234ABD',
  most: 100,
  otherwise: 'Administrators write `retry failed` for all that failed.',
};

/** `retry 5CG1234ABC 5CG1234ABD`: tries these devices again, whatever they failed with; `retry failed`: all that failed, where it may help. */
export const retry: Command = {
  words: ['retry'],
  usage: 'retry <serial numbers>',
  description: 'tries failed devices again; administrators write retry failed for all of them',
  clickable: false,
  access: (argument) => (isAll(argument) ? forAdministrators : forRegistrarsNow(retrying)),
  async run(argument, turn, world) {
    if (isAll(argument)) return answer({ kind: 'failed' }, turn, world);
    const asked = await askedSerialNumbers(argument, rule, world.registration);
    if (asked.kind === 'refused') return [say(asked.text)];
    return answer({ kind: 'devices', serialNumbers: [...new Set(asked.serialNumbers)] }, turn, world);
  },
};

/** Whether all devices that failed are meant, whoever sent their files. */
function isAll(argument: string): boolean {
  return /^(all\s+)?failed$/i.test(argument.trim());
}

async function answer(
  scope: Parameters<BotWorld['registration']['retry']>[0]['scope'],
  { sender, activityId }: Turn,
  { registration }: BotWorld,
): Promise<Answer[]> {
  const outcome = await registration.retry({ scope, actor: sender, activityId });
  return [say(retrySentences(outcome, escapeMarkdown).join('\n\n'))];
}
