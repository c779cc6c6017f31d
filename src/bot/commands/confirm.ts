import { stepCommand } from '../shipping/stepCommand.ts';
import type { Command } from './command.ts';

/** `confirm 5CG1234ABC 5CG1234ABD`: somebody saw that these devices work. */
export const confirm: Command = {
  words: ['confirm'],
  usage: 'confirm <serial numbers>',
  description: 'says that active devices work in their users’ hands',
  clickable: false,
  role: 'registrar',
  run: (argument, turn, world) => stepCommand('confirmed', argument, turn, world),
};
