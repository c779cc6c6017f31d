import { createRequire } from 'node:module';

/** The parts of Microsoft's renderer used here; it has no ES module that Node can load. */
interface Renderer {
  AdaptiveCard: new () => {
    parse(card: unknown, context: SerializationContext): void;
    validateProperties(): { validationEvents: { message: string }[] };
  };
  SerializationContext: new (version: unknown) => SerializationContext;
  Version: new (major: number, minor: number) => unknown;
  GlobalRegistry: { elements: Registry; actions: Registry };
}
interface SerializationContext {
  eventCount: number;
  getEventAt(index: number): { message: string };
}
interface Registry {
  findByName(
    name: string,
  ): { objectType: new () => { getSchema(): { getCount(): number; getItemAt(index: number): Property } } } | undefined;
}
interface Property {
  name: string;
  targetVersion: { major: number; minor: number };
}

const renderer = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js') as Renderer;

/** Largest card that Teams shows, with room for the message around it: 28 KB (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages). */
export const maxCardBytes = 27 * 1024;

/** Everything wrong with a card: what the renderer for version 1.5 says, properties it does not know, placeholders left, size. */
export function cardProblems(card: unknown): string[] {
  const text = JSON.stringify(card);
  return [
    ...rendererProblems(card),
    ...unknownProperties(card, 'card'),
    ...unlabelledInputs(card),
    ...(text.includes('${')
      ? [`a placeholder was left: ${text.slice(text.indexOf('${'), text.indexOf('${') + 40)}`]
      : []),
    ...(Buffer.byteLength(text) > maxCardBytes ? [`${Buffer.byteLength(text)} bytes are more than Teams shows`] : []),
  ];
}

function rendererProblems(card: unknown): string[] {
  const context = new renderer.SerializationContext(new renderer.Version(1, 5));
  const parsed = new renderer.AdaptiveCard();
  parsed.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  return [...events, ...parsed.validateProperties().validationEvents.map(({ message }) => message)];
}

/** The renderer ignores what it does not know; a misspelt property would go unseen. */
function unknownProperties(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownProperties(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  const known = propertiesOf(value);
  return Object.entries(value).flatMap(([name, inner]) => {
    if (known !== undefined && !known.has(name))
      return [`${path}.${name} is not a property of ${String(Object(value).type)} in version 1.5`];
    // Data of a button is the bot's own, and what Teams adds is not part of Adaptive Cards.
    return name === 'data' || name === 'msteams' ? [] : unknownProperties(inner, `${path}.${name}`);
  });
}

/** Properties with a schema of their own in the renderer but without a type in it. */
const more: Readonly<Record<string, readonly string[]>> = {
  AdaptiveCard: ['$schema', 'version', 'body', 'actions', 'fallbackText', 'speak', 'refresh', 'msteams'],
  Container: ['items'],
  Column: ['items', 'width'],
  ColumnSet: ['columns'],
  ActionSet: ['actions'],
  Table: ['columns', 'rows'],
  TableRow: ['cells'],
  TableCell: ['items'],
  RichTextBlock: ['inlines'],
  'Input.ChoiceSet': ['choices'],
};

function propertiesOf(value: object): Set<string> | undefined {
  if (!('type' in value) || typeof value.type !== 'string') return undefined;
  const { elements, actions } = renderer.GlobalRegistry;
  const found =
    elements.findByName(value.type)?.objectType ??
    actions.findByName(value.type)?.objectType ??
    (unregistered.includes(value.type) ? constructorOf(value.type) : undefined);
  if (found === undefined) return new Set();
  const schema = new found().getSchema();
  const names = Array.from({ length: schema.getCount() }, (_, index) => schema.getItemAt(index))
    .filter(({ targetVersion: { major, minor } }) => major < 1 || (major === 1 && minor <= 5))
    .map(({ name }) => name);
  return new Set([...names, 'type', 'fallback', ...(more[value.type] ?? [])]);
}

/** Types that the renderer knows only by what they are inside of. */
const unregistered: readonly string[] = ['AdaptiveCard', 'Column', 'TableRow', 'TableCell', 'TextRun'];

function constructorOf(name: string) {
  return (renderer as unknown as Record<string, NonNullable<ReturnType<Registry['findByName']>>['objectType']>)[name];
}

/** A screen reader says the label of an input, or the title of a toggle. */
function unlabelledInputs(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(unlabelledInputs);
  if (typeof value !== 'object' || value === null) return [];
  const input = value as { type?: unknown; label?: unknown; title?: unknown };
  const unlabelled =
    String(input.type).startsWith('Input.') && !input.label && !(input.type === 'Input.Toggle' && input.title);
  return [
    ...(unlabelled ? [`${String(input.type)} has no label`] : []),
    ...Object.values(value).flatMap(unlabelledInputs),
  ];
}
