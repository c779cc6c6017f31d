import { forRegistrars } from '../access/access.ts';
import { stepCommand } from '../shipping/stepCommand.ts';
import { stepWords } from '../shipping/stepWords.ts';
import type { Command } from './command.ts';

/** `shipped 5CG1234ABC 5CG1234ABD`: these devices were handed over. */
export const shipped: Command = {
  words: ['shipped'],
  usage: 'shipped <serial numbers>',
  description: 'says that devices were handed to the carrier or their users',
  clickable: false,
  access: forRegistrars(stepWords.shipped.purpose),
  run: (argument, turn, world) => stepCommand('shipped', argument, turn, world),
};
