import { guidOf, type Random } from './random.ts';

/** The longest name Windows has; in characters. */
export const longestName = 15;

/** `%SERIAL%`, `%RAND:x%` with the number of digits, or text as it stands. */
const part = /%SERIAL%|%RAND:(\d+)%|[^%]+|%/g;

/** Whether Windows takes this name: at most 15 letters, digits and hyphens, not digits only. */
export function isDeviceName(name: string): boolean {
  return /^[A-Za-z0-9-]{1,15}$/.test(name) && !/^\d+$/.test(name);
}

/**
 * Why Autopilot refuses a name template, or `undefined` for one it takes; the empty one switches naming off. The rules are those of
 * https://learn.microsoft.com/autopilot/profiles. Guesses: macros are in capitals, may stand together, and `%SERIAL%` needs room for one character at least.
 */
export function templateProblem(template: string): string | undefined {
  if (template === '') return undefined;
  let length = 0;
  let onlyDigits = true;
  for (const [text, digits] of template.matchAll(part)) {
    if (digits !== undefined) {
      if (Number(digits) === 0) return `${text} stands for no digits.`;
      length += Number(digits);
    } else if (text === '%SERIAL%') {
      length += 1;
      onlyDigits = false;
    } else {
      if (!/^[A-Za-z0-9-]+$/.test(text)) return 'It may have letters, digits, hyphens, %SERIAL% and %RAND:x% only.';
      length += text.length;
      if (!/^\d+$/.test(text)) onlyDigits = false;
    }
  }
  if (length > longestName) return `Names of it have more than ${longestName} characters.`;
  return onlyDigits ? 'Names may not consist of digits only.' : undefined;
}

/**
 * The name a template gives a device; `undefined` where none comes of it. What Autopilot makes of serial numbers that are too long, or that leave nothing but
 * digits, is not known: here their first letters, digits and hyphens stand, as many as fit, and a name of digits only is none.
 */
export function expandTemplate(
  template: string,
  serialNumber: string,
  random: Pick<Random, 'digits'>,
): string | undefined {
  const filled = template.replace(/%RAND:(\d+)%/g, (_, count: string) => random.digits(Number(count)));
  const [before = '', ...after] = filled.split('%SERIAL%');
  const room = Math.max(longestName - before.length - after.join('').length, 0);
  const serial = serialNumber.replace(/[^A-Za-z0-9-]/g, '');
  const each = after.length === 0 ? '' : serial.slice(0, Math.floor(room / after.length));
  const name = [before, ...after].join(each);
  return isDeviceName(name) ? name : undefined;
}

/** The name Windows gives itself when nobody else does: `DESKTOP-` and seven characters. */
export function windowsName(random: Pick<Random, 'guid'>): string {
  return `DESKTOP-${random.guid().slice(0, 7).toUpperCase()}`;
}

/** A name as a user gives it by hand, `LAPTOP-` and six characters; the same one for a serial number every time. */
export function nameByHand(serialNumber: string): string {
  return `LAPTOP-${guidOf(`name by hand:${serialNumber}`).slice(0, 6).toUpperCase()}`;
}
