import { type TokenReader, tokenReader } from '../tokenReader.ts';

/** What a dynamic membership rule can see of a device. */
export interface RuleSubject {
  /** Rule property names in lower case without the `device.` prefix. */
  properties: Record<string, string | readonly string[]>;
}

/** A parsed rule: whether a device belongs. */
export type Rule = (subject: RuleSubject) => boolean;

const tokenPattern = /\s*(?:(\(|\)|\[|\]|,)|"((?:[^"\\]|\\.|"")*)"|([A-Za-z_][\w.]*|-[A-Za-z]+))/y;

/**
 * Parses the part of Entra's dynamic membership rules that Autopilot uses: `-eq`, `-ne`, `-startsWith`, `-contains`,
 * `-any (_ -eq "…")`, `-and`, `-or`, `-not`, parentheses. Comparisons ignore case, as Entra's do.
 * Throws a `SyntaxError` for anything else.
 */
export function parseRule(text: string): Rule {
  const reader = tokenReader(text, tokenPattern, '"', 'Invalid rule syntax');
  const rule = either(reader);
  reader.finish();
  return rule;
}

function either(reader: TokenReader): Rule {
  const parts = [both(reader)];
  while (reader.skip('-or', 'or')) parts.push(both(reader));
  return (subject) => parts.some((part) => part(subject));
}

function both(reader: TokenReader): Rule {
  const parts = [single(reader)];
  while (reader.skip('-and', 'and')) parts.push(single(reader));
  return (subject) => parts.every((part) => part(subject));
}

function single(reader: TokenReader): Rule {
  if (reader.skip('-not', 'not')) {
    const inner = single(reader);
    return (subject) => !inner(subject);
  }
  if (reader.skip('(')) {
    const inner = either(reader);
    reader.take(')');
    return inner;
  }
  return comparison(reader);
}

function comparison(reader: TokenReader): Rule {
  const property = reader.take().toLowerCase();
  if (!property.startsWith('device.')) throw new SyntaxError(`Invalid rule syntax: ${property} is no device property.`);
  const name = property.slice('device.'.length);
  const operator = reader.take().toLowerCase();
  if (operator === '-any' || operator === '-all') {
    reader.take('(');
    reader.take('_');
    const test = valueTest(reader.take().toLowerCase(), literal(reader));
    reader.take(')');
    return (subject) => [subject.properties[name] ?? []].flat()[operator === '-any' ? 'some' : 'every'](test);
  }
  const test = valueTest(operator, literal(reader));
  return (subject) => test([subject.properties[name] ?? ''].flat().join(';'));
}

function literal(reader: TokenReader): string {
  const token = reader.take();
  if (!token.startsWith('"')) throw new SyntaxError(`Invalid rule syntax: expected a quoted value, not ${token}.`);
  return token.slice(1);
}

function valueTest(operator: string, expected: string): (value: string) => boolean {
  const wanted = expected.toLowerCase();
  const tests: Record<string, (value: string) => boolean> = {
    '-eq': (value) => value.toLowerCase() === wanted,
    '-ne': (value) => value.toLowerCase() !== wanted,
    '-startswith': (value) => value.toLowerCase().startsWith(wanted),
    '-contains': (value) => value.toLowerCase().includes(wanted),
    '-notcontains': (value) => !value.toLowerCase().includes(wanted),
  };
  const test = tests[operator];
  if (test === undefined) throw new SyntaxError(`Invalid rule syntax: operator ${operator} is not supported`);
  return test;
}
