import { requesting, showForm } from '../actions/previewNaming.ts';
import { say } from '../answer.ts';
import { emptyForm } from '../cards/nameRequestCard.ts';
import { checkRole } from '../checkRole.ts';
import type { Command } from './command.ts';

/** `request naming exception`: the form on which somebody asks that devices keep their names, or follow a template of their own. */
export const requestException: Command = {
  words: ['request', 'exception'],
  usage: 'request naming exception',
  description: 'asks that devices keep their names, or follow a template of your own; an approver decides',
  clickable: false,
  role: 'registrar',
  async run(argument, turn, world) {
    if (argument !== '' && !/\b(naming|exception|name)/i.test(argument))
      return [say('Only naming exceptions can be requested. Write `request naming exception`.')];
    const right = await checkRole(turn.sender.id, 'registrar', world, requesting);
    if (right.kind === 'denied') return [say(right.text)];
    return [{ kind: 'card', ...(await showForm(emptyForm, turn, world)) }];
  },
};
