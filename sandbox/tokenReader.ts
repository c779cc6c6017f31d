/** Reads the tokens of a small language one after another. */
export interface TokenReader {
  /** The next token in lower case, or nothing at the end. */
  peek(): string;
  /** Takes the next token; throws a `SyntaxError` at the end, or where another one was expected. */
  take(expected?: string): string;
  /** Takes the next token if it is one of these, in lower case. */
  skip(...words: string[]): boolean;
  /** Throws a `SyntaxError` unless everything was read. */
  finish(): void;
}

/**
 * Cuts a text into tokens. `pattern` is sticky and captures a sign, the inside of a quoted value, or a word; quoted values
 * come with one leading quotation mark, so that they cannot be taken for words. `complaint` begins every error message.
 */
export function tokenReader(text: string, pattern: RegExp, quote: string, complaint: string): TokenReader {
  const tokens = tokenise(text.trimEnd(), pattern, quote, complaint);
  let position = 0;

  function take(expected?: string): string {
    const token = tokens[position];
    if (token === undefined || (expected !== undefined && token.toLowerCase() !== expected)) {
      throw new SyntaxError(`${complaint}: ${token ?? 'unexpected end'} in '${text}'.`);
    }
    position += 1;
    return token;
  }

  return {
    take,
    peek: () => tokens[position]?.toLowerCase() ?? '',
    skip(...words) {
      const found = words.includes(tokens[position]?.toLowerCase() ?? '');
      if (found) position += 1;
      return found;
    },
    finish() {
      if (position < tokens.length) throw new SyntaxError(`${complaint}: ${tokens[position] ?? ''} in '${text}'.`);
    },
  };
}

function tokenise(text: string, pattern: RegExp, quote: string, complaint: string): string[] {
  const tokens: string[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) throw new SyntaxError(`${complaint} in '${text}'.`);
    const [, sign, quoted, word] = match;
    tokens.push(sign ?? word ?? `${quote}${quoted ?? ''}`);
  }
  return tokens;
}
