import type { Card, CardInput } from './readCard.ts';

/** A card as text for a terminal: its lines, its inputs with what they offer, its buttons in brackets on one line. */
export function cardText(card: Card): string[] {
  const buttons = card.actions
    .filter((action) => action.title !== '')
    .map((action) => (action.enabled ? `[${action.title}]` : `(${action.title})`));
  return [
    ...card.lines.flatMap((line) => line.split('\n')).map(plain),
    ...card.inputs.flatMap(inputText),
    ...(buttons.length > 0 ? [buttons.join(' ')] : []),
  ].filter((line) => line !== '');
}

function inputText(input: CardInput): string[] {
  const label = plain(input.label || input.id);
  const star = input.required ? ' *' : '';
  if (input.type === 'Input.Toggle') return [`${input.value === input.on ? '[x]' : '[ ]'} ${label}`];
  if (input.type === 'Input.ChoiceSet') {
    return [
      `${label}${star}`,
      ...input.choices.map((choice) => `  ${choice.value === input.value ? '(•)' : '( )'} ${plain(choice.title)}`),
    ];
  }
  return [`${label}${star}: ${input.value || '____'}`];
}

/** Markdown emphasis and escapes say nothing in a terminal; times are shown in UTC, where a client takes the reader's zone. */
function plain(line: string): string {
  return line
    .replace(timeFunction, (_function, name: string, time: string) =>
      time.slice(name === 'DATE' ? 0 : 11, name === 'DATE' ? 10 : 16),
    )
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!|~<>])/g, '$1')
    .replace(/^[-*] /, '· ')
    .trimEnd();
}

/** Functions of Adaptive Cards that a client replaces: `{{DATE(2026-01-31T10:42:00Z, SHORT)}}`, `{{TIME(2026-01-31T10:42:00Z)}}`. */
const timeFunction = /\{\{(DATE|TIME)\(([-0-9:TZ.]+)[^)]*\)\}\}/g;
