import { type AdaptiveCard, expand } from './expand.ts';
import template from './help.json' with { type: 'json' };
import { plain } from './text.ts';

/** What help shows of one command. */
export interface CommandLine {
  /** What to type, e.g. `status <serial number>`. */
  usage: string;
  description: string;
  /** Text that a click sends; absent where an argument is needed. */
  click?: string | undefined;
}

/** Buttons Teams shows beside each other before it hides them. */
const maxButtons = 4;

/** What somebody can do here, each with an example to click. `notes` say what they cannot do and whom to ask. */
export function helpCard(
  title: string,
  intro: string,
  commands: readonly CommandLine[],
  notes: readonly string[],
  chatUrl = '',
): AdaptiveCard {
  return expand(template, {
    title,
    intro,
    commands: commands.map(({ usage, description }) => ({ usage, description })),
    notes: notes.map((text) => ({ text: plain(text, 300) })),
    buttons: commands
      .flatMap(({ click }) =>
        click === undefined ? [] : [{ title: click.charAt(0).toUpperCase() + click.slice(1), text: click }],
      )
      .slice(0, maxButtons),
    chatUrl,
  });
}
