import type { Batch } from '../../registration/batches/batch.ts';
import { plain } from '../cards/text.ts';
import { checkRole } from '../checkRole.ts';
import type { BotWorld } from '../options.ts';
import { notYours } from '../refusals.ts';
import type { Turn } from '../turn.ts';

/**
 * Whether the sender may decide about a file, or have what was in it: who sent it, as a registrar, or any administrator. `what` says what
 * was asked for, for the refusal.
 */
export async function mayDecide(
  batch: Batch,
  { sender }: Pick<Turn, 'sender'>,
  world: Pick<BotWorld, 'roles' | 'log'>,
  what: 'register this file' | 'get its rows' = 'register this file',
): Promise<{ kind: 'granted' } | { kind: 'denied'; text: string }> {
  if (sender.id === batch.requester.id) return checkRole(sender.id, 'registrar', world);
  const administrator = await checkRole(sender.id, 'administrator', world);
  if (administrator.kind === 'granted') return administrator;
  const registrar = await checkRole(sender.id, 'registrar', world);
  // Somebody without any role is told about the role, not about whose file it is.
  return registrar.kind === 'denied'
    ? registrar
    : { kind: 'denied', text: notYours(plain(batch.requester.name, 80), what) };
}
