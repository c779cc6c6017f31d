import type { Standing } from '../../registration/ports/directory.ts';
import { ServiceError } from '../../registration/ports/serviceError.ts';
import type { Role } from '../../registration/roles.ts';
import type { BotWorld } from '../options.ts';
import { foreignSender, missingRole, roleUnknown, unusableAccount } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import { type Access, asksNow } from './access.ts';

/** Whether somebody may do something, or the sentence to refuse with. */
export type Right = { kind: 'granted' } | { kind: 'denied'; text: string; because: Denial };

/** Why not, for the audit; `unknown` where the directory could not be asked. */
export type Denial = 'roleMissing' | 'guest' | 'disabled' | 'absent' | 'unknown';

type World = Pick<BotWorld, 'roles' | 'log' | 'registration'>;
type Asker = Pick<Turn, 'sender' | 'activityId'>;

/**
 * Asks whether a person may do what a row of the tables stands for; a refusal goes into the audit. A directory that cannot be asked refuses too:
 * late rather than wrong. `asked`: the command or the verb.
 */
export async function checkAccess(access: Access, asked: string, turn: Asker, world: World): Promise<Right> {
  const right = await judge(access, turn, world);
  if (right.kind === 'denied' && right.because !== 'unknown') {
    const { sender: actor, activityId } = turn;
    await world.registration.refused({ actor, asked, because: right.because, needs: access.who, activityId });
  }
  return right;
}

async function judge(access: Access, { sender }: Asker, { roles, log }: World): Promise<Right> {
  try {
    if (access.who === 'everybody') return ofStanding(await roles.standing(sender.id));
    if (access.who === 'colleague') return ofStanding(await roles.standingNow(sender.id));
    const has = (role: Role) => (asksNow(access) ? roles.hasNow(sender.id, role) : roles.has(sender.id, role));
    if (await has(access.who)) return { kind: 'granted' };
    if ('or' in access && access.or !== undefined && (await has(access.or))) return { kind: 'granted' };
    const stranger = ofStanding(await roles.standing(sender.id));
    if (stranger.kind === 'denied') return stranger;
    const text = missingRole(access.who, roles.groupName(access.who), access.purpose, roles.trouble(access.who));
    return { kind: 'denied', text, because: 'roleMissing' };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.warn(
      { kind: error.kind, status: error.status, permission: error.permission, requestId: error.requestId },
      'a role could not be read from the directory',
    );
    // Nothing of the organisation's is shown to everybody.
    if (access.who === 'everybody') return { kind: 'granted' };
    return { kind: 'denied', text: roleUnknown(error), because: 'unknown' };
  }
}

function ofStanding(standing: Standing): Right {
  if (standing === 'member') return { kind: 'granted' };
  return { kind: 'denied', text: standing === 'guest' ? foreignSender : unusableAccount, because: standing };
}
