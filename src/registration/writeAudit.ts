import { createHash } from 'node:crypto';
import type { AuditEntry } from './audit.ts';
import type { Ports } from './ports/ports.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;
type Entry = Omit<AuditEntry, 'id' | 'version' | 'at'>;

/** Who acts where nobody asked for it: a job. */
export const preflight = { id: 'preflight', name: 'Preflight' };

/** Adds an entry to the audit. */
export async function writeAudit({ store, clock, newId }: World, entry: Entry): Promise<void> {
  await store.create('audit', { id: newId(), at: clock.now(), ...entry });
}

/**
 * Adds an entry about what somebody asks for, before it is done, so that a process that dies in between leaves no act without its entry. The
 * entry says `askedTo…`, because another may be faster or the process may die before the act. The same message asking for the same again
 * finds its entry there.
 */
export async function auditRequest({ store, clock, newId }: World, entry: Entry): Promise<void> {
  const { activityId = newId(), actor, action, subject, detail } = entry;
  const said = JSON.stringify([activityId, actor.id, action, subject, detail]);
  const id = createHash('sha256').update(said).digest('hex').slice(0, 32);
  await store.create('audit', { id, at: clock.now(), ...entry });
}
