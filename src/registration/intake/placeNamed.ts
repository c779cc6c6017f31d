import type { Field } from './captions.ts';
import { cleanCell } from './cells.ts';
import { type Claims, claim, type KnownIdentity } from './claims.ts';
import type { Header } from './header.ts';
import { matchSerial } from './matchSerial.ts';

/** What the values of a row claim that stand beside their own captions: none of them can be in a wrong column. */
export function placeNamed(cells: readonly string[], hashAt: number, header: Header, known: KnownIdentity): Claims {
  const claims: Claims = { fields: {}, shifted: false, ignored: 0, captioned: false };
  for (const [column, { field, caption }] of header.columns.entries()) {
    if (column === hashAt || field === undefined) continue;
    const text = joined(cells[column] ?? '', field, known);
    const present = claims.fields[field]?.text ?? '';
    if (present !== '' && text !== '' && cleanCell(text) !== present) {
      // Two tags: which one is meant is not for the reader to choose. Of anything else the first counts.
      if (field === 'groupTag') claims.fields[field] = { text: `${present},${cleanCell(text)}`, column: caption };
      else claims.ignored += 1;
    } else claim(claims, field, text, caption);
  }
  return claims;
}

/** A value that was broken into lines: in the middle of a word, or at a blank, which the break then stands for. */
function joined(text: string, field: Field, known: KnownIdentity): string {
  if (!text.includes('\n')) return text;
  const tight = text.replaceAll('\n', '');
  const loose = text.replaceAll('\n', ' ');
  const fits = (candidate: string): boolean => {
    if (field === 'groupTag') return known.isTag?.(candidate) === true;
    if (field === 'serialNumber') return matchSerial(candidate, known.serialNumber ?? '').kind === 'same';
    return field === 'manufacturer' || field === 'model' ? candidate === known[field] : false;
  };
  return fits(loose) && !fits(tight) ? loose : tight;
}
