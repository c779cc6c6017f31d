import { cleanCell, isProductId, isScientific } from './cells.ts';
import { type Claims, claim, type KnownIdentity } from './claims.ts';
import { squeeze } from './fitCells.ts';
import { matchSerial } from './matchSerial.ts';

/** Tells cells by what they say: where there are no captions, or none that can be trusted. `hasSerial`: one cell is for a serial number. */
export function placeByValue(
  claims: Claims,
  before: readonly string[],
  after: readonly string[],
  known: KnownIdentity,
  hasSerial = before.length > 0,
): void {
  const rest: string[] = [];
  for (const cell of before) {
    const text = cleanCell(cell);
    if (text === '') continue;
    if (known.serialNumber !== undefined && matchSerial(text, known.serialNumber).kind !== 'different')
      claim(claims, 'serialNumber', text);
    else if (text === known.manufacturer) claim(claims, 'manufacturer', text);
    else if (text === known.model) claim(claims, 'model', text);
    else rest.push(text);
  }
  const productId = rest.findIndex(
    (text) =>
      isProductId(text) || /^\d{5}-\d{5}-\d{5}-[A-Z0-9]{5}$/i.test(text) || (isScientific(text) && rest.length > 1),
  );
  const isFirstEmpty = cleanCell(before[0] ?? '') === '';
  if (productId > 0 || (productId === 0 && (claims.fields.serialNumber !== undefined || isFirstEmpty)))
    claim(claims, 'productId', rest.splice(productId, 1)[0] ?? '');
  if (claims.fields.serialNumber === undefined) {
    // Serial number, product id; or, in older files, manufacturer, model, serial number.
    const serialNumber = rest.length === 3 && before.length === 3 ? rest[2] : rest[0];
    if (serialNumber !== undefined || hasSerial) claim(claims, 'serialNumber', serialNumber ?? '');
  }
  const joined = squeeze(after.join(','));
  const tuple = squeeze(`${known.manufacturer ?? ''},${known.model ?? ''}`);
  if (tuple.length > 1 && (joined === tuple || joined.startsWith(`${tuple},`))) return;
  for (const cell of after) {
    const text = cleanCell(cell);
    if (text === '') continue;
    if (claims.fields.serialNumber === undefined && text === known.serialNumber) claim(claims, 'serialNumber', text);
    else if (text.includes('@') && claims.fields.assignedUser === undefined) claim(claims, 'assignedUser', text);
    else if (claims.fields.groupTag === undefined && text !== known.manufacturer && text !== known.model)
      claim(claims, 'groupTag', text);
    else if (claims.fields.groupTag !== undefined && known.isTag?.(text)) {
      // Two tags of ours: which one is meant is not for the reader to choose.
      claims.fields.groupTag.text += `,${text}`;
      claims.shifted = true;
    } else if (text !== known.manufacturer && text !== known.model) claims.ignored += 1;
  }
}
