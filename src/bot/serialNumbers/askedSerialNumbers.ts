import type { Registration } from '../../registration/registration.ts';
import { count, formatNumber } from '../cards/text.ts';
import { readSerialNumbers } from './readSerialNumbers.ts';

/** What a command says about the serial numbers it takes. */
export interface SerialNumberRule {
  /** What is written to call it. */
  word: string;
  /** A whole message as an example. */
  example: string;
  /** Serial numbers one message may name. */
  most: number;
  /** What else can be done, as sentences; said where there are none or too many. */
  otherwise?: string;
}

/** The serial numbers behind a command as they were given, or the sentence to refuse with: none, or more than are allowed. */
export async function askedSerialNumbers(
  text: string,
  { word, example, most, otherwise }: SerialNumberRule,
  registration: Pick<Registration, 'devices'>,
): Promise<{ kind: 'asked'; serialNumbers: string[] } | { kind: 'refused'; text: string }> {
  const serialNumbers = await readSerialNumbers(text, registration);
  const refuse = (sentence: string) =>
    ({ kind: 'refused', text: [sentence, otherwise ?? ''].join(' ').trim() }) as const;
  if (serialNumbers.length === 0)
    return refuse(`Which devices? Write \`${word}\` and their serial numbers, for example \`${example}\`.`);
  if (serialNumbers.length > most) return refuse(tooMany(serialNumbers.length, most, 'serial number'));
  return { kind: 'asked', serialNumbers };
}

/** `These are 501 serial numbers, and nothing was done: at most 500 are allowed at a time.` */
export function tooMany(sent: number, most: number, things: 'serial number' | 'device'): string {
  return `These are ${count(sent, things)}, and nothing was done: at most ${formatNumber(most)} are allowed at a time.`;
}
