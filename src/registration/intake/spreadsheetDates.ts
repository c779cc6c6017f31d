/** Beginnings of month names, January first: English, German, French, Spanish, Italian, without accents. */
const months = [
  ['jan', 'ene', 'gen'],
  ['feb', 'fev'],
  ['mar', 'mrz'],
  ['apr', 'avr', 'abr'],
  ['may', 'mai', 'mag'],
  ['jun', 'juin', 'giu'],
  ['jul', 'juil', 'lug'],
  ['aug', 'aou', 'ago'],
  ['sep', 'set'],
  ['oct', 'okt', 'ott'],
  ['nov'],
  ['dec', 'dez', 'dic'],
];
const monthName = new RegExp(`(${months.flat().join('|')})[a-z]*`, 'g');
const dateLike = /^(?:\d{1,4}|[a-z]{3,10})\.?[-./ ]+(?:\d{1,4}|[a-z]{3,10})\.?(?:[-./ ]+\d{1,4})?$/;
/** Midnight, which spreadsheets put after dates. */
const midnight = / (?:0?0:00(?::00)?|12:00(?::00)? am)$/;

/** `MAR12` becomes 12-Mar, `1-2` becomes 01.Feb: every number of the serial number is in the date. */
export function isSameDate(claim: string, truth: string): boolean {
  const shown = plain(claim).replace(midnight, '');
  const whole = plain(truth);
  if (!dateLike.test(shown) || /\p{L}/u.test(whole.replace(monthName, ''))) return false;
  const claimNumbers = dateNumbers(shown);
  const truthNumbers = dateNumbers(whole);
  return (
    truthNumbers.length >= 2 &&
    truthNumbers.length <= 3 &&
    truthNumbers.every((number) => claimNumbers.includes(number))
  );
}

/** `12:30` becomes 12:30:00. */
export function isSameTime(claim: string, truth: string): boolean {
  const time = /^(\d{1,4}):(\d{1,2})(?::(\d{1,2}))?$/;
  const shown = time.exec(claim);
  const whole = time.exec(truth);
  if (shown === null || whole === null) return false;
  return [1, 2, 3].every((part) => Number(shown[part] ?? 0) === Number(whole[part] ?? 0));
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function dateNumbers(text: string): number[] {
  const numeric = text.replace(monthName, (_, name: string) => {
    return ` ${months.findIndex((names) => names.includes(name)) + 1} `;
  });
  return (numeric.match(/\d+/g) ?? []).map((digits) => (digits.length === 4 ? Number(digits) % 100 : Number(digits)));
}
