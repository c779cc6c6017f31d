import { isScientific } from './cells.ts';

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

/** `1.65E+11` is any number that rounds to it; `1E10` read as a number is 1.00E+10. */
function isSameScientific(claim: string, truth: string): boolean {
  if (!isScientific(claim) || !/^\d+(?:\.\d+)?(?:E[+-]?\d+)?$/i.test(truth)) return false;
  const shown = claim.replace(',', '.');
  const decimals = /[.](\d+)/.exec(shown)?.[1]?.length ?? 0;
  const value = Number(truth);
  if (!Number.isFinite(value)) return false;
  const rounded = (digits: number) => Number(value.toExponential(digits)) === Number(shown);
  return rounded(Math.min(5, Math.max(decimals, 5))) || (decimals >= 1 && decimals <= 20 && rounded(decimals));
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

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthName = /(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/gi;
const dateLike = /^(?:\d{1,4}|[a-z]{3,9})\.?[-./ ]+(?:\d{1,4}|[a-z]{3,9})\.?(?:[-./ ]+\d{1,4})?(?: 00:00(?::00)?)?$/i;

/** `MAR12` becomes 12-Mar, `1-2` becomes 01.Feb: every number of the serial is in the date. */
function isSameDate(claim: string, truth: string): boolean {
  if (!dateLike.test(claim) || letters(truth.replace(monthName, '')).replace(/\d/g, '') !== '') return false;
  const claimNumbers = dateNumbers(claim);
  const truthNumbers = dateNumbers(truth);
  return (
    truthNumbers.length >= 2 &&
    truthNumbers.length <= 3 &&
    truthNumbers.every((number) => claimNumbers.includes(number))
  );
}

function dateNumbers(text: string): number[] {
  const numeric = text
    .replace(/ 00:00(?::00)?$/, '')
    .replace(monthName, (_, name: string) => ` ${months.indexOf(name.toLowerCase()) + 1} `);
  return (numeric.match(/\d+/g) ?? []).map((digits) => (digits.length === 4 ? Number(digits) % 100 : Number(digits)));
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
