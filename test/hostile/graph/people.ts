import { chatPeople, deviceUsers } from '../../../sandbox/tenant/people.ts';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { hashText } from '../../support/hardwareHash.ts';
import { type Played, Stopped } from './played.ts';
import type { World } from './world.ts';

const minute = 60_000;

/** Sends a file with devices `from` up to `to` and registers them, again every two minutes while Graph keeps that from happening. */
export async function requestDevices(
  world: World,
  played: Played,
  { from, to }: { from: number; to: number },
  go: (fits: () => boolean, what: string) => Promise<void>,
): Promise<void> {
  const { registration, clock } = world;
  const alex = chatPeople[0];
  if (alex === undefined) throw new Error('the tenant has no people');
  const requester = { id: alex.id, name: alex.displayName };
  for (;;) {
    const before = clock.now();
    try {
      if (await world.roles.has(alex.id, 'registrar')) {
        const bytes = Buffer.from(file(from, to));
        const batch = await registration.receive({ bytes, fileName: 'devices.csv', requester, conversationId: 'chat' });
        if (batch.report.summary.accepted !== to - from)
          throw new Stopped(`${batch.report.summary.accepted} rows accepted: ${JSON.stringify(batch.report.kinds)}`);
        played.usersLost += batch.report.users?.withoutUser ?? 0;
        await registration.placeCard(batch.id, { conversationId: 'chat', activityId: 'card' });
        const choice = { profile: 'Standard', sharedMode: false, note: undefined, activityId: undefined };
        const outcome = await registration.register({ batchId: batch.id, ...choice, actor: requester });
        if (outcome.kind !== 'registered') throw new Stopped(`not registered: ${outcome.kind}`);
        return;
      }
      played.wrongRoles.push('a registrar was told not to be one');
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
    await go(() => clock.now() >= before + 2 * minute, 'asked again');
  }
}

/** Devices of a capture; the first five of them are assigned to users. */
function file(from: number, to: number): string {
  const rows = Array.from({ length: to - from }, (_, place) => {
    const index = from + place;
    const serialNumber = serialOf(index);
    const hash = hashText({ serialNumber, manufacturer: 'Dell Inc.', model: 'Latitude 5450' });
    const user = index < 5 ? (deviceUsers[index]?.userPrincipalName ?? '') : '';
    return [serialNumber, '', hash, '', user].join(',');
  });
  return ['Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User', ...rows].join('\r\n');
}

/** The serial number of a device of the journey. */
export function serialOf(index: number): string {
  return `HOST${String(index).padStart(4, '0')}`;
}

/** An administrator and an outsider click something. A refusal to answer is an answer; a wrong one is not. */
export async function askForRoles({ roles, policy }: World, played: Played): Promise<void> {
  const [, megan, , adele] = chatPeople;
  if (megan === undefined || adele === undefined) throw new Error('the tenant has no people');
  try {
    if (!(await roles.hasNow(megan.id, 'administrator')))
      played.wrongRoles.push(`an administrator was told to lack ${policy.roles.administrator}`);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
  try {
    if (await roles.hasNow(adele.id, 'administrator')) played.wrongRoles.push('an outsider was let in');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}
