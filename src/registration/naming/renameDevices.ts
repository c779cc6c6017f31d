import type { Device } from '../lifecycle/device.ts';
import { record } from '../lifecycle/moves.ts';
import { keepNotices } from '../notices/keepNotices.ts';
import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import type { WriteResult } from '../ports/writeResult.ts';
import { accessProblem, explainProblem } from '../problems/explain.ts';
import { auditRenames } from './auditRenames.ts';
import { mayRename } from './consent.ts';
import { claimedName, failedToRename, notRenamed, queuedName } from './learnName.ts';
import { lookAtNames, type NameLook } from './lookAtNames.ts';
import { secureRandom } from './nameBook.ts';
import { approvedExceptions } from './nameReason.ts';
import { nameRules } from './nameRule.ts';
import { type Picked, pickRenames, type Rename } from './pickRenames.ts';
import { tellRoom } from './tellRoom.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId' | 'intune' | 'log'>;

/** What a run of the rename job did. */
export interface RenameResult {
  /** Devices written: there may be something new to tell of them. */
  written: number;
  /** New names that Intune has taken. */
  asked: number;
  /** Devices that are off and have to wait for a later run. */
  later: number;
}

/** How often somebody else may be faster before an answer is left to the next run. */
const writeAttempts = 3;

/** A rename that was claimed: `device` as it was before, `claimed` as it is stored now. */
type Claim = Rename & { claimed: Device };

/**
 * Gives devices in use whose names are not what applies a new one, as many as one run may. Aborted, it stops before the next page, and
 * renames nobody: without all pages nobody knows which names are free. Rejects with `ServiceError`, but for what Preflight is not allowed to do:
 * that is a notice.
 */
export async function renameDevices(
  world: World,
  policy: Policy,
  { random = secureRandom, signal }: { random?: () => number; signal?: AbortSignal } = {},
): Promise<RenameResult> {
  const { store, clock } = world;
  const keep = async (devices: Device[]) => stored(await store.replaceAll('devices', devices));
  const look = await lookAtNames(world, policy, keep, signal).catch(forbiddenOnly);
  if (look instanceof ServiceError) {
    await keepPermissionNotice(look, world);
    return { written: 0, asked: 0, later: 0 };
  }
  const result: RenameResult = { written: look.written, asked: 0, later: 0 };
  if (!look.isWhole || signal?.aborted === true) return result;
  await tellRoom(look.ours, world, policy);
  const isAllowed = await mayRename(look.offConvention, look.ours, world, policy);
  const picked = await pickRenames(isAllowed ? look : onlyExceptions(look), world, policy, random);
  result.later = picked.later;
  result.written += await keep(unnamedOf(picked, clock.now()));
  const claims = await stillWanted(await claim(picked.renames, world), world, policy);
  const answers = claims.length === 0 ? new Map<string, WriteResult>() : await ask(claims, world);
  await auditRenames(claims, answers, picked.later, world);
  await keepPermissionNotice([...answers.values()].find(isForbidden), world);
  await conclude(claims, answers, world);
  result.written += picked.renames.length;
  result.asked = [...answers.values()].filter((answer) => answer === 'done').length;
  if (claims.length > 0)
    world.log.info({ asked: result.asked, of: claims.length, later: result.later }, 'devices were given new names');
  return result;
}

/** Exceptions were approved for as many devices as they name. */
function onlyExceptions(look: NameLook): NameLook {
  return { ...look, candidates: look.candidates.filter(({ source }) => source === 'exception') };
}

function forbiddenOnly(error: unknown): ServiceError {
  if (error instanceof ServiceError && error.kind === 'forbidden') return error;
  throw error;
}

function stored(devices: readonly (Device | undefined)[]): number {
  return devices.filter((device) => device !== undefined).length;
}

/** Said once of each; a later run may find a free name. */
function unnamedOf({ unnamed }: Picked, now: number): Device[] {
  return unnamed
    .filter(({ device }) => device.notRenamedSince === undefined)
    .map(({ device, template }) => notRenamed(device, `every name of ${template.text} that was tried is taken`, now));
}

