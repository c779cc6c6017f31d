import { ServiceError } from '../registration/ports/serviceError.ts';
import { allRoles, holds, type Role } from '../registration/roles.ts';
import type { BotWorld } from './options.ts';
import type { Turn } from './turn.ts';

/** Whether a person may see devices, files and names; not where the directory cannot be asked. */
export async function isReader(
  { sender }: Pick<Turn, 'sender'>,
  world: Pick<BotWorld, 'roles' | 'log'>,
): Promise<boolean> {
  return holds(await heldRoles(sender.id, world), 'reader');
}

/** The roles of a person, for what is shown: none where the directory cannot be asked, so that nothing shows that may not be theirs. */
export async function heldRoles(userId: string, { roles, log }: Pick<BotWorld, 'roles' | 'log'>): Promise<Set<Role>> {
  try {
    const held = new Set<Role>();
    // One after the other: the first asks the directory, the others are answered from what it said.
    for (const role of allRoles) if (await roles.has(userId, role)) held.add(role);
    return held;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.warn(
      { kind: error.kind, status: error.status },
      'roles for what is shown could not be read from the directory',
    );
    return new Set();
  }
}
