import { foldSerial } from '../registration/lifecycle/device.ts';
import type { Absence } from '../registration/ports/absence.ts';
import type { AutopilotIdentity } from '../registration/ports/autopilot.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';
import { readBatch, unread } from './batch.ts';
import type { GraphClient } from './client.ts';
import { cheaperByItem, type PageCounts } from './cost.ts';
import { type Gaps, readRows } from './leftOut.ts';
import { lookUp } from './lookUp.ts';
import { pageReader, pages, readOn } from './pages.ts';
import { readIdentity, readKnownIdentity } from './responses.ts';
import { versions } from './versions.ts';

/*
 * Autopilot identities, by id and by serial number.
 */

export const identitiesPath = '/deviceManagement/windowsAutopilotDeviceIdentities';
const workload = 'intune';
const version = versions.windowsAutopilotDeviceIdentities;
const listName = 'Autopilot devices';

/** Identities by id; those that do not exist are absent. */
export async function identities(
  client: GraphClient,
  seen: PageCounts,
  ids: readonly string[],
  absence: Absence,
): Promise<Map<string, AutopilotIdentity | 'unread'>> {
  const wanted = new Map(ids.map((id) => [id.toLowerCase(), id]));
  const found = new Map<string, AutopilotIdentity | 'unread'>();
  const keep = (identity: AutopilotIdentity | undefined) => {
    const id = wanted.get(identity?.id.toLowerCase() ?? '');
    if (identity !== undefined && id !== undefined) found.set(id, identity);
  };
  const missed = await lookUp(ids, {
    byItem: cheaperByItem(ids.length, [identitiesPath], seen),
    absence,
    list: () => readAll(client, seen, (page) => page.forEach(keep)),
    isShown: (id) => found.has(id),
    ask: async (asked) => {
      const items = asked.map((id) => ({ method: 'GET' as const, url: `${identitiesPath}/${encodeURIComponent(id)}` }));
      const bodies = await readBatch(client, workload, version, items, (body, index) =>
        ownIdentity(body, asked[index]),
      );
      for (const body of bodies) if (body !== unread) keep(body);
      return asked.filter((_, index) => bodies[index] === unread);
    },
  });
  for (const id of missed) found.set(id, 'unread');
  return found;
}

/** The identity that was asked for; another one is no answer. */
export function ownIdentity(body: unknown, id: string | undefined): ReturnType<typeof readKnownIdentity> {
  const identity = readKnownIdentity(body);
  return identity !== undefined && identity.id.toLowerCase() === id?.toLowerCase() ? identity : undefined;
}

/** The identities of each serial number, as far as the list shows; services change case. `unread` where nobody can say, which is not the same as free to import. */
export function identitiesBySerialNumber(
  client: GraphClient,
  seen: PageCounts,
  serialNumbers: readonly string[],
): Promise<Map<string, AutopilotIdentity[] | 'unread'>> {
  return bySerialNumber(client, seen, serialNumbers, 'listed');
}

/** The same, for who must be sure that there is none. */
export function surelyBySerialNumber(
  client: GraphClient,
  seen: PageCounts,
  serialNumbers: readonly string[],
): Promise<Map<string, AutopilotIdentity[] | 'unread'>> {
  return bySerialNumber(client, seen, serialNumbers, 'asked');
}

