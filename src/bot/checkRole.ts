import { ServiceError } from '../registration/ports/serviceError.ts';
import type { Role } from '../registration/roles.ts';
import type { BotWorld } from './options.ts';
import { missingRole, roleUnknown } from './refusals.ts';

/** Asks whether a person has a role; otherwise the sentence to refuse with. A directory that cannot be asked refuses too. `purpose` is what it is needed for, where that is not what the role is named for. */
export async function checkRole(
  userId: string,
  role: Role,
  { roles, log }: Pick<BotWorld, 'roles' | 'log'>,
  purpose?: string,
): Promise<{ kind: 'granted' } | { kind: 'denied'; text: string }> {
  try {
    if (await roles.has(userId, role)) return { kind: 'granted' };
    return { kind: 'denied', text: missingRole(role, roles.groupName(role), purpose) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.warn(
      { kind: error.kind, status: error.status, permission: error.permission, requestId: error.requestId },
      'a role could not be read from the directory',
    );
    return { kind: 'denied', text: roleUnknown(error) };
  }
}
