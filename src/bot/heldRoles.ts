import { ServiceError } from '../registration/ports/serviceError.ts';
import type { Role } from '../registration/roles.ts';
import type { BotWorld } from './options.ts';

/**
 * The roles of a person, for what is shown. A directory that cannot be asked must not keep somebody from help: everything shows then, and each
 * action asks again.
 */
export async function heldRoles(userId: string, { roles, log }: Pick<BotWorld, 'roles' | 'log'>): Promise<Set<Role>> {
  const all: Role[] = ['registrar', 'approver', 'administrator'];
  try {
    const has = await Promise.all(all.map((role) => roles.has(userId, role)));
    return new Set(all.filter((_, index) => has[index]));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.warn(
      { kind: error.kind, status: error.status },
      'roles for what is shown could not be read from the directory',
    );
    return new Set(all);
  }
}
