import { forAdministrators } from '../access/access.ts';
import { say } from '../answer.ts';
import { count } from '../cards/text.ts';
import { auditFile, readingAudit } from '../handover/auditFile.ts';
import { about } from '../known/about.ts';
import { rememberAs } from '../known/knownCards.ts';
import type { Command } from './command.ts';

/** `audit export`: who did what in the last year, as a CSV. */
export const audit: Command = {
  words: ['audit'],
  usage: 'audit export',
  description: 'who asked for what and who decided, in the last year, as a CSV',
  clickable: false,
  access: { ...forAdministrators, purpose: readingAudit },
  where: 'personal',
  async run(argument, turn, world) {
    if (argument.trim().toLowerCase() !== 'export') return [say('Write `audit export` to get the audit as a CSV.')];
    const { name, bytes, entries } = await auditFile(world);
    const description = `${count(entries, 'entry', 'entries')} of the last year: who asked for what, and who decided`;
    const onSent = rememberAs(about.offer('audit'), turn, world);
    return [{ kind: 'offer', file: { name, description, size: bytes.length, context: { file: 'audit' } }, onSent }];
  },
};
