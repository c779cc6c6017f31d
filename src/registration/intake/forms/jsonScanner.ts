import type { Line } from '../physicalLines.ts';
import { createDeviceTree } from './deviceTree.ts';
import { isHashText, type NamedValue } from './namedValue.ts';

/** Reads a document piece by piece. `failed`: this is not what it looked like; `done`: it is complete. */
export interface Scanner {
  /** Takes more of the text; `rest` is what stands after the end of the document. */
  push(text: string, line: number): { state: 'open' | 'failed' | 'done'; rest?: string };
  /** The text ends here. */
  end(): void;
}

const closing: Record<string, string> = {
  '"': '"',
  "'": "'",
  '\u201c': '\u201d',
  '\u201e': '\u201c',
  '\u201d': '\u201d',
};
const bare = /[^\s,:{}[\]"]+/y;

/** What may come next. */
type Expected = 'value' | 'key' | 'colon' | 'comma';

/**
 * Reads JSON, and what people and chats make of it: lines broken inside a text, trailing commas, single or curly quotes. Anything else fails.
 * A hash is kept as it is spelt, `\u002B` and all: what its escapes stand for is undone and reported where hashes are decoded.
 */
export function createJsonScanner(emit: (row: Line) => void): Scanner {
  const tree = createDeviceTree(emit);
  const brackets: string[] = [];
  let expected: Expected = 'value';
  let key = '';
  let quote = '';
  let text = '';
  let start = 0;
  let wrapped = false;
  let isHash: boolean | undefined;

  function finish(): boolean {
    const joined = text.includes('\n') ? text.replaceAll('\n', '') : text;
    const value: NamedValue = {
      caption: key,
      text: isHashText(joined) ? joined : withoutEscapes(text),
      line: start,
      wrapped,
    };
    if (expected === 'key') {
      key = withoutEscapes(joined);
      expected = 'colon';
      return true;
    }
    if (expected !== 'value') return false;
    tree.value(brackets.at(-1) === '[' ? { ...value, caption: '' } : value);
    expected = 'comma';
    return true;
  }

  /** Whether the text so far begins like a hash; looked at once, since texts may be long. */
  function beginsHash(): boolean {
    if (isHash === undefined && text.length >= 16) isHash = isHashText(text.slice(0, 32).replaceAll('\n', ''));
    return isHash ?? isHashText(text.replaceAll('\n', ''));
  }

  function inside(piece: string, from: number): number {
    const end = quote === '"' ? /["\\\n]/g : /["'\u201c\u201d\\\n]/g;
    end.lastIndex = from;
    const found = end.exec(piece);
    const at = found?.index ?? piece.length;
    text += piece.slice(from, at);
    const character = found?.[0];
    if (character === undefined) return at;
    if (character === '\\') {
      const isBroken = piece[at + 1] === '\n';
      text += piece.slice(at, isBroken ? at + 1 : at + 2);
      return isBroken ? at + 1 : at + 2;
    }
    if (character === '\n') {
      wrapped = true;
      if (!beginsHash()) text += '\n';
      // Where the next line is set in.
      let next = at + 1;
      while (next < piece.length && /[ \t]/.test(piece.charAt(next))) next += 1;
      return next;
    }
    if (character === closing[quote]) quote = '';
    else text += character;
    return at + 1;
  }

  function step(piece: string, at: number, line: number): number | 'failed' {
    const character = piece.charAt(at);
    if (/[\s\ufeff\u00a0]/.test(character)) return at + 1;
    if (closing[character] !== undefined) {
      if (expected !== 'key' && expected !== 'value') return 'failed';
      quote = character;
      text = '';
      isHash = undefined;
      start = line;
      wrapped = false;
      return at + 1;
    }
    if (character === '{' || character === '[') {
      if (expected !== 'value') return 'failed';
      brackets.push(character);
      tree.open(character === '[');
      expected = character === '{' ? 'key' : 'value';
      return at + 1;
    }
    if (character === '}' || character === ']') {
      if (brackets.pop() !== (character === '}' ? '{' : '[') || expected === 'colon') return 'failed';
      tree.close();
      expected = 'comma';
      return at + 1;
    }
    if (character === ',') {
      if (expected !== 'comma') return 'failed';
      expected = brackets.at(-1) === '{' ? 'key' : 'value';
      return at + 1;
    }
    if (character === ':') {
      if (expected !== 'colon') return 'failed';
      expected = 'value';
      return at + 1;
    }
    bare.lastIndex = at;
    const word = bare.exec(piece)?.[0] ?? '';
    if (word === '' || word.length > 100 || expected === 'comma' || expected === 'colon') return 'failed';
    text = word === 'null' ? '' : word;
    start = line;
    wrapped = false;
    return finish() ? at + word.length : 'failed';
  }

  return {
    push(piece, line) {
      for (let at = 0; at < piece.length; ) {
        if (quote !== '') {
          at = inside(piece, at);
          if (quote === '' && !finish()) return { state: 'failed' };
          continue;
        }
        const next = step(piece, at, line);
        if (next === 'failed' || brackets.length > 10_000) return { state: 'failed' };
        at = next;
        if (brackets.length === 0)
          return expected === 'comma' ? { state: 'done', rest: piece.slice(at) } : { state: 'failed' };
      }
      return { state: 'open' };
    },
    end() {
      if (quote !== '') finish();
      tree.end();
    },
  };
}

const letters: Record<string, string> = { n: '\n', r: '\n', t: ' ', b: '', f: ' ' };

function withoutEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, hex: string | undefined, letter: string | undefined) =>
    hex === undefined ? (letters[letter ?? ''] ?? letter ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
