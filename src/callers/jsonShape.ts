/** How complicated a JSON text may be. */
export interface ShapeLimits {
  /** Objects and arrays within each other. */
  depth: number;
  /** Members of one object or array. */
  members: number;
  /** Members of all of them. */
  total: number;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/**
 * Whether a text, read as JSON, would stay within the limits. One pass without making anything, since what a text of a megabyte makes when it is parsed can be
 * forty times as large. Says nothing about whether the text is JSON: `JSON.parse` does.
 */
export function isWithinShape(text: string, { depth, members, total }: ShapeLimits): boolean {
  /** Commas seen in each open object or array. */
  const open: number[] = [];
  let all = 0;
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case quote:
        index = endOfString(text, index);
        break;
      case 0x5b: // [
      case 0x7b: // {
        open.push(1);
        all += 1;
        if (open.length > depth || all > total) return false;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        open.pop();
        break;
      case comma: {
        const last = open.length - 1;
        const counted = (open[last] ?? 0) + 1;
        if (last >= 0) open[last] = counted;
        all += 1;
        if (counted > members || all > total) return false;
        break;
      }
      default:
    }
  }
  return true;
}

/** Index of the quote that ends the string that begins at `start`; the text's end where none does. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}
