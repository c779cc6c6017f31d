import type { DraftProblem } from '../../registration/naming/naming.ts';
import { plain } from './text.ts';

/** What is on the form of a request, as it was written. */
export interface NameRequestForm {
  /** A value of the choices; empty while nothing is chosen. */
  scope: string;
  serialNumbers: string;
  /** `keep` or `template`; empty while nothing is chosen. */
  what: string;
  template: string;
  reason: string;
  /** `2027-03-31` */
  lastDay: string;
}

/** Characters the field for serial numbers takes: enough for as many of the longest as one request can name. A client cuts what is longer. */
export const longestSerialNumbers = 40_000;

/** A form nobody has filled in. */
export const emptyForm: NameRequestForm = {
  scope: '',
  serialNumbers: '',
  what: '',
  template: '',
  reason: '',
  lastDay: '',
};

/** What is wrong with a form, by field: one sentence each. */
export type FormProblems = Partial<Record<DraftProblem['field'], string>>;

/**
 * Bytes of JSON that the long fields may fill when they are shown again: Teams shows no card of more than 28 KB
 * (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages), and choices and sentences need room too.
 */
const mostBytes = { serialNumbers: 11_000, reason: 3_200 };

/** A form as it can be shown again: where a field is too long, its first part with `…`, which is no serial number, at its end. */
export function shownForm(form: NameRequestForm): NameRequestForm {
  return {
    scope: plain(form.scope, 220),
    serialNumbers: firstPart(oneLine(form.serialNumbers), mostBytes.serialNumbers),
    what: plain(form.what, 20),
    template: plain(form.template, 100),
    reason: firstPart(form.reason, mostBytes.reason),
    lastDay: plain(form.lastDay, 10),
  };
}

/** Whether serial numbers can be shown again, all of them. */
export function fitsForm(serialNumbers: string): boolean {
  return fits(oneLine(serialNumbers), mostBytes.serialNumbers);
}

/** What is to be corrected, and where only a part of what was written can be shown again, that it is. */
export function withCut(problems: FormProblems, form: NameRequestForm, namesSerials: boolean): FormProblems {
  const all = { ...problems };
  const add = (field: 'scope' | 'reason', sentence: string) => {
    all[field] = [all[field] ?? '', sentence].join(' ').trim();
  };
  if (namesSerials && !fitsForm(form.serialNumbers))
    add('scope', 'The list is too long to be shown again: only its first part was kept. Paste it again.');
  if (!fits(form.reason, mostBytes.reason))
    add('reason', 'It is too long to be shown again: only its first part was kept.');
  return all;
}

/** Lines would run into each other in one line, and serial numbers can have blanks in them. */
function oneLine(serialNumbers: string): string {
  const lines = serialNumbers.split(/[\r\n]/).map((line) => line.trim());
  return lines.filter((line) => line !== '').join(', ');
}

function fits(text: string, bytes: number): boolean {
  return sizeOf(plain(text, text.length)) <= bytes;
}

function firstPart(text: string, bytes: number): string {
  const line = plain(text, text.length);
  if (sizeOf(line) <= bytes) return line;
  let left = bytes - sizeOf('…');
  let part = '';
  for (const character of line) {
    left -= sizeOf(character);
    if (left < 0) break;
    part += character;
  }
  return `${part}…`;
}

/** Bytes in a card, without the quotes around it. */
function sizeOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
