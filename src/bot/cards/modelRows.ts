import type { BatchReport } from '../../registration/batches/batch.ts';
import type { ModelCount } from '../../registration/batches/fileContents.ts';
import { enumerate, formatNumber, listed, plain } from './text.ts';

/** A row of the table of what is in the devices. */
interface ModelRow {
  readonly [name: string]: readonly { readonly [name: string]: string }[];
}

/** What is in the devices of a file: captions, then the first few models. */
export function modelRows({ models }: Pick<BatchReport, 'models'>): ModelRow[] {
  return [row(['Model', 'Devices', 'TPM', 'Memory'], 'Bolder'), ...models.slice(0, listed).map(modelRow)];
}

function modelRow({ model, count, tpm, memory }: ModelCount): ModelRow {
  return row([plain(model, 60) || 'unknown model', formatNumber(count), tpmText(tpm), memoryText(memory)], 'Default');
}

/** `2.0`; where devices of one model differ, `2.0, none: 3`. */
function tpmText(tpm: ModelCount['tpm']): string {
  const [first, ...others] = tpm.slice(0, 3);
  const rest = others.map(({ version, count }) => `, ${plain(version, 20)}: ${formatNumber(count)}`).join('');
  return first === undefined ? 'unknown' : plain(first.version, 20) + rest;
}

function memoryText(memory: ModelCount['memory']): string {
  return memory.length === 0
    ? 'unknown'
    : `${enumerate(
        memory.map((size) => formatNumber(size)),
        3,
      )} GB`;
}

function row(texts: readonly string[], weight: string): ModelRow {
  return { cells: texts.map((text) => ({ text, weight })) };
}
