import { forRegistrarsNow } from '../access/access.ts';
import { stepWords } from '../shipping/stepWords.ts';
import { takeBackCommand } from '../shipping/takeBackCommand.ts';
import type { Command } from './command.ts';

/** `unship 5CG1234ABC because …`: takes back that devices were shipped, within a day; administrators at any time. */
export const unship: Command = {
  words: ['unship'],
  usage: 'unship <serial numbers> because <reason>',
  description: 'takes back that devices were shipped, within a day; administrators at any time',
  clickable: false,
  access: forRegistrarsNow(stepWords.shipped.undoPurpose),
  run: (argument, turn, world) => takeBackCommand('shipped', argument, turn, world),
};
