import { z } from 'zod/v4';

/** An input of a card and what it holds before anybody touches it. */
export interface CardInput {
  id: string;
  /** `Input.Text`, `Input.ChoiceSet`, `Input.Toggle`, … */
  type: string;
  label: string;
  required: boolean;
  /** What the card says when it is left empty. */
  errorMessage: string;
  /** The card's own default; empty when it has none. */
  value: string;
  choices: { title: string; value: string }[];
  /** For a toggle. */
  on: string;
  off: string;
  multiple: boolean;
}

/** A button of a card. */
export interface CardAction {
  /** `Action.Execute`, `Action.Submit`, `Action.OpenUrl`, … */
  type: string;
  title: string;
  /** `Action.Execute` only. */
  verb: string;
  data: Record<string, unknown>;
  url: string;
  id: string;
  /** False for `associatedInputs: none`: inputs are neither checked nor sent. */
  takesInputs: boolean;
  enabled: boolean;
}

/** What a person can read and touch on an Adaptive Card. */
export interface Card {
  /** Its text, line by line, top to bottom; the first line is what the card says first. */
  lines: string[];
  inputs: CardInput[];
  actions: CardAction[];
}

const elementSchema = z.looseObject({ type: z.string().default(''), isVisible: z.boolean().default(true) });
type Element = z.infer<typeof elementSchema>;

/** Where an element keeps the elements inside it. */
const nesting = ['body', 'items', 'columns', 'rows', 'cells', 'card', 'images'] as const;

/** Reads an Adaptive Card as a person would. Hidden elements are skipped, unknown ones are searched for elements inside. */
export function readCard(content: unknown): Card {
  const card: Card = { lines: [], inputs: [], actions: [] };
  readElement(content, card);
  return card;
}

function readElement(given: unknown, card: Card): void {
  const parsed = elementSchema.safeParse(given);
  if (!parsed.success || !parsed.data.isVisible) return;
  const element = parsed.data;
  const line = textOf(element);
  if (line !== '') card.lines.push(line);
  if (element.type.startsWith('Input.')) card.inputs.push(inputSchema.parse(element));
  if (element.type === 'FactSet') card.lines.push(...facts(element));
  if (element.type === 'ColumnSet') {
    card.lines.push(...columnLines(element, card));
  } else if (element.type === 'TableRow') {
    card.lines.push(...rowLines(list(element['cells']), card));
  } else {
    for (const place of nesting) for (const inside of list(element[place])) readElement(inside, card);
  }
  for (const action of list(element['actions'])) {
    const parsedAction = actionSchema.safeParse(action);
    if (parsedAction.success) card.actions.push(parsedAction.data);
    // The card behind a "show" button is part of what can be reached.
    if (parsedAction.success && parsedAction.data.type === 'Action.ShowCard') readElement(record(action)['card'], card);
  }
}

/** Columns stand side by side; their first lines are read as one line, as an eye would. */
function columnLines(element: Element, card: Card): string[] {
  return rowLines(list(element['columns']), card);
}

function rowLines(cells: unknown[], card: Card): string[] {
  const columns = cells.map((cell) => {
    const inside: Card = { lines: [], inputs: card.inputs, actions: card.actions };
    readElement({ type: 'Container', ...record(cell) }, inside);
    return inside.lines;
  });
  const filled = columns.filter((lines) => lines.length > 0);
  const height = Math.max(0, ...filled.map((lines) => lines.length));
  if (filled.every((lines) => lines.length === height) && height <= 2)
    return filled.length === 0 ? [] : [filled.map((lines) => lines.join(' ')).join(' · ')];
  return filled.flat();
}

function facts(element: Element): string[] {
  return list(element['facts']).map((fact) => `${string(record(fact)['title'])}: ${string(record(fact)['value'])}`);
}

function textOf(element: Element): string {
  if (element.type === 'TextBlock' || element.type === 'Badge') return string(element['text']);
  if (element.type === 'RichTextBlock') {
    return list(element['inlines'])
      .map((inline) => (typeof inline === 'string' ? inline : string(record(inline)['text'])))
      .join('');
  }
  if (element.type === 'CodeBlock') return string(element['codeSnippet']);
  return '';
}

const text = z.coerce.string().default('');

const inputSchema = z
  .looseObject({
    id: text,
    type: z.string(),
    label: text,
    title: text,
    isRequired: z.boolean().default(false),
    errorMessage: text,
    value: text,
    valueOn: z.string().default('true'),
    valueOff: z.string().default('false'),
    isMultiSelect: z.boolean().default(false),
    choices: z.array(z.looseObject({ title: z.string(), value: z.string() })).default([]),
  })
  .transform(
    (input): CardInput => ({
      id: input.id,
      type: input.type,
      label: input.label === '' ? input.title : input.label,
      required: input.isRequired,
      errorMessage: input.errorMessage,
      value: input.value,
      choices: input.choices.map(({ title, value }) => ({ title, value })),
      on: input.valueOn,
      off: input.valueOff,
      multiple: input.isMultiSelect,
    }),
  );

const actionSchema = z
  .looseObject({
    type: z.string(),
    title: text,
    verb: text,
    url: text,
    id: text,
    data: z.record(z.string(), z.unknown()).catch({}),
    associatedInputs: z.string().default('auto'),
    isEnabled: z.boolean().default(true),
  })
  .transform(
    (action): CardAction => ({
      type: action.type,
      title: action.title,
      verb: action.verb,
      data: action.data,
      url: action.url,
      id: action.id,
      takesInputs: action.associatedInputs.toLowerCase() !== 'none',
      enabled: action.isEnabled,
    }),
  );

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? [value] : [];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
