/**
 * Takes every character that `edge` matches off both ends of a text. In one pass: a regular expression that ends in `+$` looks at a long run of
 * blanks again for each of them, and files are not to be trusted.
 */
export function trimEnds(text: string, edge: RegExp): string {
  return trimEnd(trimStart(text, edge), edge);
}

/** The same for the beginning only. */
export function trimStart(text: string, edge: RegExp): string {
  let start = 0;
  while (start < text.length && edge.test(text.charAt(start))) start += 1;
  return text.slice(start);
}

/** The same for the end only. */
export function trimEnd(text: string, edge: RegExp): string {
  let end = text.length;
  while (end > 0 && edge.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
