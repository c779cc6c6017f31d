import { trimEnd } from '../../hardwareHash/trimEnds.ts';
import { readHeader } from '../header.ts';
import type { Line } from '../physicalLines.ts';
import { createDeviceTree } from './deviceTree.ts';
import type { Scanner } from './jsonScanner.ts';
import { readAttributes, tagName, withoutEntities } from './markupText.ts';
import { fieldOf, type NamedValue, namedRow } from './namedValue.ts';

const rowElements = new Set(['tr', 'row', 'table-row']);
const cellElements = new Set(['td', 'th', 'cell', 'table-cell']);
/** Elements that only dress text; anything else ends a line, or holds a value. */
const inline = new Set(
  'a abbr at attachment b bdi bdo big cite code data del dfn em emoji font i ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);
const html = new Set(
  `address article aside blockquote body br center col colgroup dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 head header hr
  html img input li link main meta nav ol p pre section summary table tbody tfoot thead title ul`.split(/\s+/),
);
const empty = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
/** What browsers never show. */
const hidden = new Set(['script', 'style']);
const longestTag = 10_000;
/** Elements inside each other; deeper ones are not looked at. */
const deepest = 300;

type Mode = 'text' | 'tag' | 'comment' | 'data';

interface Element {
  name: string;
  caption: string;
  /** A value or what holds values, not a part of a page. */
  holds: boolean;
}

/**
 * Reads HTML and XML: elements and attributes whose names are captions, the rows of tables, and the lines of everything else, which may be
 * CSV or a list themselves.
 */
export function createMarkupScanner(emit: (row: Line) => void): Scanner {
  const tree = createDeviceTree(emit);
  const elements: Element[] = [];
  let text = '';
  let textLine = 0;
  /** Something but blanks stands in `text`. */
  let isFilled = false;
  let broken = false;
  let mode: Mode = 'text';
  let tag = '';
  let tagHasHash = false;
  let cells: NamedValue[] | undefined;
  let captions: string[] | undefined;
  let properties: NamedValue[] = [];
  let sawElement = false;

  function take(): NamedValue {
    const taken = { caption: '', text: withoutEntities(text).trim(), line: textLine, wrapped: broken };
    text = '';
    isFilled = false;
    broken = false;
    return taken;
  }

  /** Text of a page, line by line. */
  function flush(): void {
    if (!isFilled) {
      take();
      return;
    }
    const { text: shown, line } = take();
    for (const [order, part] of shown.split('\n').entries())
      if (part.trim() !== '') emit({ number: line + order, text: part, wrapped: false, tooLong: false });
  }

  function endProperties(): void {
    const found = properties;
    properties = [];
    if (found.length > 0) emit(namedRow(found));
  }

  function endRow(): void {
    const row = cells ?? [];
    cells = undefined;
    const texts = row.map((cell) => cell.text);
    if (texts.every((cell) => cell === '')) return;
    const [name, value] = row;
    const caption = withoutColon(name?.text ?? '');
    const isProperty =
      row.length === 2 && fieldOf({ caption }) !== undefined && (caption !== name?.text || properties.length > 0);
    if (!isProperty && readHeader(texts) !== undefined) {
      endProperties();
      captions = texts;
    } else if (captions !== undefined && row.length === captions.length) {
      const names = captions;
      emit(namedRow(row.map((cell, column) => ({ ...cell, caption: names[column] ?? '' }))));
    } else if (row.length === 2 && value !== undefined && fieldOf({ caption }) !== undefined) {
      if (properties.some((known) => fieldOf(known) === fieldOf({ caption }))) endProperties();
      properties.push({ ...value, caption });
    } else if (properties.length === 0 || row.length !== 2)
      emit({
        number: row[0]?.line ?? 1,
        text: '',
        wrapped: row.some(({ wrapped }) => wrapped),
        tooLong: false,
        cells: texts,
      });
  }

  function open(name: string, source: string, line: number): void {
    if (elements.length >= deepest) return;
    if (rowElements.has(name)) {
      // Pages may leave out the ends of rows and cells.
      if (cells !== undefined) close(name);
      flush();
      cells = [];
    } else if (cellElements.has(name)) {
      const last = elements.at(-1)?.name ?? '';
      if (cellElements.has(last)) close(last);
      take();
    } else if (name === 'table') {
      flush();
      captions = undefined;
    } else if (name === 'br') text += '\n';
    else if (html.has(name)) {
      if (cells === undefined) flush();
      else if (isFilled) text += '\n';
    }
    const attributes = cells === undefined && !html.has(name) ? readAttributes(source) : [];
    const named = attributes.find(([key]) => ['n', 'name', 'key'].includes(key.toLowerCase()))?.[1];
    const caption = named ?? name;
    const known = fieldOf({ caption }) !== undefined;
    const isPart = html.has(name) || rowElements.has(name) || cellElements.has(name) || hidden.has(name);
    const holds = cells === undefined && !isPart && (known || !inline.has(name));
    if (holds) {
      flush();
      tree.open(false);
      for (const [key, value] of attributes)
        if (fieldOf({ caption: key }) !== undefined)
          tree.value({ caption: key, text: withoutEntities(value), line, wrapped: value.includes('\n') });
    }
    if (!empty.has(name)) elements.push({ name, caption, holds });
    else if (holds) tree.close();
  }

  function close(name: string): void {
    const at = elements.findLastIndex((element) => element.name === name);
    if (at === -1) return;
    for (const element of elements.splice(at).reverse()) leave(element);
  }

  function leave({ name, caption, holds }: Element): void {
    if (hidden.has(name)) take();
    else if (cellElements.has(name)) cells?.push(take());
    else if (rowElements.has(name)) endRow();
    else if (name === 'table') endProperties();
    else if (holds) {
      const value = { ...take(), caption };
      tree.close();
      if (value.text !== '' || fieldOf(value) !== undefined) tree.value(value);
    } else if (html.has(name) && cells === undefined) flush();
  }

  function readTag(source: string, line: number): void {
    if (/^<[!?]/.test(source)) return;
    sawElement = true;
    const name = tagName(source);
    if (name === '') addText(source, line);
    else if (source.startsWith('</')) close(name);
    else {
      open(name, source, line);
      if (source.endsWith('/>') && !empty.has(name)) close(name);
    }
  }

  function addText(piece: string, line: number): void {
    if (!isFilled && piece.trim() !== '') {
      isFilled = true;
      textLine = line;
      text = '';
    }
    text += piece;
    if (!isFilled || !piece.endsWith('\n')) return;
    broken = true;
    // A page's lines are read as they come; what a cell or a value holds is kept together.
    if (cells === undefined && !elements.some(({ holds }) => holds)) flush();
  }

  /** Reads on from `at`, in the mode that is on, and returns where the next begins. */
  function readPiece(piece: string, at: number, line: number): number {
    if (mode === 'text') {
      const next = piece.indexOf('<', at);
      const end = next === -1 ? piece.length : next;
      if (end > at) addText(piece.slice(at, end), line);
      if (next === -1) return end;
      if (!/[!?/a-z]/i.test(piece[next + 1] ?? '')) {
        addText('<', line);
        return next + 1;
      }
      if (piece.startsWith('<!--', next)) mode = 'comment';
      else if (piece.startsWith('<![CDATA[', next)) mode = 'data';
      else mode = 'tag';
      return mode === 'data' ? next + 9 : next;
    }
    const ending = mode === 'tag' ? '>' : mode === 'data' ? ']]>' : '-->';
    const next = piece.indexOf(ending, at);
    const end = next === -1 ? piece.length : next;
    if (mode === 'data') addText(piece.slice(at, end).replaceAll('&', '&amp;'), line);
    else if (mode === 'tag') {
      tag += piece.slice(at, end);
      tagHasHash ||= /T0[E-H]/.test(piece.slice(at, end));
    }
    if (next === -1) return end;
    if (mode === 'tag') readTag(`${tag}>`, line);
    mode = 'text';
    tag = '';
    tagHasHash = false;
    return end + ending.length;
  }

  return {
    push(piece, line) {
      for (let at = 0; at < piece.length; ) {
        at = readPiece(piece, at, line);
        if (tag.length > (tagHasHash ? longestTag * 20 : longestTag)) return { state: 'failed' };
        if (sawElement && elements.length === 0) {
          flush();
          tree.end();
          return { state: 'done', rest: piece.slice(at) };
        }
      }
      return { state: 'open' };
    },
    end() {
      for (const element of elements.splice(0).reverse()) leave(element);
      flush();
      endProperties();
      tree.end();
    },
  };
}

/** A caption without the colon at its end. */
function withoutColon(text: string): string {
  return text.endsWith(':') ? trimEnd(text.slice(0, -1), /\s/) : text;
}
