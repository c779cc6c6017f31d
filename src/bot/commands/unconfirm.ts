import { forRegistrarsNow } from '../access/access.ts';
import { stepWords } from '../shipping/stepWords.ts';
import { takeBackCommand } from '../shipping/takeBackCommand.ts';
import type { Command } from './command.ts';

/** `unconfirm 5CG1234ABC because …`: takes back that devices work, within a day; administrators at any time. */
export const unconfirm: Command = {
  words: ['unconfirm'],
  usage: 'unconfirm <serial numbers> because <reason>',
  description: 'takes back that devices work, within a day; administrators at any time',
  clickable: false,
  access: forRegistrarsNow(stepWords.confirmed.undoPurpose),
  run: (argument, turn, world) => takeBackCommand('confirmed', argument, turn, world),
};
