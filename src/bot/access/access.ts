import { includedIn, type Role } from '../../registration/roles.ts';

/**
 * Who may write a command or press a button: every row of the tables has one, so that none can forget it. What an approver or an administrator
 * may do destroys, reveals or decides, and the directory is asked for it now; it may be believed for minutes only where a row says so, and only
 * readers and registrars have such rows.
 */
export type Access =
  /** Shows nothing of the organisation's: help. */
  | { who: 'everybody' }
  /** Who asked for something takes it back, without any role; whose it is, the handler looks. */
  | { who: 'colleague' }
  | { who: 'reader' | 'registrar'; believed: boolean; purpose?: string }
  | AdministratorAccess;

/** What is never done on the strength of an answer that is minutes old. */
export interface AdministratorAccess {
  who: 'approver' | 'administrator';
  or?: 'administrator';
  purpose?: string;
}

/** Whether the directory is asked now, whatever it said a minute ago. */
export function asksNow(access: Access): boolean {
  return access.who !== 'everybody' && !('believed' in access && access.believed);
}

/** Whether help shows something to somebody with these roles. */
export function isShownTo(access: Access, held: ReadonlySet<Role>): boolean {
  if (access.who === 'everybody' || access.who === 'colleague') return true;
  const roles = [
    access.who,
    ...includedIn[access.who],
    ...('or' in access && access.or !== undefined ? [access.or] : []),
  ];
  return roles.some((role) => held.has(role));
}

/** Shows nothing of the organisation's. */
export const forEverybody: Access = { who: 'everybody' };
/** Takes back one's own. */
export const forColleagues: Access = { who: 'colleague' };
/** Shows devices, files, names or channels. */
export const forReaders: Access = { who: 'reader', believed: true };
/** Administers. */
export const forAdministrators: AdministratorAccess = { who: 'administrator' };
/** Sends a file: its report says what is known of its devices, so that nothing is read before the directory was asked. */
export const sendingFiles: Access = { who: 'registrar', believed: false };

/** Records something about devices: what is said stays undone a few minutes at most after a role ended. */
export function forRegistrars(purpose?: string): Access {
  return { who: 'registrar', believed: true, ...(purpose === undefined ? {} : { purpose }) };
}

/** As `forRegistrars`, for what changes the tenant or hands something over: the directory is asked now. */
export function forRegistrarsNow(purpose?: string): Access {
  return { who: 'registrar', believed: false, ...(purpose === undefined ? {} : { purpose }) };
}