/** Notes what is about to be asked for. Whoever changed a device meanwhile may have changed what applies to it: a later run sees. */
async function claim(renames: readonly Rename[], { store, clock }: World): Promise<Claim[]> {
  const now = clock.now();
  const claims = await store.replaceAll(
    'devices',
    renames.map(({ device, renaming, template }) => claimedName(device, renaming, template.text, now)),
  );
  return renames.flatMap((rename, index) => {
    const claimed = claims[index];
    return claimed === undefined ? [] : [{ ...rename, claimed }];
  });
}

/** An exception that was decided since comes first: what applies to a device is not what it was, and its claim is taken back. */
async function stillWanted(claims: readonly Claim[], { store, clock }: World, policy: Policy): Promise<Claim[]> {
  const now = clock.now();
  const ruleOf = nameRules(await approvedExceptions({ store }), policy, now);
  const [kept, dropped] = [[] as Claim[], [] as Claim[]];
  for (const each of claims) {
    const isWanted = ruleOf(each.device).template?.text === each.template.text;
    (isWanted ? kept : dropped).push(each);
  }
  const text = 'Not renamed: a naming exception was decided meanwhile';
  await store.replaceAll(
    'devices',
    dropped.map((each) => record(unclaimed(each, each.claimed), text, now)),
  );
  return kept;
}

/** The device as if nothing had been claimed; what somebody else changed meanwhile stays. */
function unclaimed({ device, claimed }: Claim, current: Device): Device {
  if (current.version === claimed.version) return { ...device, version: current.version };
  return { ...current, renaming: device.renaming };
}

/** A request that failed as a whole failed for all: nobody knows how far it came, unless it was not let in. */
async function ask(claims: readonly Claim[], { intune, log }: World): Promise<Map<string, WriteResult>> {
  const names = new Map(claims.map(({ managedDeviceId, renaming }) => [managedDeviceId, renaming.name]));
  try {
    return await intune.setNames(names);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.warn({ devices: names.size, reason: error.message }, 'nobody knows which new names Intune has taken');
    return new Map([...names.keys()].map((id) => [id, error]));
  }
}

/** Notes what Intune answered, also where somebody else wrote the device meanwhile: a batch may wait for minutes. */
async function conclude(
  claims: readonly Claim[],
  answers: ReadonlyMap<string, WriteResult>,
  { store, clock }: World,
): Promise<void> {
  let open = [...claims];
  for (let attempt = 1; attempt <= writeAttempts && open.length > 0; attempt += 1) {
    const changes: { each: Claim; device: Device }[] = [];
    for (const each of open) {
      const current = await store.get('devices', each.device.id);
      if (current === undefined || !isOurs(current, each)) continue;
      const device = concluded(current, each, answers.get(each.managedDeviceId), clock.now());
      if (device !== undefined) changes.push({ each, device });
    }
    const written = await store.replaceAll(
      'devices',
      changes.map(({ device }) => device),
    );
    open = changes.flatMap(({ each }, index) => (written[index] === undefined ? [each] : []));
  }
}

/** A look that saw what became of the name was faster. */
function isOurs({ renaming }: Device, { renaming: { name, askedAt } }: Claim): boolean {
  return renaming?.state === 'claimed' && renaming.name === name && renaming.askedAt === askedAt;
}

/** The device after Intune's answer; `undefined` where that leaves the claim as it is: a later run sees whether the name is queued, and asks again if not. */
function concluded(current: Device, each: Claim, answer: WriteResult | undefined, now: number): Device | undefined {
  const { renaming } = each;
  if (answer === 'done') return queuedName(current, renaming, now);
  // Whom Intune does not have takes no name, and keeps none from others.
  if (answer?.kind === 'forbidden' || answer?.kind === 'notFound') return unclaimed(each, current);
  if (answer?.kind !== 'refused') return undefined;
  return failedToRename(current, renaming, `Intune refused the name ${renaming.name} (${answer.code})`, now);
}

function isForbidden(answer: WriteResult | undefined): answer is ServiceError {
  return answer instanceof ServiceError && answer.kind === 'forbidden';
}

/** What Preflight lacks concerns every device that is to be renamed, and is said once for all of them. */
async function keepPermissionNotice(refusal: ServiceError | undefined, world: World): Promise<void> {
  if (refusal === undefined) return keepNotices('names:permission', [], world);
  const { remedy } = explainProblem({ code: accessProblem(refusal), permission: refusal.permission });
  const sentence = 'Preflight is not allowed to read the names of devices, or to change them.';
  return keepNotices('names:permission', [{ id: 'names:permission', sentence, remedy }], world);
}
