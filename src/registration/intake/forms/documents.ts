import type { Line } from '../physicalLines.ts';
import { createJsonScanner, type Scanner } from './jsonScanner.ts';
import { createMarkupScanner } from './markupScanner.ts';

/** How JSON and markup begin; RTF, the time stamps of logs and blocks of a script have brackets too. */
const json = /^[\s>`\ufeff]{0,40}(?:json\s{0,4})?[{[]\s{0,40}(?:$|["'\u201c{}[\]])/;
const markup = /^[\s>`\ufeff]{0,40}(?:xml\s{0,4}|html\s{0,4})?<(?:[?!a-z])/i;
const hashStart = /T0[E-H][A-Za-z0-9+/_\\%&-]{28}/;

/** Takes lines; documents among them become rows, everything else is passed on. */
export interface LineReader {
  push(line: Line): void;
  end(): void;
}

interface Document {
  scanner: Scanner;
  /** Lines since the last row, which are read as lines where this is no document after all. */
  lines: Line[];
  rows: number;
  lastHash: string;
  sawHash: boolean;
}

/** Finds JSON and markup that begins a line, whatever stands before and after it. `longest`: characters of a line that is not part of a document. */
export function createDocumentReader(emit: (line: Line) => void, longest: number): LineReader {
  let open: Document | undefined;
  let isCut = false;
  let isNamed = false;

  function begin(line: Line): Document | undefined {
    const head = line.text.slice(0, 200);
    if (!isDocumentStart(head)) return undefined;
    const isJson = json.test(head);
    const document: Document = {
      scanner: { push: () => ({ state: 'failed' }), end() {} },
      lines: [],
      rows: 0,
      lastHash: '',
      sawHash: false,
    };
    const found = (row: Line) => {
      const hash = row.cells?.find((cell) => hashStart.test(cell));
      if (hash !== undefined || row.text !== '') {
        document.rows += 1;
        document.lastHash = hash ?? row.text;
        document.lines.splice(0, document.lines.length - 1);
      }
      emit(row);
    };
    document.scanner = isJson ? createJsonScanner(found) : createMarkupScanner(found);
    // What kind of file this is, should nothing be found in it.
    if (!isNamed) {
      isNamed = true;
      const cells = [head.replace(/^[\s>`]+/, '')];
      emit({ number: line.number, text: '', wrapped: false, tooLong: false, cells, captions: [] });
    }
    return document;
  }

  function pass(line: Line): void {
    if (isCut) {
      isCut = line.goesOn === true;
      return;
    }
    isCut = line.goesOn === true;
    const text = line.text.endsWith('\n') ? line.text.slice(0, -1) : line.text;
    emit(isCut ? { ...line, text: text.slice(0, longest), tooLong: true, goesOn: false } : { ...line, text });
  }

  /** Hands the lines of what was no document on, without what was read of them. */
  function giveBack({ lines, lastHash }: Document): void {
    for (const line of lines) {
      const read = lastHash === '' ? -1 : line.text.lastIndexOf(lastHash);
      pass(read === -1 ? line : { ...line, text: line.text.slice(read + lastHash.length) });
    }
  }

  /** Reads a line, or what is left of it, and returns what stands behind a document that ended in it. */
  function read(line: Line): Line | undefined {
    open ??= begin(line);
    if (open === undefined) {
      pass(line);
      return undefined;
    }
    const document = open;
    document.lines.push(line);
    const { state, rest = '' } = document.scanner.push(line.text, line.number);
    const taken = rest === '' ? line.text : line.text.slice(0, line.text.length - rest.length);
    document.sawHash ||= hashStart.test(taken);
    if (state === 'open') return undefined;
    open = undefined;
    if (state === 'failed' || (document.rows === 0 && document.sawHash)) {
      giveBack(document);
      return undefined;
    }
    const blank = /^[\s,;`]*/.exec(rest)?.[0].length ?? 0;
    return blank === rest.length ? undefined : { ...line, text: rest.slice(blank) };
  }

  return {
    push(line) {
      if (line.cells !== undefined || (open === undefined && (isCut || line.tooLong))) {
        pass(line);
        return;
      }
      if (open === undefined && !isDocumentStart(line.text)) {
        pass(line);
        return;
      }
      let rest: Line | undefined = line.goesOn === true ? line : { ...line, text: `${line.text}\n` };
      while (rest !== undefined) rest = read(rest);
    },
    end() {
      const document = open;
      open = undefined;
      if (document === undefined) return;
      document.scanner.end();
      if (document.rows === 0 && document.sawHash) giveBack(document);
    },
  };
}

function isDocumentStart(text: string): boolean {
  const head = text.slice(0, 200);
  return json.test(head) || markup.test(head);
}
