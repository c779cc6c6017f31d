import { forReaders } from '../access/access.ts';
import { batchesCard } from '../cards/batchesCard.ts';
import type { Command } from './command.ts';

/** Files a list names. */
const latest = 10;

/** `batches`: the latest files and how far their devices are. */
export const batches: Command = {
  words: ['batches', 'devices', 'batch', 'list'],
  usage: 'batches',
  description: 'the latest files and how far their devices are',
  clickable: true,
  access: forReaders,
  async run(_argument, _turn, { registration }) {
    return [{ kind: 'card', card: batchesCard(await registration.batches(latest)), summary: 'The latest files' }];
  },
};
