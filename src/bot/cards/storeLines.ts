import type { StoreCondition } from '../../registration/ports/storeError.ts';
import type { ViewValue } from './expand.ts';
import { count, plain } from './text.ts';
import { readersDateAndTime } from './time.ts';

/** Records named on the card. */
const named = 5;

/** What people call the records of a collection that they know; the others are Preflight's own. */
const words: Partial<Record<string, string>> = {
  devices: 'device',
  hashes: 'hardware hash of',
  batches: 'file',
  batchRows: 'rows of file',
  findingPages: 'findings of file',
  namingExceptions: 'naming exception',
  channels: 'channel',
  audit: 'audit entry',
};

/** How many things of the store there are to look at. */
export function storeProblems({ trouble, setAside }: StoreCondition): number {
  return Number(trouble !== undefined) + Number(setAside.count > 0);
}

/** What keeps Preflight from storing, and records that it set aside. */
export function storeLines({ trouble, setAside }: StoreCondition): ViewValue[] {
  const [latest] = setAside.latest;
  const names = setAside.latest
    .slice(0, named)
    .map(({ collection, name }) => `${words[collection] ?? collection} ${name}`);
  const more = setAside.count - names.length;
  return [
    ...(trouble === undefined ? [] : [line('Database', trouble.sentence, trouble.since)]),
    ...(latest === undefined
      ? []
      : [
          line(
            `${count(setAside.count, 'damaged record')} set aside`,
            `${names.join(', ')}${more > 0 ? `, and ${more} more` : ''}. Everything else goes on. Compare with your latest backup, or register such devices again.`,
            latest.at,
          ),
        ]),
  ];
}

function line(lead: string, detail: string, since: number): ViewValue {
  return { lead, detail: plain(detail, 300), at: `since ${readersDateAndTime(since)}` };
}
