/** A name Windows takes: 15 characters at most (NetBIOS), letters, digits and hyphens, not digits alone (docs/sources.md, names). */
export const longestName = 15;

/** One part of a template. */
export type TemplatePart =
  | { kind: 'text'; text: string }
  /** `%SERIAL%` */
  | { kind: 'serial' }
  /** `%RAND:11%`: so many random digits. */
  | { kind: 'random'; digits: number };

/** A template that every generated name follows: `MMD-%RAND:11%`. */
export interface NameTemplate {
  /** As written, macros in upper case. */
  text: string;
  parts: readonly TemplatePart[];
}

/** What a person wrote, as a template or as a sentence that says what is wrong and what to do. */
export type TemplateReading = { template: NameTemplate } | { problem: string };

/**
 * Reads a template for device names: text of letters, digits and hyphens, and the macros `%SERIAL%` and `%RAND:x%` of Windows Autopilot
 * (docs/sources.md, names).
 */
export function readTemplate(written: string): TemplateReading {
  const text = written.trim();
  if (text === '') return { problem: 'The template is empty. Write one like CONTOSO-%SERIAL% or MMD-%RAND:11%.' };
  const parts: TemplatePart[] = [];
  for (const piece of text.split(/(%[^%]*%)/).filter((each) => each !== '')) {
    const part = readPart(piece);
    if (typeof part === 'string') return { problem: part };
    parts.push(part);
  }
  const problem = whatIsWrong(parts);
  return problem === undefined ? { template: { text: parts.map(textOf).join(''), parts } } : { problem };
}

function readPart(piece: string): TemplatePart | string {
  if (/^%SERIAL%$/i.test(piece)) return { kind: 'serial' };
  const random = /^%RAND:(\d+)%$/i.exec(piece);
  if (random !== null) {
    const digits = Number(random[1]);
    return digits >= 1 && digits <= longestName
      ? { kind: 'random', digits }
      : `${piece} asks for ${random[1]} digits. Ask for 1 to ${longestName}, like %RAND:11%.`;
  }
  if (piece.includes('%'))
    return `${piece} is no macro of device names. Use %SERIAL% for the serial number, or %RAND:11% for 11 random digits; each begins and ends with %.`;
  const odd = /[^A-Za-z0-9-]/.exec(piece)?.[0];
  if (odd === undefined) return { kind: 'text', text: piece };
  return `A device name cannot hold ${odd === ' ' ? 'a blank' : `“${odd}”`}. Use letters, digits and hyphens.`;
}

function whatIsWrong(parts: readonly TemplatePart[]): string | undefined {
  const serials = parts.filter(({ kind }) => kind === 'serial').length;
  if (serials > 1) return '%SERIAL% stands in the template more than once. Use it once.';
  const fixed = fixedLength(parts);
  if (serials === 0 && fixed > longestName)
    return `Names of this template have ${fixed} characters. Windows takes ${longestName}: shorten it by ${fixed - longestName}.`;
  if (serials === 1 && fixed >= longestName)
    return `Without the serial number, names of this template have ${fixed} characters already. Windows takes ${longestName}: leave room for the serial number.`;
  if (parts.every(({ kind }) => kind === 'text'))
    return 'Every device would have the same name. Add %SERIAL% or %RAND:x%, x being a number of digits.';
  const [first, last] = [parts[0], parts.at(-1)];
  if ((first?.kind === 'text' && first.text.startsWith('-')) || (last?.kind === 'text' && last.text.endsWith('-')))
    return 'A device name cannot begin or end with a hyphen. Move it or leave it out.';
  if (serials === 0 && !parts.some((part) => part.kind === 'text' && /[A-Za-z-]/.test(part.text)))
    return 'Names of this template are digits only, which Windows does not take. Begin with letters, like MMD-.';
  return undefined;
}

/** Characters of every name of the template, the serial number apart. */
function fixedLength(parts: readonly TemplatePart[]): number {
  return parts.reduce((sum, part) => sum + (part.kind === 'text' ? part.text.length : digitsOf(part)), 0);
}

function digitsOf(part: TemplatePart): number {
  return part.kind === 'random' ? part.digits : 0;
}

function textOf(part: TemplatePart): string {
  if (part.kind === 'text') return part.text;
  return part.kind === 'serial' ? '%SERIAL%' : `%RAND:${part.digits}%`;
}

/** How many names the random digits of a template tell apart for one serial number; `1` without random digits. */
export function namesPerSerial({ parts }: NameTemplate): number {
  return parts.reduce((product, part) => product * 10 ** digitsOf(part), 1);
}

/** Random digits must give this many times as many names as there are devices, so that one that is free is found soon, and new devices find some. */
const spareNames = 10;

/** Whether a template has names for so many devices and new ones; always where the serial number tells them apart. */
export function hasRoomFor(template: NameTemplate, devices: number): boolean {
  return hasSerial(template) || namesPerSerial(template) >= Math.max(devices, 1) * spareNames;
}

/** Whether two devices of different serial numbers get different names without any random digits. */
export function hasSerial({ parts }: NameTemplate): boolean {
  return parts.some(({ kind }) => kind === 'serial');
}

/**
 * Why the template gives a device of this serial number no name, as the end of a sentence; `undefined` when it gives one. A serial number is
 * never cut or changed: nobody would find the device by it, and two could become one.
 */
export function whyNoName({ parts }: NameTemplate, serialNumber: string): string | undefined {
  if (!parts.some(({ kind }) => kind === 'serial')) return undefined;
  const serial = serialNumber.trim();
  if (serial === '') return 'it has no serial number';
  const odd = /[^A-Za-z0-9-]/.exec(serial)?.[0];
  if (odd !== undefined) return `its serial number holds ${odd === ' ' ? 'a blank' : `“${odd}”`}`;
  const length = fixedLength(parts) + serial.length;
  if (length > longestName) return `the name would have ${length} characters`;
  const name = parts.map((part) => (part.kind === 'serial' ? serial : part.kind === 'text' ? part.text : '0')).join('');
  if (/^\d+$/.test(name)) return 'the name would be digits only';
  return /^-|-$/.test(name) ? 'the name would begin or end with a hyphen' : undefined;
}

/** A name of the template for this serial number. `random` gives numbers from 0 up to 1. Throws a `RangeError` where the template gives it none (`whyNoName`). */
export function makeName(template: NameTemplate, serialNumber: string, random: () => number): string {
  const why = whyNoName(template, serialNumber);
  if (why !== undefined) throw new RangeError(`${template.text} gives ${serialNumber} no name: ${why}`);
  const digits = (count: number) => Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
  return template.parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      return part.kind === 'serial' ? serialNumber.trim() : digits(part.digits);
    })
    .join('');
}

/** Whether a name is one the template gives this serial number: the whole name, in any case, as Windows compares names. */
export function matchesTemplate({ parts }: NameTemplate, serialNumber: string, name: string): boolean {
  const pattern = parts.map((part) => {
    if (part.kind === 'text') return RegExp.escape(part.text);
    return part.kind === 'serial' ? RegExp.escape(serialNumber.trim()) : `[0-9]{${part.digits}}`;
  });
  return new RegExp(`^${pattern.join('')}$`, 'i').test(name);
}
