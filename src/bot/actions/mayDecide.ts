import type { Batch } from '../../registration/batches/batch.ts';
import { isSamePerson } from '../../registration/person.ts';
import { forAdministrators } from '../access/access.ts';
import { checkAccess, type Right } from '../access/checkAccess.ts';
import { plain } from '../cards/text.ts';
import { isReader } from '../heldRoles.ts';
import type { BotWorld } from '../options.ts';
import { notYours } from '../refusals.ts';
import type { Turn } from '../turn.ts';

/**
 * Whether the sender may decide about a file, or have what is in it: who sent it, or any administrator. That who sent it has the role it needs is
 * asked by the table of actions. `what` says what was asked for, for the refusal.
 */
export async function mayDecide(
  batch: Pick<Batch, 'id' | 'requester'>,
  turn: Pick<Turn, 'sender' | 'activityId'>,
  world: Pick<BotWorld, 'roles' | 'log' | 'registration'>,
  what: 'register this file' | 'cancel this file' | 'see this file' | 'see its findings' | 'get its rows',
): Promise<Right> {
  if (isSamePerson(turn.sender, batch.requester)) return { kind: 'granted' };
  const administrator = await checkAccess(forAdministrators, what, turn, world);
  if (administrator.kind === 'granted' || administrator.because !== 'roleMissing') return administrator;
  // Whose file it is, readers may know.
  if (!(await isReader(turn, world))) return administrator;
  return { ...administrator, text: notYours(plain(batch.requester.name, 80), what) };
}
