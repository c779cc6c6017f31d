import { trimEnd } from '../hardwareHash/trimEnds.ts';
import { isScientific } from './cells.ts';
import { isSameDate, isSameTime } from './spreadsheetDates.ts';

/** How a serial number in a column relates to the one in the hash; sentences complete “The row says …:”. */
export type SerialMatch = { kind: 'same' } | { kind: 'different' } | { kind: 'damaged'; damage: string };

const damaged = (damage: string): SerialMatch => ({ kind: 'damaged', damage });

/**
 * Compares the serial number a row claims with the one in its hash. Damage that spreadsheets, scanners and typists do is recognised, so
 * that the hash's can take its place; everything else is another device.
 */
export function matchSerial(claimed: string, actual: string): SerialMatch {
  const claim = collapse(claimed);
  const truth = collapse(actual);
  if (claim === truth) return { kind: 'same' };
  if (fold(claim) === fold(truth)) return damaged('upper and lower case differ');
  if (withoutZeros(claim) !== '' && withoutZeros(claim) === withoutZeros(truth))
    return damaged('leading zeros were lost');
  if (isSameScientific(claim, truth)) return damaged('a spreadsheet turned it into a rounded number');
  if (isSameRounded(claim, truth)) return damaged('a spreadsheet kept only 15 digits of it');
  if (isSameNumber(claim, truth)) return damaged('a spreadsheet formatted it as a number');
  if (isSameDate(claim, truth)) return damaged('a spreadsheet turned it into a date');
  if (isSameTime(claim, truth)) return damaged('a spreadsheet turned it into a time');
  if (letters(claim) !== '' && letters(claim) === letters(truth)) return damaged('blanks or dashes differ');
  if (isLabelled(claim, truth)) return damaged('there is more than the serial number in it');
  return { kind: 'different' };
}

function collapse(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ');
}

function fold(text: string): string {
  return text.toLowerCase();
}

function withoutZeros(text: string): string {
  return fold(text).replace(/^0+/, '');
}

function letters(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]/gu, '');
}

/** `1.65E+11` is any number that rounds to it; `1E10` read as a number is 1.00E+10, or 10000000000. */
export function isSameScientific(claim: string, truth: string): boolean {
  const shown = readScientific(claim);
  const whole = readScientific(truth);
  if (shown === undefined || whole === undefined) return false;
  if (!isScientific(claim)) return /E/i.test(truth) && isSameValue(shown, whole);
  const decimals = /[.,](\d+)/.exec(claim)?.[1]?.length ?? 0;
  return [5, ...(decimals >= 1 ? [decimals] : [])].some((digits) => isSameValue(shown, rounded(whole, digits)));
}

/** Significant digits without zeros at their ends, as text since serial numbers pass any number type, and the exponent of the first. */
interface Scientific {
  digits: string;
  exponent: number;
}

function readScientific(text: string): Scientific | undefined {
  const [, whole, fraction = '', power = '0'] =
    /^\+?(\d{1,64})(?:[.,](\d{1,64}))?(?:E([+-]?\d{1,6}))?$/i.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const digits = (whole + fraction).replace(/^0+/, '');
  const lost = whole.length + fraction.length - digits.length;
  return digits === ''
    ? undefined
    : { digits: trimEnd(digits, /0/), exponent: Number(power) + whole.length - 1 - lost };
}

function rounded({ digits, exponent }: Scientific, decimals: number): Scientific {
  const kept = digits.slice(0, decimals + 1);
  if (!/[5-9]/.test(digits[decimals + 1] ?? '')) return { digits: trimEnd(kept, /0/), exponent };
  const up = String(BigInt(kept) + 1n);
  return { digits: trimEnd(up, /0/), exponent: exponent + up.length - kept.length };
}

function isSameValue(one: Scientific, other: Scientific): boolean {
  return one.digits === other.digits && one.exponent === other.exponent;
}

/** Numbers of more than 15 digits end in zeros after Excel had them. */
function isSameRounded(claim: string, truth: string): boolean {
  const shown = withoutZeros(claim);
  const whole = withoutZeros(truth);
  if (!/^\d{16,}$/.test(shown) || !/^\d{16,}$/.test(whole) || shown.length !== whole.length) return false;
  return (
    /^0+$/.test(shown.slice(15)) &&
    (shown.slice(0, 15) === whole.slice(0, 15) || Number(whole).toPrecision(15) === Number(shown).toPrecision(15))
  );
}

/** `30,603,247,614`, `30603247614.0`. */
function isSameNumber(claim: string, truth: string): boolean {
  if (!/^\d+$/.test(truth) || !/^\d[\d.,' \u2019]*$/.test(claim)) return false;
  const plain = claim.replace(/[.,]0{1,2}$/, '').replace(/[.,' \u2019]/g, '');
  return withoutZeros(plain) !== '' && withoutZeros(plain) === withoutZeros(truth);
}

/** `S/N: PF0ZH8MB`, and the bar code on Lenovo's label: 1S, machine type, serial number. */
function isLabelled(claim: string, truth: string): boolean {
  const shown = fold(claim);
  const whole = fold(truth);
  if (whole.length < 6 || !shown.endsWith(whole)) return false;
  const before = shown.slice(0, -whole.length);
  return (
    /^(?:s\/?n|serial(?:\s*(?:no|nr|number))?|service\s*tag)?[.:#\s]*$/.test(before) ||
    before === 's' ||
    /^1s[a-z0-9]{7,10}$/.test(before)
  );
}
