import type { AuditEntry } from './audit.ts';
import type { Ports } from './ports/ports.ts';

/** Adds an entry to the audit. */
export async function writeAudit(
  { store, clock, newId }: Pick<Ports, 'store' | 'clock' | 'newId'>,
  entry: Omit<AuditEntry, 'id' | 'version' | 'at'>,
): Promise<void> {
  await store.create('audit', { id: newId(), at: clock.now(), ...entry });
}
