import { takeBackCommand } from '../shipping/takeBackCommand.ts';
import type { Command } from './command.ts';

/** `unconfirm 5CG1234ABC because …`: takes back that devices work, within a day; administrators at any time. */
export const unconfirm: Command = {
  words: ['unconfirm'],
  usage: 'unconfirm <serial numbers> because <reason>',
  description: 'takes back that devices work, within a day; administrators at any time',
  clickable: false,
  role: 'registrar',
  run: (argument, turn, world) => takeBackCommand('confirmed', argument, turn, world),
};
