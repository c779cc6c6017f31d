import type { Line } from '../physicalLines.ts';
import { createDocumentReader, type LineReader } from './documents.ts';
import { createPrintedTableReader } from './printedTable.ts';
import { createPropertyListReader } from './propertyList.ts';

/**
 * Finds devices in lines that are not delimited rows: JSON, XML, HTML, and the lists and tables that PowerShell prints. They become rows that
 * bring their captions along (`Line.captions`); every other line is passed on as it is, in its place.
 */
export function createFormReader(emit: (line: Line) => void, longest: number): LineReader {
  const list = createPropertyListReader(emit);
  const table = createPrintedTableReader(list.push);
  const documents = createDocumentReader(table.push, longest);
  return {
    push: documents.push,
    end() {
      documents.end();
      table.end();
      list.end();
    },
  };
}
