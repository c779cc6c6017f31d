import { keepNotices } from '../notices/keepNotices.ts';
import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { conventionOf } from './nameRule.ts';
import { hasRoomFor, namesPerSerial } from './nameTemplate.ts';

/** Tells the channels once that the convention has too few names for so many devices: nobody is renamed by it meanwhile. */
export async function tellRoom(
  devices: number,
  world: Pick<Ports, 'store' | 'clock' | 'log'>,
  policy: Policy,
): Promise<void> {
  const convention = conventionOf(policy);
  const notice = {
    id: 'names:room',
    sentence: `The naming convention ${convention.text} gives only ${namesPerSerial(convention)} different names, for ${devices} devices in use: no device is renamed by it.`,
    remedy:
      'Ask for more random digits in the naming convention of the policy, or use %SERIAL%, and start Preflight again.',
  };
  await keepNotices(notice.id, hasRoomFor(convention, devices) ? [] : [notice], world);
}
