import type { Ports } from '../ports/ports.ts';
import type { WriteResult } from '../ports/writeResult.ts';
import { preflight, writeAudit } from '../writeAudit.ts';
import type { Rename } from './pickRenames.ts';

/** Names that one entry holds; each device has its own in its history. */
const mostNames = 200;

/** One audit entry for a run that asked Intune for names: how many it took and refused, and which they are. `later`: devices that wait for another run. */
export async function auditRenames(
  renames: readonly Pick<Rename, 'device' | 'managedDeviceId' | 'renaming'>[],
  answers: ReadonlyMap<string, WriteResult>,
  later: number,
  world: Pick<Ports, 'store' | 'clock' | 'newId'>,
): Promise<void> {
  if (renames.length === 0) return;
  const asked = renames.filter(({ managedDeviceId }) => answers.get(managedDeviceId) === 'done').length;
  const names = renames.slice(0, mostNames).map(({ device: { serialNumber }, renaming: { before, name } }) => ({
    serialNumber,
    before,
    after: name,
  }));
  await writeAudit(world, {
    actor: preflight,
    action: 'askedToRenameDevices',
    subject: 'rename',
    detail: { asked, refused: renames.length - asked, later, names },
  });
}
