import { createHash, timingSafeEqual } from 'node:crypto';
import type { WakeSubject } from '../registration/lifecycle/wakeUp.ts';

/** What a POST of change notifications comes to. */
export interface ReadNotifications {
  subjects: WakeSubject[];
  /** Items not believed, counted by reason. */
  dropped: Record<'malformed' | 'clientState', number>;
}

/** Items read from one POST; Graph sends far fewer. */
const itemsRead = 5_000;

/**
 * Reads a POST of change notifications: which things to look at again. Basic notifications carry no signature, so their authenticity is the
 * secret each carries (docs/sources.md, change notifications); an item without it is dropped, and the sender is not told.
 */
export function readNotifications(body: unknown, clientState: string): ReadNotifications {
  const dropped = { malformed: 0, clientState: 0 };
  const { value } = (body ?? {}) as { value?: unknown };
  if (!Array.isArray(value)) return { subjects: [], dropped: { ...dropped, malformed: 1 } };
  const subjects: WakeSubject[] = [];
  for (const item of value.slice(0, itemsRead) as unknown[]) {
    if (typeof item !== 'object' || item === null) dropped.malformed += 1;
    else if (!isSecret((item as { clientState?: unknown }).clientState, clientState)) dropped.clientState += 1;
    else subjects.push(...subjectsOf(item as Record<string, unknown>));
  }
  return { subjects, dropped };
}

/** Compares in constant time, whatever the lengths. */
function isSecret(given: unknown, secret: string): boolean {
  if (typeof given !== 'string') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** The members a membership notification names, or else the group; a lifecycle event means that anything may have been missed. */
function subjectsOf(item: Record<string, unknown>): WakeSubject[] {
  if (typeof item['lifecycleEvent'] === 'string') return [{ kind: 'everything' }];
  const data = (item['resourceData'] ?? {}) as Record<string, unknown>;
  const members = data['members@delta'];
  if (Array.isArray(members) && members.length > 0) {
    const ids = members.map((member: unknown) => (member as { id?: unknown } | null)?.id);
    return ids.filter((id) => typeof id === 'string').map((id) => ({ kind: 'entraObject', id }));
  }
  const id = data['id'];
  return typeof id === 'string' ? [{ kind: 'group', id }] : [{ kind: 'everything' }];
}
