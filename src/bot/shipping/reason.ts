import { plain } from '../cards/text.ts';

/** Characters of a reason that are kept. */
const longest = 300;

/** Splits `5CG1234ABC because the courier brought it back` at its first “because”. */
export function splitReason(argument: string): { serials: string; reason: string } {
  const words = argument.split(' ');
  const at = words.findIndex((word) => /^because:?$/i.test(word));
  if (at === -1) return { serials: argument, reason: '' };
  return { serials: words.slice(0, at).join(' '), reason: words.slice(at + 1).join(' ') };
}

/** A reason as it is kept: one line, without what could hide in it. Empty where there is none. */
export function readReason(text: string): string {
  const reason = plain(text, longest);
  return /[\p{L}\p{N}]/u.test(reason) ? reason : '';
}
