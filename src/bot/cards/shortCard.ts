import { type AdaptiveCard, expand } from './expand.ts';
import template from './list.json' with { type: 'json' };
import { plain } from './text.ts';

/** Stands for a card that is too large for Teams: its title, which has the count, and how to see the rest. */
export function shortCard(title: string): AdaptiveCard {
  return expand(template, {
    title: plain(title, 200),
    intro:
      'The whole message is too large for Teams. Write `batches` to see the latest files, or `status` and a serial number to see a device.',
    items: [],
  });
}
