import { looksLikeHash } from '../hardwareHash/findHash.ts';
import { trimEnds } from '../hardwareHash/trimEnds.ts';
import { captionField } from './captions.ts';

/** What separates cells, likeliest first. */
export const delimiters = [',', ';', '\t', '|'] as const;

/** `sep=;`: Excel's own way to name the delimiter. */
const separatorLine = /^\s*"?sep=(.?)"?[\s,;]*$/i;

/** The delimiter that a `sep=` line names; `''` when it names a blank; `undefined` for other lines. */
export function declaredDelimiter(line: string): string | undefined {
  const declared = separatorLine.exec(line);
  if (declared === null) return undefined;
  return /^[,;\t|:~^!#&]$/.test(declared[1] ?? '') ? declared[1] : '';
}

/** The delimiter that makes most known captions of a line; `undefined` when none makes two. */
export function captionDelimiter(line: string): string | undefined {
  if (line.length > 4_000) return undefined;
  let best: string | undefined;
  let most = 1;
  for (const delimiter of delimiters) {
    if (!line.includes(delimiter)) continue;
    const known = splitQuoted(line, delimiter).filter((cell) => captionField(cell) !== undefined).length;
    if (known > most) {
      most = known;
      best = delimiter;
    }
  }
  return best;
}

/** The delimiter beside the hash of a line; `undefined` without a hash or when it stands alone. */
export function hashDelimiter(line: string): string | undefined {
  const start = line.search(/(?<![A-Za-z0-9+/])T0[E-H][A-Za-z0-9+/_-]{28}/);
  if (start === -1) return undefined;
  const before = /([,;\t|])\s*"?\s*$/.exec(line.slice(Math.max(0, start - 8), start))?.[1];
  if (before !== undefined) return before;
  const after = /^[A-Za-z0-9+/=_\- ]*(?:"\s*)?([,;\t|])/.exec(line.slice(start))?.[1];
  return after;
}

/** The delimiter of a file, from its first lines; `''` when nothing tells. */
export function sniffDelimiter(lines: readonly string[]): string {
  for (const line of lines) {
    const declared = declaredDelimiter(line);
    if (declared !== undefined && declared !== '' && declared !== ' ') return declared;
    const told = captionDelimiter(line) ?? hashDelimiter(line);
    if (told !== undefined) return told;
  }
  return mostRegular(lines);
}

/** Whether the first lines already tell the delimiter, so that no more need be waited for. */
export function tellsDelimiter(line: string): boolean {
  return (
    declaredDelimiter(line) !== undefined ||
    captionDelimiter(line) !== undefined ||
    looksLikeHash(line) ||
    hashDelimiter(line) !== undefined
  );
}

function mostRegular(lines: readonly string[]): string {
  let best = '';
  let most = 0;
  for (const delimiter of delimiters) {
    const having = lines.filter((line) => line.includes(delimiter)).length;
    if (having > most) {
      most = having;
      best = delimiter;
    }
  }
  return best;
}

/** Splits a short line without regard to quotes but for taking them off: good enough to look at. */
export function splitQuoted(line: string, delimiter: string): string[] {
  return line.split(delimiter).map((cell) => trimEnds(cell, /[\s"'\u2018-\u201f]/));
}
