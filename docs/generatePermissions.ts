import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { graphPermissions } from '../src/graph/permissions.ts';

/** `docs/permissions.md`, made from the table that names what is missing. */
export function permissionsDocument(): string {
  const lines = [
    '# Permissions',
    '',
    'The application permissions for Microsoft Graph that Preflight needs. Generated from `src/graph/permissions.ts` by',
    '`node docs/generatePermissions.ts`; change it there.',
    '',
    '| permission | needed to | without it |',
    '|---|---|---|',
    ...graphPermissions.map(({ name, neededTo, without }) => `| \`${name}\` | ${neededTo} | ${without} |`),
    '',
    'When Graph answers 403, the cards of the devices that wait, their digest and the refusal of a command name the permission. Grant it in Entra',
    '(*App registrations*, *API permissions*, *Application permissions*) and give administrator consent. Preflight goes on by itself once it gets',
    'a token that has the permission: within an hour or so, with a managed identity within a day; a restart has it at once.',
    '',
    '401, or no token at all, is something else: the credential. A secret or a certificate has expired, or the sign-in is blocked.',
    '',
    'Graph also answers 403 for Intune when the tenant has no active Intune licence.',
  ];
  return `${lines.join('\n')}\n`;
}

if (import.meta.main) await writeFile(join(import.meta.dirname, 'permissions.md'), permissionsDocument());
