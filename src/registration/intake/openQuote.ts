/**
 * Whether a text ends inside a quoted cell. Only a quote at the beginning of a cell opens one: `19" rack` is a text with an inch sign in it.
 */
export function hasOpenQuote(text: string): boolean {
  let open = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) {
    if (!open) open = beginsCell(text, at);
    else if (text[at + 1] === '"') at += 1;
    else open = false;
  }
  return open;
}

/** `=` may stand before the quote, as spreadsheets are told to keep zeros; and a few blanks. */
function beginsCell(text: string, at: number): boolean {
  return /(?:^|[,;\t|])\s*=?\s*$/.test(text.slice(Math.max(0, at - 8), at));
}
