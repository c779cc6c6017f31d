/** A piece of marked-up text: words, or a tag without its angle brackets. */
export interface MarkupPiece {
  kind: 'text' | 'tag';
  value: string;
}

/** The pieces of marked-up text, in order and in one pass. A `<` that no `>` follows is text. */
export function* markupPieces(text: string): Generator<MarkupPiece> {
  const lastClose = text.lastIndexOf('>');
  let at = 0;
  for (let open = text.indexOf('<'); open !== -1 && open < lastClose; open = text.indexOf('<', at)) {
    if (open > at) yield { kind: 'text', value: text.slice(at, open) };
    const close = text.indexOf('>', open);
    yield { kind: 'tag', value: text.slice(open + 1, close) };
    at = close + 1;
  }
  if (at < text.length) yield { kind: 'text', value: text.slice(at) };
}

/** What a tag is called, in lower case, with the slash of a closing one: `br`, `/td`; empty for what is no tag. */
export function tagName(tag: string): string {
  return /^\/?[a-z][a-z0-9]{0,20}/i.exec(tag)?.[0].toLowerCase() ?? '';
}
