/** A value of a `$filter`. */
export type Literal = string | number | boolean | null;

/** One comparison of a `$filter`; paths are property names as the client wrote them. */
export type Comparison =
  | { kind: 'compare'; path: string; operator: string; value: Literal }
  | { kind: 'in'; path: string; values: Literal[] }
  | { kind: 'call'; name: string; path: string; value: Literal }
  | { kind: 'any'; path: string; operator: string; value: Literal };

/** A parsed `$filter`. */
export type Filter = { kind: 'and' | 'or'; parts: Filter[] } | { kind: 'not'; part: Filter } | Comparison;

/** Signs, quoted values, dates, and words: property paths may have parts, but `/any` is a sign of its own. */
const tokenPattern =
  /\s*(?:(\(|\)|,|:|\/any)|'((?:[^']|'')*)'|(\d{4}-\d\d-\d\dT[\d:.]+Z|[^\s(),:'/]+(?:\/(?!any\b)[^\s(),:'/]+)*))/y;

/** Parses an OData `$filter`. Throws a `SyntaxError` for what is none. */
export function parseFilter(text: string): Filter {
  const tokens = tokenise(text);
  let position = 0;
  const peek = (): string => tokens[position] ?? '';
  function take(expected?: string): string {
    const token = tokens[position];
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new SyntaxError(`Invalid filter clause: ${token ?? 'unexpected end'} in '${text}'.`);
    }
    position += 1;
    return token;
  }
  function chain(word: 'and' | 'or', next: () => Filter): Filter {
    const parts = [next()];
    while (peek() === word) {
      position += 1;
      parts.push(next());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: word, parts };
  }
  const either = (): Filter => chain('or', () => chain('and', single));
  function single(): Filter {
    if (peek() === 'not') {
      take();
      return { kind: 'not', part: single() };
    }
    if (peek() === '(') {
      take();
      const inner = either();
      take(')');
      return inner;
    }
    const path = take();
    if (peek() === '(') return call(path);
    if (peek() === '/any') return lambda(path);
    const operator = take();
    if (operator === 'in') return { kind: 'in', path, values: list() };
    return { kind: 'compare', path, operator, value: literal(take()) };
  }
  function call(name: string): Filter {
    take('(');
    const path = take();
    take(',');
    const value = literal(take());
    take(')');
    return { kind: 'call', name: name.toLowerCase(), path, value };
  }
  function lambda(path: string): Filter {
    take('/any');
    take('(');
    const variable = take();
    take(':');
    const inner = single();
    take(')');
    if (inner.kind === 'compare' && inner.path === variable) {
      return { kind: 'any', path, operator: inner.operator, value: inner.value };
    }
    if (inner.kind === 'call' && inner.path === variable) {
      return { kind: 'any', path, operator: inner.name, value: inner.value };
    }
    throw new SyntaxError(`Invalid filter clause: unsupported lambda in '${text}'.`);
  }
  function list(): Literal[] {
    take('(');
    const values = [literal(take())];
    while (peek() === ',') {
      take();
      values.push(literal(take()));
    }
    take(')');
    return values;
  }

  const filter = either();
  if (position !== tokens.length) throw new SyntaxError(`Invalid filter clause: ${peek()} in '${text}'.`);
  return filter;
}

/** Quoted values keep one leading quotation mark. */
function tokenise(text: string): string[] {
  const tokens: string[] = [];
  const trimmed = text.trimEnd();
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < trimmed.length) {
    const match = tokenPattern.exec(trimmed);
    if (match === null) throw new SyntaxError(`Invalid filter clause in '${text}'.`);
    tokens.push(match[1] ?? match[3] ?? `'${(match[2] ?? '').replaceAll("''", "'")}`);
  }
  return tokens;
}

function literal(token: string): Literal {
  if (token.startsWith("'")) return token.slice(1);
  if (token === 'null') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  return /^-?\d+(\.\d+)?$/.test(token) ? Number(token) : token;
}
