import type { Person } from '../../registration/person.ts';
import { plain } from './text.ts';

/**
 * A mention of a person for a card's `msteams.entities`; `text` must stand in a text block exactly so
 * (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format#mention-support-within-adaptive-cards).
 * Text blocks read Markdown, so the name loses what could be taken for it.
 */
export function mention(person: Person) {
  const name = plain(person.name, 80).replace(/[\\*_[\](){}<>`~#|$]/g, '') || 'the requester';
  return { type: 'mention', text: `<at>${name}</at>`, mentioned: { id: person.id, name } };
}
