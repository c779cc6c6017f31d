import type { WholeHash } from '../hardwareHash/hashVerdict.ts';
import { isPlaceholder } from '../hardwareHash/placeholders.ts';
import { isProductId, isScientific } from './cells.ts';
import type { Claim, Claims } from './claims.ts';
import { finding } from './findings.ts';
import { isSameScientific, matchSerial } from './matchSerial.ts';
import type { Finding } from './report.ts';

/** Holds the columns of a row against its hash. The hash is right; damage that is recognised is repaired, anything else is another device. */
export function judgeClaims(claims: Claims, hash: WholeHash, line: number): Finding[] {
  const { serialNumber, productId, manufacturer, model } = claims.fields;
  const findings: Finding[] = [];
  if (serialNumber !== undefined && !isPlaceholder(hash.serialNumber))
    findings.push(...judgeSerial(serialNumber, hash, line));
  if (productId !== undefined && productId.text !== '')
    findings.push(...judgeProductId(productId, hash, line, isRounded(serialNumber, hash)));
  if (manufacturer !== undefined && differs(manufacturer.text, hash.manufacturer)) {
    findings.push(
      finding('manufacturer-differs', { line, column: manufacturer.column }, manufacturer.text, hash.manufacturer),
    );
  }
  // Lenovo's marketing name is the family; lists from suppliers have it as the model.
  if (
    model !== undefined &&
    differs(model.text, hash.model) &&
    model.text !== hash.family &&
    model.text !== hash.systemVersion
  ) {
    findings.push(finding('model-differs', { line, column: model.column }, model.text, hash.model));
  }
  if (claims.shifted) findings.push(finding('columns-shifted', { line }));
  if (claims.ignored > 0) findings.push(finding('cells-ignored', { line }, claims.ignored));
  return findings;
}

function judgeSerial(claim: Claim, hash: WholeHash, line: number): Finding[] {
  const where = { line, column: claim.column };
  const match = matchSerial(claim.text, hash.serialNumber);
  if (match.kind === 'same') return [];
  if (match.kind === 'different' && saysNothing(claim.text))
    return [finding('serial-missing', where, hash.serialNumber)];
  if (match.kind === 'different') return [finding('serial-mismatch', where, claim.text, hash.serialNumber)];
  return [finding('serial-repaired', where, claim.text, hash.serialNumber, match.damage)];
}

/** Empty, or words such as `N/A`. A number is somebody's serial number, whatever firmware writes it too. */
function saysNothing(text: string): boolean {
  return isPlaceholder(text) && (!/^\d+$/.test(text) || /^0+$/.test(text));
}

/** The serial number is the hash's, rounded by a spreadsheet. */
function isRounded(serialNumber: Claim | undefined, hash: WholeHash): boolean {
  return serialNumber !== undefined && isSameScientific(serialNumber.text, hash.serialNumber);
}

function judgeProductId(claim: Claim, hash: WholeHash, line: number, isRoundedRow: boolean): Finding[] {
  const where = { line, column: claim.column };
  const actual = hash.productKeyId;
  const claimed = claim.text.replace(/[\s-]/g, '');
  if (isScientific(claim.text)) {
    if (actual === undefined || isSameScientific(claim.text, actual))
      return [finding('product-id-repaired', where, claim.text, actual)];
    // A rounded number that is not the hash's says little in a row whose serial number was rounded too and is the hash's.
    return isRoundedRow
      ? [finding('product-id-repaired', where, claim.text, undefined)]
      : [finding('product-id-mismatch', where, claim.text, actual)];
  }
  if (actual !== undefined && claimed !== actual && Number(claimed.replace(/\.0$/, '')) === Number(actual)) {
    return [finding('product-id-repaired', where, claim.text, actual)];
  }
  if (!isProductId(claimed))
    return isPlaceholder(claim.text) ? [] : [finding('product-id-malformed', where, claim.text)];
  return actual !== undefined && claimed !== actual ? [finding('product-id-mismatch', where, claimed, actual)] : [];
}

function differs(claimed: string, actual: string): boolean {
  return claimed !== '' && claimed !== actual;
}
