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
  const tokens = tokenise(text);
  let position = 0;

  function peek(): string {
    return tokens[position]?.toLowerCase() ?? '';
  }
  function take(expected?: string): string {
    const token = tokens[position];
    if (token === undefined || (expected !== undefined && token.toLowerCase() !== expected)) {
      throw new SyntaxError(`Invalid rule syntax near ${token ?? 'the end'} in ${text}`);
    }
    position += 1;
    return token;
  }

  function either(): Rule {
    const parts = [both()];
    while (peek() === '-or' || peek() === 'or') {
      position += 1;
      parts.push(both());
    }
    return (subject) => parts.some((part) => part(subject));
  }
  function both(): Rule {
    const parts = [single()];
    while (peek() === '-and' || peek() === 'and') {
      position += 1;
      parts.push(single());
    }
    return (subject) => parts.every((part) => part(subject));
  }
  function single(): Rule {
    if (peek() === '-not' || peek() === 'not') {
      position += 1;
      const inner = single();
      return (subject) => !inner(subject);
    }
    if (peek() === '(') {
      take('(');
      const inner = either();
      take(')');
      return inner;
    }
    return comparison();
  }
  function comparison(): Rule {
    const property = take().toLowerCase();
    if (!property.startsWith('device.'))
      throw new SyntaxError(`Invalid rule syntax: ${property} is not a device property`);
    const name = property.slice('device.'.length);
    const operator = take().toLowerCase();
    if (operator === '-any' || operator === '-all') {
      take('(');
      take('_');
      const test = valueTest(take().toLowerCase(), literal());
      take(')');
      return (subject) => [subject.properties[name] ?? []].flat()[operator === '-any' ? 'some' : 'every'](test);
    }
    const test = valueTest(operator, literal());
    return (subject) => test([subject.properties[name] ?? ''].flat().join(';'));
  }
  function literal(): string {
    const token = take();
    if (!token.startsWith('"')) throw new SyntaxError(`Invalid rule syntax: expected a quoted value, not ${token}`);
    return token.slice(1);
  }

  const rule = either();
  if (position !== tokens.length)
    throw new SyntaxError(`Invalid rule syntax near ${tokens[position] ?? ''} in ${text}`);
  return rule;
}

/** Quoted values keep one leading quotation mark, so that they cannot be taken for words. */
function tokenise(text: string): string[] {
  const tokens: string[] = [];
  const trimmed = text.trimEnd();
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < trimmed.length) {
    const at = tokenPattern.lastIndex;
    const match = tokenPattern.exec(trimmed);
    if (match === null) throw new SyntaxError(`Invalid rule syntax at character ${at + 1} in ${text}`);
    tokens.push(match[1] ?? match[3] ?? `"${match[2] ?? ''}`);
  }
  return tokens;
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
