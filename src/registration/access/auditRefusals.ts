import { createHash } from 'node:crypto';
import type { Person } from '../person.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import type { Ports } from '../ports/ports.ts';

/** Something somebody wanted to do and was refused. */
export interface Refusal {
  actor: Person;
  /** The command or the button's verb, of the tables: there are only so many. */
  asked: string;
  /** `roleMissing`, `guest`, `disabled`, `absent`, `ownRequest`, `notYours` */
  because: string;
  /** The role it needs. */
  needs?: string | undefined;
  /** What it was about, of the first such refusal in the hour. */
  subject?: string | undefined;
  activityId: string | undefined;
}

const hour = 3_600_000;
const remembered = 1_000;

/**
 * A writer of refusals into the audit: one entry an hour for what one person is refused for one reason, so that a flood fills no disk. Its
 * `detail.atLeast` counts them, written at the first, second, fourth, eighth …
 */
export function auditRefusals(world: Pick<Ports, 'store' | 'clock'>): (refusal: Refusal) => Promise<void> {
  const { store, clock } = world;
  const counts = new Map<string, number>();
  return async ({ actor, asked, because, needs, subject = asked, activityId }) => {
    const at = clock.now();
    const key = JSON.stringify([actor.id.toLowerCase(), asked, because, Math.floor(at / hour)]);
    const id = createHash('sha256').update(key).digest('hex').slice(0, 32);
    const count = (counts.get(id) ?? countIn((await store.get('audit', id))?.detail)) + 1;
    if (counts.size >= remembered) counts.clear();
    counts.set(id, count);
    // Powers of two only.
    if ((count & (count - 1)) !== 0) return;
    const detail = { asked, because, ...(needs === undefined ? {} : { needs }), atLeast: count };
    const entry = { id, at, actor, action: 'wasRefused', subject, detail, activityId };
    if ((await store.create('audit', entry)) !== undefined) return;
    await changeRecord(store, 'audit', id, (before) =>
      countIn(before.detail) < count ? { ...before, detail: { ...before.detail, atLeast: count } } : undefined,
    );
  };
}

function countIn(detail: Record<string, unknown> | undefined): number {
  const count = detail?.['atLeast'];
  return typeof count === 'number' ? count : 0;
}
