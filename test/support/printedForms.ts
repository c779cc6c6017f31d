/** A device as tests print it: captions in order, and their values. */
export type Printed = readonly (readonly [caption: string, value: string])[];

/** What PowerShell's Format-List prints: long values go on in the next line, below their beginning unless `indented` is false. */
export function formatList(devices: readonly Printed[], width: number, indented = true): string {
  const blocks = devices.map((device) => {
    const label = Math.max(...device.map(([caption]) => caption.length));
    const room = Math.max(1, width - label - 3);
    return device
      .map(([caption, value]) => {
        const [first = '', ...rest] = pieces(value, room);
        return [
          `${caption.padEnd(label)} : ${first}`,
          ...rest.map((piece) => ' '.repeat(indented ? label + 3 : 0) + piece),
        ].join('\n');
      })
      .join('\n');
  });
  return `\n\n${blocks.join('\n\n')}\n\n\n`;
}

/** What Format-Table -Wrap prints: each value wrapped within its column; without `indented`, blanks before the rest of a value are lost. */
export function formatTable(devices: readonly Printed[], width: number, indented = true): string {
  const captions = devices[0]?.map(([caption]) => caption) ?? [];
  const columns = captions.map((caption, column) => {
    const longest = Math.max(caption.length, ...devices.map((device) => device[column]?.[1].length ?? 0));
    return longest > 100 ? 0 : longest;
  });
  const taken = columns.reduce((sum, column) => sum + column + 1, 0);
  const sizes = columns.map((column, at) =>
    column === 0 ? Math.max(captions[at]?.length ?? 0, width - taken) : column,
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(sizes[column] ?? 0))
      .join(' ')
      .trimEnd();
  const rows = devices.map((device) => {
    const cells = device.map(([, value], column) => pieces(value, sizes[column] ?? 1));
    const height = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, at) => line(cells.map((cell) => cell[at] ?? '')))
      .map((text, at) => (indented || at === 0 ? text : text.trimStart()))
      .join('\n');
  });
  return `\n${line(captions)}\n${line(captions.map((caption) => '-'.repeat(caption.length)))}\n${rows.join('\n')}\n\n\n`;
}

/** The characters of a text in lines of a width. */
export function pieces(text: string, width: number): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at += width) found.push(text.slice(at, at + width));
  return found.length === 0 ? [''] : found;
}
