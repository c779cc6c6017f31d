const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  plus: '+',
  sol: '/',
  equals: '=',
};

/** Text as it is shown: entities undone. A hash keeps those of its own letters, which are undone and reported where hashes are decoded. */
export function withoutEntities(text: string): string {
  if (!text.includes('&')) return text;
  const isHash = /^\s*T0[E-H]/.test(text);
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (entity, decimal, hex, name) => {
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    const character = name === undefined ? characterOf(code) : named[String(name).toLowerCase()];
    return character === undefined || (isHash && /[+/=]/.test(character)) ? entity : character;
  });
}

function characterOf(code: number): string | undefined {
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

/** The name of a tag without its namespace, lower case; `''` for what is no tag. */
export function tagName(tag: string): string {
  return (/^<\/?(?:[\w.-]{1,100}:)?([\w.-]{1,100})/.exec(tag)?.[1] ?? '').toLowerCase();
}

/** Names, without their namespaces, and values of a tag's attributes. */
export function readAttributes(tag: string): [string, string][] {
  if (!tag.includes('=')) return [];
  return [...tag.matchAll(/[\s"']([\w.:-]{1,100})\s{0,10}=\s{0,10}(?:"([^"]*)"|'([^']*)')/g)].map(
    ([, name = '', double, single]) => [name.replace(/^.*:/, ''), double ?? single ?? ''],
  );
}
