import type { Policy } from '../policy/policy.ts';
import type { Intune } from '../ports/intune.ts';
import type { Ports } from '../ports/ports.ts';
import { wouldRename } from './consent.ts';
import { lookAtNames } from './lookAtNames.ts';
import { secureRandom } from './nameBook.ts';
import type { NamePlan } from './naming.ts';
import { pickRenames } from './pickRenames.ts';

/** What a run of the rename job would do now, what waits for an administrator's word included; nothing is written or asked for. The random digits it shows are examples. Rejects with `ServiceError`. */
export async function planRenames(
  world: Pick<Ports, 'store' | 'clock'> & { intune: Pick<Intune, 'namedDevices'> },
  policy: Policy,
  random: () => number = secureRandom,
): Promise<NamePlan> {
  const look = await lookAtNames(world, policy, async () => 0);
  const isAllowed = await wouldRename(look.offConvention, look.ours, world, policy);
  const { renames, unnamed, later, withoutRoom } = await pickRenames(look, world, policy, random);
  return {
    renames: renames.map(({ device: { id, serialNumber }, renaming: { before, name } }) => ({
      deviceId: id,
      serialNumber,
      before,
      after: name,
    })),
    left: { ...look.left, noName: look.left.noName + unnamed.length + withoutRoom },
    later,
    held: isAllowed ? 0 : look.offConvention,
  };
}
