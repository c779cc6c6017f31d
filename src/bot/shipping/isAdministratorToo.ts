import { ServiceError } from '../../registration/ports/serviceError.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';

/** Whether a registrar is an administrator, too, as the directory said a moment ago; not where it cannot be asked. */
export async function isAdministratorToo(
  { sender }: Pick<Turn, 'sender'>,
  { roles }: Pick<BotWorld, 'roles'>,
): Promise<boolean> {
  try {
    return await roles.has(sender.id, 'administrator');
  } catch (error) {
    if (error instanceof ServiceError) return false;
    throw error;
  }
}