async function bySerialNumber(
  client: GraphClient,
  seen: PageCounts,
  serialNumbers: readonly string[],
  absence: Absence,
): Promise<Map<string, AutopilotIdentity[] | 'unread'>> {
  const bySerial = new Map<string, Map<string, AutopilotIdentity>>(
    serialNumbers.map((serialNumber) => [foldSerial(serialNumber), new Map()]),
  );
  const keep = (identity: AutopilotIdentity) =>
    bySerial.get(foldSerial(identity.serialNumber))?.set(identity.id, identity);
  const list = () => readAll(client, seen, (page) => page.forEach(keep));
  const plain = serialNumbers.every((serialNumber) => /^[A-Za-z0-9]+$/.test(serialNumber));
  const wanted = [...new Set(serialNumbers)];
  const isShown = (serialNumber: string) => (bySerial.get(foldSerial(serialNumber))?.size ?? 0) > 0;
  const byItem = plain && cheaperByItem(wanted.length, [identitiesPath], seen);
  let missed = await lookUp(wanted, {
    byItem,
    absence,
    list,
    isShown,
    ask: (asked) => askForSerialNumbers(client, asked, keep),
  });
  // What could not be asked for is looked up in the list, for who is content with that.
  if (byItem && absence === 'listed' && missed.length > 0 && (await isReadWhole(list))) missed = [];
  const open = new Set(missed.map(foldSerial));
  return new Map(
    serialNumbers.map((serialNumber): [string, AutopilotIdentity[] | 'unread'] => {
      const found = [...(bySerial.get(foldSerial(serialNumber))?.values() ?? [])];
      return [serialNumber, found.length === 0 && open.has(foldSerial(serialNumber)) ? 'unread' : found];
    }),
  );
}

async function isReadWhole(list: () => Promise<boolean>): Promise<boolean> {
  try {
    return await list();
  } catch (error) {
    if (error instanceof ServiceError && error.kind !== 'forbidden') return false;
    throw error;
  }
}

/** `serialNumber eq` answers 400 and hyphens break `contains` (docs/sources.md, Autopilot identities): ask with `contains` for the longest part without any, believe only exact matches. */
async function askForSerialNumbers(
  client: GraphClient,
  serialNumbers: readonly string[],
  keep: (identity: AutopilotIdentity) => void,
): Promise<string[]> {
  const asked = serialNumbers.map((serialNumber) => {
    const filter = encodeURIComponent(`contains(serialNumber,'${longestPart(serialNumber)}')`);
    const url = `${identitiesPath}?$filter=${filter}`;
    return { serialNumber, item: { method: 'GET' as const, url }, reader: pageReader(version, url) };
  });
  const items = asked.map(({ item }) => item);
  const firsts = await readBatch(client, workload, version, items, (body, index) => asked[index]?.reader.read(body));
  const missed: string[] = [];
  for (const [index, { serialNumber, reader }] of asked.entries()) {
    const first = firsts[index];
    // A list is never "not found"; such an answer says nothing.
    if (first === unread || first === undefined) missed.push(serialNumber);
    else {
      const gaps: Gaps = { count: 0 };
      const isWhole = await isReadWhole(async () => {
        for await (const page of readOn(client, { workload, version }, first, reader))
          readRows(page, readIdentity, listName, client.leftOut, gaps).forEach(keep);
        return gaps.count === 0;
      });
      if (!isWhole) missed.push(serialNumber);
    }
  }
  return missed;
}

function longestPart(serialNumber: string): string {
  const parts = serialNumber.match(/[A-Za-z0-9]+/g) ?? [serialNumber.replaceAll("'", "''")];
  return parts.reduce((best, part) => (part.length > best.length ? part : best));
}

/** Reads every identity of the tenant; resolves with whether none was left out. */
async function readAll(
  client: GraphClient,
  seen: PageCounts,
  each: (page: AutopilotIdentity[]) => void,
): Promise<boolean> {
  const gaps: Gaps = { count: 0 };
  for await (const page of allIdentities(client, seen, gaps)) each(page);
  return gaps.count === 0;
}

async function* allIdentities(client: GraphClient, seen: PageCounts, gaps: Gaps): AsyncGenerator<AutopilotIdentity[]> {
  let count = 0;
  for await (const page of pages(client, { workload, version, path: identitiesPath })) {
    count += 1;
    yield readRows(page, readIdentity, listName, client.leftOut, gaps);
  }
  seen.set(identitiesPath, count);
}

/** Every identity of the tenant, page by page; `gap` is called for each page with rows that were left out. */
export async function* everyIdentity(
  client: GraphClient,
  seen: PageCounts,
  gap: () => void,
): AsyncGenerator<AutopilotIdentity[]> {
  const gaps: Gaps = { count: 0 };
  let known = 0;
  for await (const page of allIdentities(client, seen, gaps)) {
    if (gaps.count > known) gap();
    known = gaps.count;
    yield page;
  }
}
