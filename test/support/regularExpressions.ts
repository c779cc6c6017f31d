import { stripTypeScriptTypes } from 'node:module';
import { tokenizer } from 'acorn';

/** A regular expression in a source file. */
export interface RegularExpression {
  pattern: string;
  flags: string;
  line: number;
}

/** The regular expressions written in a TypeScript file. Types are replaced by blanks, so that the lines stay. */
export function regularExpressions(source: string): RegularExpression[] {
  const found: RegularExpression[] = [];
  const tokens = tokenizer(stripTypeScriptTypes(source), {
    ecmaVersion: 'latest',
    sourceType: 'module',
    locations: true,
  });
  for (const token of tokens) {
    // The library's type of a token leaves its value out.
    const { value } = token as { value?: unknown };
    if (token.type.label !== 'regexp') continue;
    const { pattern, flags } = value as { pattern: string; flags: string };
    found.push({ pattern, flags, line: token.loc?.start.line ?? 0 });
  }
  return found;
}

/** Whether something in it may be repeated without a bound; nothing else can take more than a bounded number of steps a character. */
export function isUnbounded({ pattern }: RegularExpression): boolean {
  return /[*+]|\{\d+,\}/.test(pattern);
}
