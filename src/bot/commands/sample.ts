import { forEverybody } from '../access/access.ts';
import { sampleCard, sampleTitle } from '../cards/sampleCard.ts';
import type { Command } from './command.ts';

/** `sample`: how to get a CSV of hardware hashes. */
export const sample: Command = {
  words: ['sample', 'template', 'example'],
  usage: 'sample',
  description: 'how to get a CSV of hardware hashes',
  clickable: true,
  access: forEverybody,
  async run() {
    return [{ kind: 'card', card: sampleCard(), summary: sampleTitle }];
  },
};
