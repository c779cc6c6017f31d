import { readUnreached, type UnreachedView } from '../announcements/readUnreached.ts';
import type { Notice } from '../notices/notice.ts';
import { troubleNotices } from '../notices/tellTroubles.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Trouble } from '../ports/health.ts';
import type { Ports } from '../ports/ports.ts';
import type { StoreCondition } from '../ports/storeError.ts';
import type { WatchedGroup } from './watchedGroup.ts';

/** How Preflight itself does. */
export interface HealthReport {
  /** Whether it is told of changes at all; otherwise everything is polled. */
  isListening: boolean;
  /** The groups it is told of, without their secrets, by name. */
  groups: Omit<WatchedGroup, 'secretHash' | 'version'>[];
  /** What holds it up now, the longest first. */
  troubles: Trouble[];
  /** How the store does. */
  store: StoreCondition;
  /** What is wrong in the tenant. */
  notices: Notice[];
  /** Chats and channels in which it cannot speak now. */
  unreached: UnreachedView[];
}

/** Reads it from the store; asks nobody. */
export async function readHealth(
  { store, health, clock }: Pick<Ports, 'store' | 'health' | 'clock'>,
  isListening: boolean,
): Promise<HealthReport> {
  const groups: HealthReport['groups'] = [];
  for await (const { secretHash: _, version: __, ...group } of everyRecord(store, 'watchedGroups', {}))
    groups.push(group);
  const all = await Array.fromAsync(everyRecord(store, 'notices', {}));
  // Those of Microsoft Graph say what `troubles` says, as it was when they were told.
  const notices = all.filter(({ id }) => !id.startsWith(troubleNotices));
  return {
    isListening,
    store: await store.condition(),
    groups: isListening ? groups : [],
    troubles: health.troubles(),
    notices,
    unreached: await readUnreached({ store, clock }),
  };
}
