import type { ServiceError } from '../registration/ports/serviceError.ts';
import { explainAccess } from '../registration/problems/explain.ts';
import type { GroupTrouble, Role } from '../registration/roles.ts';
import { enumerate, formatNumber } from './cards/text.ts';

/** What a role is needed for, as the start of a sentence. */
const purposes: Record<Role, string> = {
  reader: 'Seeing devices, files and names',
  registrar: 'Registering',
  approver: 'Deciding on exceptions',
  administrator: 'This',
};

/** Said to somebody without the role. The name of the Entra group is what an IT department can act on. */
export function missingRole(
  role: Role,
  groupName: string,
  purpose: string = purposes[role],
  trouble?: GroupTrouble | undefined,
): string {
  const needs = `${purpose} needs the ${role} role (Entra group “${groupName}”).`;
  switch (trouble) {
    case undefined:
      return `${needs} Ask the owner of that group or an administrator.`;
    case 'missing':
      return `${needs} There is no such group, so nobody has the role. Ask whoever runs Preflight to put the group's object id into its policy.`;
    case 'several':
      return `${needs} Several groups have that name, so nobody has the role. Ask whoever runs Preflight to put the right group's object id into its policy.`;
    default:
      return trouble satisfies never;
  }
}

type Failure = Pick<ServiceError, 'kind' | 'status' | 'permission'>;

/** Said when the directory cannot be asked about a role; nothing was done. What an administrator must grant or renew is named. */
export function roleUnknown(error: Failure): string {
  return cannotAsk(error, 'Your role', 'The directory', 'your role');
}

/** Said when Intune cannot be asked for the names of devices. */
export function namesUnknown(error: Failure): string {
  return cannotAsk(error, 'The names of devices', 'Intune', 'the names of devices');
}

function cannotAsk(error: Failure, subject: string, whom: string, what: string): string {
  return error.kind === 'forbidden'
    ? `${subject} cannot be read, so nothing was done. ${explainAccess(error)} Ask an administrator.`
    : `${whom} cannot be asked for ${what} at the moment, so nothing was done. Try again in a few minutes.`;
}

/** Said to people of another tenant, guests and senders that Teams does not name. */
export const foreignSender =
  'Preflight works only for people of the organisation it was set up for. Use your account of that organisation.';

/** Said to somebody whose account the directory shows as disabled or deleted: Teams may deliver what they write for a while. */
export const unusableAccount =
  'Your account is disabled or deleted in the directory, so nothing was done. Ask an administrator.';

/** Said to who presses the buttons of somebody else's report. */
export function notYours(requester: string, what: string): string {
  return `Only ${requester} or an administrator can ${what}.`;
}

/** Said for a card whose batch is gone. */
export const unknownBatch = 'This file is not known any more: drafts are dropped after a while. Send the file again.';

/** Said when the findings of a file, and its rejected rows, are no longer kept. */
export const findingsGone =
  'The findings of this file are not kept any more: they are dropped after a week. Send the file again.';

/** Said where Teams does not let a bot hand over files. */
export const onlyInPersonalChat = 'Files can be handed over in the personal chat only. Press the button there.';

/** Said for a deployment group that is none. */
export function noSuchGroup(name: string, choices: readonly string[]): string {
  const lead = name === '' ? 'No deployment group was chosen.' : `There is no deployment group ${name}.`;
  return `${lead} Choose ${enumerate(choices, 20).replace(/ and (?=[^ ]+$)/, ' or ')}.`;
}

/** Said for a request of a naming exception that is gone. */
export const unknownException = 'This request is not known any more. Write request naming exception to begin again.';

/** Said for a button whose data cannot be read. */
export const unreadableAction =
  'This button cannot be read. Write help to see what can be done, or send the file again.';

/** `2 MB`, `500 KB`. */
export function formatBytes(bytes: number): string {
  const megabytes = bytes / 1_048_576;
  return megabytes >= 1
    ? `${formatNumber(Math.floor(megabytes * 10) / 10)} MB`
    : `${formatNumber(Math.floor(bytes / 1_024))} KB`;
}
