import { keepNotices } from '../notices/keepNotices.ts';
import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { auditRequest } from '../writeAudit.ts';
import type { Naming, NamingOverview } from './naming.ts';
import type { NamingConsent } from './namingConsent.ts';

const id = 'convention';
const notice = 'names:held';

/** So many devices are renamed without anybody's word, or so many of a hundred in use: people rename theirs now and then. */
const few = 20;
const fewOfHundred = 10;

/**
 * Whether this many devices, of all of ours in use, may be renamed to the naming convention. Where a convention that nobody has allowed yet
 * concerns many, it was not theirs before: a first start, or another template. Then the run holds them back, and the channels are told once.
 */
export async function mayRename(
  devices: number,
  inUse: number,
  world: Pick<Ports, 'store' | 'clock' | 'log'>,
  { naming: { template, mostPerRun } }: Policy,
): Promise<boolean> {
  const { store, clock } = world;
  const known = await store.get('namingConsents', id);
  if (isFree(devices, inUse, known, template)) {
    if (known?.held !== undefined) await store.replace('namingConsents', { ...known, held: undefined });
    await keepNotices(notice, [], world);
    return true;
  }
  const held = { template, devices, at: clock.now() };
  if (known === undefined) await store.create('namingConsents', { id, held });
  else await store.replace('namingConsents', { ...known, held });
  const sentence = `${devices} devices have names that do not follow the naming convention ${template}. So many are not renamed before an administrator has allowed it.`;
  const remedy = `Write \`naming\` to Preflight in the chat: allow it there, which renames at most ${mostPerRun} devices every four hours, set your own template in the policy, or request a naming exception.`;
  // Another template is another notice.
  await keepNotices(notice, [{ id: `${notice}:${template}`, sentence, remedy }], world);
  return false;
}

/** As `mayRename`, for whoever only wants to know. */
export async function wouldRename(
  devices: number,
  inUse: number,
  { store }: Pick<Ports, 'store'>,
  { naming: { template } }: Policy,
): Promise<boolean> {
  return isFree(devices, inUse, await store.get('namingConsents', id), template);
}

function isFree(devices: number, inUse: number, known: NamingConsent | undefined, template: string): boolean {
  const isFew = devices <= few || devices * 100 <= inUse * fewOfHundred;
  return isFew || known?.allowed?.template === template;
}

/** What the latest run held back, where that is what the convention says still. */
export async function readHeld(
  { store }: Pick<Ports, 'store'>,
  { naming: { template } }: Policy,
): Promise<NamingOverview['held']> {
  const known = await store.get('namingConsents', id);
  const { held, allowed } = known ?? {};
  if (held?.template !== template || allowed?.template === template) return undefined;
  return { template, devices: held.devices };
}

/** Allows the rename job to rename however many devices to the convention's template. Who did is in the audit first. */
export async function allowRenames(
  request: Parameters<Naming['allowRenames']>[0],
  world: Pick<Ports, 'store' | 'clock' | 'newId'>,
  policy: Policy,
): ReturnType<Naming['allowRenames']> {
  const { store, clock } = world;
  const { template } = policy.naming;
  if (request.shown !== template) return 'differs';
  const known = await store.get('namingConsents', id);
  if (known?.allowed?.template === template) return 'same';
  const { actor, activityId } = request;
  const detail = { template, devices: known?.held?.devices };
  await auditRequest(world, { actor, action: 'allowedRenames', subject: 'naming', detail, activityId });
  const allowed = { template, by: actor, at: clock.now() };
  const stored =
    known === undefined
      ? await store.create('namingConsents', { id, allowed })
      : await store.replace('namingConsents', { ...known, allowed });
  return stored === undefined ? allowRenames(request, world, policy) : 'allowed';
}
