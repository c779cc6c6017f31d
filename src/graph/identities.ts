import { foldSerial } from '../registration/lifecycle/device.ts';
import type { Absence } from '../registration/ports/absence.ts';
import type { AutopilotIdentity } from '../registration/ports/autopilot.ts';
import { readBatch, unread } from './batch.ts';
import type { GraphClient } from './client.ts';
import { cheaperByItem, type PageCounts } from './cost.ts';
import { lookUp } from './lookUp.ts';
import { pages, readOn } from './pages.ts';
import { readIdentity } from './responses.ts';
import { versions } from './versions.ts';

/*
 * Autopilot identities, by id and by serial number.
 */

export const identitiesPath = '/deviceManagement/windowsAutopilotDeviceIdentities';
const workload = 'intune';
const version = versions.windowsAutopilotDeviceIdentities;

/** Identities by id; those that do not exist are absent. */
export async function identities(
  client: GraphClient,
  seen: PageCounts,
  ids: readonly string[],
  absence: Absence,
): Promise<Map<string, AutopilotIdentity | 'unread'>> {
  const wanted = new Set(ids);
  const found = new Map<string, AutopilotIdentity | 'unread'>();
  const keep = (raw: unknown) => {
    const identity = readIdentity(raw);
    if (identity !== undefined && wanted.has(identity.id)) found.set(identity.id, identity);
  };
  const missed = await lookUp(ids, {
    byItem: cheaperByItem(ids.length, [identitiesPath], seen),
    absence,
    list: async () => {
      for await (const page of allIdentities(client, seen)) page.forEach(keep);
    },
    isShown: (id) => found.has(id),
    ask: async (asked) => {
      const items = asked.map((id) => ({ method: 'GET' as const, url: `${identitiesPath}/${encodeURIComponent(id)}` }));
      const bodies = await readBatch(client, workload, version, items);
      bodies.forEach(keep);
      return asked.filter((_, index) => bodies[index] === unread);
    },
  });
  for (const id of missed) found.set(id, 'unread');
  return found;
}

/** Every identity whose serial number is one of these; services change case. What could not be asked for is looked up in the list: absent would mean free to import. */
export async function identitiesBySerialNumber(
  client: GraphClient,
  seen: PageCounts,
  serialNumbers: readonly string[],
): Promise<AutopilotIdentity[]> {
  const { found, missed } = await lookUpSerialNumbers(client, seen, serialNumbers, 'listed');
  if (missed.length === 0) return found;
  const open = new Set(missed.map(foldSerial));
  for await (const page of everyIdentity(client, seen))
    found.push(...page.filter(({ serialNumber }) => open.has(foldSerial(serialNumber))));
  return found;
}

/** The identities of each serial number, for who must be sure that there is none. */
export async function surelyBySerialNumber(
  client: GraphClient,
  seen: PageCounts,
  serialNumbers: readonly string[],
): Promise<Map<string, AutopilotIdentity[] | 'unread'>> {
  const { found, missed } = await lookUpSerialNumbers(client, seen, serialNumbers, 'asked');
  const bySerial = Map.groupBy(found, ({ serialNumber }) => foldSerial(serialNumber));
  const open = new Set(missed);
  return new Map(
    serialNumbers.map((serialNumber) => [
      serialNumber,
      bySerial.get(foldSerial(serialNumber)) ?? (open.has(serialNumber) ? 'unread' : []),
    ]),
  );
}

async function lookUpSerialNumbers(
  client: GraphClient,
  seen: PageCounts,
  serialNumbers: readonly string[],
  absence: Absence,
): Promise<{ found: AutopilotIdentity[]; missed: string[] }> {
  const wanted = new Set(serialNumbers);
  const folded = new Set(serialNumbers.map(foldSerial));
  const found = new Map<string, AutopilotIdentity>();
  const shown = new Set<string>();
  const keep = (raw: unknown) => {
    const identity = readIdentity(raw);
    const serialNumber = foldSerial(identity?.serialNumber ?? '');
    if (identity === undefined || !folded.has(serialNumber)) return;
    found.set(identity.id, identity);
    shown.add(serialNumber);
  };
  const plain = serialNumbers.every((serialNumber) => /^[A-Za-z0-9]+$/.test(serialNumber));
  const missed = await lookUp([...wanted], {
    byItem: plain && cheaperByItem(wanted.size, [identitiesPath], seen),
    absence,
    list: async () => {
      for await (const page of allIdentities(client, seen)) page.forEach(keep);
    },
    isShown: (serialNumber) => shown.has(foldSerial(serialNumber)),
    ask: (asked) => askForSerialNumbers(client, asked, keep),
  });
  return { found: [...found.values()], missed };
}

/** `serialNumber eq` answers 400 and hyphens break `contains` (docs/sources.md, Autopilot identities): ask with `contains` for the longest part without any, believe only exact matches. */
async function askForSerialNumbers(
  client: GraphClient,
  serialNumbers: readonly string[],
  keep: (raw: unknown) => void,
): Promise<string[]> {
  const items = serialNumbers.map((serialNumber) => ({
    method: 'GET' as const,
    url: `${identitiesPath}?$filter=${encodeURIComponent(`contains(serialNumber,'${longestPart(serialNumber)}')`)}`,
  }));
  const bodies = await readBatch(client, workload, version, items);
  for (const body of bodies) {
    if (body !== unread) for await (const page of readOn(client, { workload, version }, body)) page.forEach(keep);
  }
  return serialNumbers.filter((_, index) => bodies[index] === unread);
}

function longestPart(serialNumber: string): string {
  const parts = serialNumber.match(/[A-Za-z0-9]+/g) ?? [serialNumber.replaceAll("'", "''")];
  return parts.reduce((best, part) => (part.length > best.length ? part : best));
}

/** Every identity of the tenant as Graph sends it, page by page. */
async function* allIdentities(client: GraphClient, seen: PageCounts): AsyncGenerator<unknown[]> {
  let count = 0;
  for await (const page of pages(client, { workload, version, path: identitiesPath })) {
    count += 1;
    yield page;
  }
  seen.set(identitiesPath, count);
}

/** Every identity of the tenant, page by page. */
export async function* everyIdentity(client: GraphClient, seen: PageCounts): AsyncGenerator<AutopilotIdentity[]> {
  for await (const page of allIdentities(client, seen)) yield page.flatMap((raw) => readIdentity(raw) ?? []);
}
