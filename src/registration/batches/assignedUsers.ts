import { finding } from '../intake/findings.ts';
import type { ReportRow } from '../intake/report.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import { existing, foldUserName } from '../userName.ts';
import type { AssignedUsers } from './batch.ts';

/** Users looked up while somebody waits for the report: twenty round trips. Of more, none is; they are looked up before the import. */
const mostUsers = 400;

/**
 * Looks up whom a file assigns its devices to. Rows whose user is not in the directory get a finding and lose the user, as do those
 * whose user cannot be one. Changes the rows; resolves with what it came to, or `undefined` for a file without users.
 */
export async function checkAssignedUsers(
  rows: readonly ReportRow[],
  { directory, log }: Pick<Ports, 'log'> & { directory: Pick<Ports['directory'], 'usersExist'> },
): Promise<AssignedUsers | undefined> {
  const assigned = rows.flatMap((row) => (row.device?.assignedUser === undefined ? [] : [{ row, device: row.device }]));
  if (assigned.length === 0) return undefined;
  for (const { row, device } of assigned) {
    if (row.findings.some(({ code }) => code === 'assigned-user-malformed')) device.assignedUser = undefined;
  }
  const names = new Set(assigned.flatMap(({ device }) => device.assignedUser ?? []));
  const existing = await existingUsers([...names], { directory, log });
  for (const { row, device } of assigned) {
    const { assignedUser } = device;
    if (existing === undefined || assignedUser === undefined || existing.has(assignedUser)) continue;
    row.findings.push(finding('assigned-user-unknown', { line: row.line }, assignedUser));
    device.assignedUser = undefined;
  }
  const withoutUser = assigned.filter(({ device }) => device.assignedUser === undefined).length;
  return { devices: assigned.length, withoutUser, checked: existing !== undefined };
}

async function existingUsers(
  names: readonly string[],
  { directory, log }: Parameters<typeof checkAssignedUsers>[1],
): Promise<Set<string> | undefined> {
  if (new Set(names.map(foldUserName)).size > mostUsers) return undefined;
  if (names.length === 0) return new Set();
  try {
    return await existing(names, directory.usersExist);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.warn({ code: error.code, status: error.status }, 'assigned users could not be looked up for a report');
    return undefined;
  }
}
