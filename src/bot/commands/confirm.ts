import { forRegistrars } from '../access/access.ts';
import { stepCommand } from '../shipping/stepCommand.ts';
import { stepWords } from '../shipping/stepWords.ts';
import type { Command } from './command.ts';

/** `confirm 5CG1234ABC 5CG1234ABD`: somebody saw that these devices work. */
export const confirm: Command = {
  words: ['confirm'],
  usage: 'confirm <serial numbers>',
  description: 'says that active devices work in their users’ hands',
  clickable: false,
  access: forRegistrars(stepWords.confirmed.purpose),
  run: (argument, turn, world) => stepCommand('confirmed', argument, turn, world),
};
