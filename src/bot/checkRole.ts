import { ServiceError } from '../registration/ports/serviceError.ts';
import type { Role } from '../registration/roles.ts';
import type { BotWorld } from './options.ts';
import { missingRole, roleUnknown } from './refusals.ts';

/** Whether somebody may do something, or the sentence to refuse with. */
export type Right = { kind: 'granted' } | { kind: 'denied'; text: string };

type World = Pick<BotWorld, 'roles' | 'log'>;

/** Asks whether a person has a role; otherwise the sentence to refuse with. A directory that cannot be asked refuses too. `purpose` is what it is needed for, where that is not what the role is named for. */
export function checkRole(userId: string, role: Role, world: World, purpose?: string): Promise<Right> {
  return check(world.roles.has(userId, role), role, world, purpose);
}

/** As `checkRole`, but asks the directory now, whatever it said a minute ago. */
export function checkRoleNow(userId: string, role: Role, world: World, purpose?: string): Promise<Right> {
  return check(world.roles.hasNow(userId, role), role, world, purpose);
}

async function check(answer: Promise<boolean>, role: Role, { roles, log }: World, purpose?: string): Promise<Right> {
  try {
    if (await answer) return { kind: 'granted' };
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
