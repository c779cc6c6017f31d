import { type TokenReader, tokenReader } from '../tokenReader.ts';

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
  const reader = tokenReader(text, tokenPattern, "'", 'Invalid filter clause');
  const filter = either(reader);
  reader.finish();
  return filter;
}

function either(reader: TokenReader): Filter {
  return chain(reader, 'or', () => chain(reader, 'and', () => single(reader)));
}

function chain(reader: TokenReader, word: 'and' | 'or', next: () => Filter): Filter {
  const first = next();
  const parts = [first];
  while (reader.skip(word)) parts.push(next());
  return parts.length === 1 ? first : { kind: word, parts };
}

function single(reader: TokenReader): Filter {
  if (reader.skip('not')) return { kind: 'not', part: single(reader) };
  if (reader.skip('(')) {
    const inner = either(reader);
    reader.take(')');
    return inner;
  }
  return comparison(reader);
}

function comparison(reader: TokenReader): Comparison {
  const path = reader.take();
  if (reader.skip('(')) return call(reader, path);
  if (reader.skip('/any')) return lambda(reader, path);
  const operator = reader.take();
  if (operator === 'in') return { kind: 'in', path, values: list(reader) };
  return { kind: 'compare', path, operator, value: literal(reader.take()) };
}

function call(reader: TokenReader, name: string): Comparison {
  const path = reader.take();
  reader.take(',');
  const value = literal(reader.take());
  reader.take(')');
  return { kind: 'call', name: name.toLowerCase(), path, value };
}

function lambda(reader: TokenReader, path: string): Comparison {
  reader.take('(');
  const variable = reader.take();
  reader.take(':');
  const inner = comparison(reader);
  reader.take(')');
  if (inner.path === variable && (inner.kind === 'compare' || inner.kind === 'call')) {
    const operator = inner.kind === 'compare' ? inner.operator : inner.name;
    return { kind: 'any', path, operator, value: inner.value };
  }
  throw new SyntaxError(`Invalid filter clause: unsupported lambda on '${path}'.`);
}

function list(reader: TokenReader): Literal[] {
  reader.take('(');
  const values = [literal(reader.take())];
  while (reader.skip(',')) values.push(literal(reader.take()));
  reader.take(')');
  return values;
}

function literal(token: string): Literal {
  if (token.startsWith("'")) return token.slice(1).replaceAll("''", "'");
  if (token === 'null') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  return /^-?\d+(\.\d+)?$/.test(token) ? Number(token) : token;
}
