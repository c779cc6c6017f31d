import { stepCommand } from '../shipping/stepCommand.ts';
import type { Command } from './command.ts';

/** `shipped 5CG1234ABC 5CG1234ABD`: these devices were handed over. */
export const shipped: Command = {
  words: ['shipped'],
  usage: 'shipped <serial numbers>',
  description: 'says that devices were handed to the carrier or their users',
  clickable: false,
  role: 'registrar',
  run: (argument, turn, world) => stepCommand('shipped', argument, turn, world),
};
