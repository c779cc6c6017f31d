import { forRegistrars } from '../access/access.ts';
import { requesting, showForm } from '../actions/previewNaming.ts';
import { say } from '../answer.ts';
import { emptyForm } from '../cards/nameRequestForm.ts';
import { about } from '../known/about.ts';
import { rememberAs } from '../known/knownCards.ts';
import { closestWord } from './closestWord.ts';
import type { Command } from './command.ts';

/** What people call an exception. */
export const wordsForException: readonly string[] = ['exception', 'exceptions', 'exemption', 'exemptions'];

/** `request naming exception`: the form on which somebody asks that devices keep their names, or follow a template of their own. */
export const requestException: Command = {
  words: ['request', ...wordsForException],
  usage: 'request naming exception',
  description: 'asks that devices keep their names, or follow a template of your own; an approver decides',
  clickable: false,
  access: forRegistrars(requesting),
  async run(argument, turn, world) {
    if (argument !== '' && !argument.toLowerCase().split(/\s+/).some(isAboutNames))
      return [say('Only naming exceptions can be requested. Write `request naming exception`.')];
    const onSent = rememberAs(about.namingForm, turn, world);
    return [{ kind: 'card', ...(await showForm(emptyForm, turn, world)), onSent }];
  },
};

/** Whether a word, misspelt or not, says that a naming exception is meant. */
function isAboutNames(word: string): boolean {
  return closestWord(word, ['naming', 'names', 'name', ...wordsForException]) !== undefined;
}
