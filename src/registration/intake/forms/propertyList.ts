import { continuesHash, openHash } from '../openHash.ts';
import type { Line } from '../physicalLines.ts';
import { type CaptionLine, readCaptionLine, splitAtCaptions } from './captionLine.ts';
import type { LineReader } from './documents.ts';
import { fieldOf, isHashText, type NamedValue, namedRow } from './namedValue.ts';

/** Lines one device may take: a hash in the narrowest window, and its properties. */
const mostLines = 400;

interface Device {
  values: NamedValue[];
  /** As they stood. */
  lines: Line[];
  /** Last line that belongs to it. */
  last: number;
  /** Two values stood on neighbouring lines, so that an empty line ends the device. */
  isTight: boolean;
}

/** Reads what PowerShell prints as a list: one caption and value a line, long values on several, set in or not. */
export function createPropertyListReader(emit: (line: Line) => void): LineReader {
  let device: Device | undefined;

  function finish(): void {
    const done = device;
    device = undefined;
    if (done === undefined) return;
    const { values } = done;
    const hasHash = values.some(
      ({ text, caption }) => isHashText(text) || (text !== '' && fieldOf({ caption }) === 'hardwareHash'),
    );
    const named = values.filter((value) => fieldOf(value) !== undefined);
    const isDevice =
      hasHash || (named.length >= 2 && named.some((value) => fieldOf(value) === 'serialNumber' && value.text !== ''));
    if (isDevice) emit(namedRow(values));
    else for (const line of done.lines) emit(line);
  }

  function add(found: CaptionLine, line: Line): void {
    const gap = device !== undefined && line.number > device.last + 1;
    const known = found.field !== undefined && device?.values.some((value) => fieldOf(value) === found.field);
    if (known === true || (gap && device?.isTight === true)) finish();
    device ??= { values: [], lines: [], last: line.number, isTight: false };
    if (device.values.length > 0 && line.number <= device.last + 1) device.isTight = true;
    device.values.push({ caption: found.caption, text: found.text, line: line.number, wrapped: line.wrapped });
    device.lines.push(line);
    device.last = line.number;
  }

  /** Whether a line goes on with the value above it. */
  function goesOn({ values, lines, last }: Device, line: Line): boolean {
    const value = values.at(-1);
    const piece = line.text.trim();
    if (value === undefined || lines.length >= mostLines || value.text.length > 8_000) return false;
    if (isHashText(value.text)) return isHashPiece(value, line.text);
    if (line.number > last + 1 || piece.length > 8_000) return false;
    if (value.text === '')
      return fieldOf(value) === 'hardwareHash'
        ? isHashText(piece)
        : /^[^\s,;\t|]{2,100}$/.test(piece) && !isHashText(piece);
    return /^\s{8,}\S/.test(line.text) && value.text.length < 1_000 && !/[,;|]/.test(piece) && piece.length < 250;
  }

  function extend(current: Device, line: Line): void {
    const value = current.values.at(-1);
    if (value === undefined) return;
    const piece = line.text.replace(/^[>\s]+/, '').trimEnd();
    value.text =
      value.text === '' || isHashText(value.text)
        ? value.text + piece.replace(/(?:"|'|`),?$/, '')
        : `${value.text}\n${piece}`;
    if (current.values.length > 0 && value.line !== line.number) {
      if (value.text === piece) value.line = line.number;
      else value.wrapped = true;
    }
    current.lines.push(line);
    current.last = line.number;
  }

  return {
    push(line) {
      if (line.cells !== undefined || line.tooLong) {
        finish();
        return emit(line);
      }
      // Rows of a list of devices have neither before their hash, and are many.
      if (device === undefined && !/[:=]/.test(line.text.slice(0, 300))) return emit(line);
      const parts = splitAtCaptions(line.text);
      for (const text of parts) {
        const part = parts.length === 1 ? line : { ...line, text };
        const found = readCaptionLine(text, device !== undefined);
        if (found !== undefined) add(found, part);
        else if (device !== undefined && goesOn(device, part)) extend(device, part);
        else {
          finish();
          emit(part);
        }
      }
    },
    end: finish,
  };
}

/** Whether a line is the next piece of a hash: base64 and nothing else, and not more than a hash has. */
export function isHashPiece(value: Pick<NamedValue, 'text'>, line: string): boolean {
  const piece = line
    .replace(/^[>\s]+/, '')
    .trimEnd()
    .replace(/["'`],?$/, '');
  if (/^={1,2}$/.test(piece)) return /[^=]=?$/.test(value.text) && isHashText(value.text);
  if (!/^(?:[A-Za-z0-9+/_-]|\\u00|\\\/|%2[BF]|&#)+={0,2}$/i.test(piece) || isHashText(piece)) return false;
  // Nothing follows the `=` at the end of base64 but another one.
  if (value.text.endsWith('=')) return false;
  const hash = openHash(value.text);
  return hash === undefined ? value.text.length < 4_000 : continuesHash(hash, piece, 2);
}
