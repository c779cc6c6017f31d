import type { Ports } from './ports/ports.ts';
import type { Stored } from './ports/store.ts';

/** Who did what, when, from which message: written once, never changed. */
export interface AuditEntry extends Stored {
  readonly id: string;
  at: number;
  actor: { id: string; name: string };
  /** A verb in the past tense: `registered`, `cancelled`, `subscribed`. */
  action: string;
  /** Batch id, channel id, device key. */
  subject: string;
  detail: Record<string, unknown>;
  activityId?: string | undefined;
}

/** Adds an entry to the audit. */
export async function writeAudit(
  { store, clock, newId }: Pick<Ports, 'store' | 'clock' | 'newId'>,
  entry: Omit<AuditEntry, 'id' | 'version' | 'at'>,
): Promise<void> {
  await store.create('audit', { id: newId(), at: clock.now(), ...entry });
}
