import type { Stored } from './ports/stored.ts';

/** Who did what, when, from which message: written once, never changed. */
export interface AuditEntry extends Stored {
  readonly id: string;
  at: number;
  actor: { id: string; name: string };
  /** A verb in the past tense: `subscribed`, `askedToRegister`. */
  action: string;
  /** Batch id, channel id, device key. */
  subject: string;
  detail: Record<string, unknown>;
  activityId?: string | undefined;
}
