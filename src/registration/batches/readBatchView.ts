import { duration } from '../duration.ts';
import type { Device, Problem, Step } from '../lifecycle/device.ts';
import { steps } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import { findProfile, tagFor } from '../policy/tags.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Trouble } from '../ports/health.ts';
import type { Ports } from '../ports/ports.ts';
import { type ProblemCode, problems } from '../problems/catalogue.ts';
import { explainProblem } from '../problems/explain.ts';
import { quotedError } from '../problems/quotedError.ts';
import { addToButtons, drawnButtons, noButtons } from '../shipping/shownDevices.ts';
import { foldUserName } from '../userName.ts';
import type { Batch } from './batch.ts';
import { countWords, nobodySaid } from './people.ts';
import type { BatchView } from './view.ts';

/** Serial numbers and users a view names; the rest are counted. */
const named = 20;

/** What reading a batch needs. */
export type BatchReading = Pick<Ports, 'store' | 'clock' | 'health'>;

/** Adds up a batch from its devices: counts are derived, never stored. */
export async function readBatchView(
  batch: Batch,
  { store, clock, health }: BatchReading,
  policy: Policy,
): Promise<BatchView> {
  const now = clock.now();
  const tally = newTally();
  // While devices are being created, what was chosen counts; a device that another file took over later counts there.
  const isDecided = batch.state === 'open' || batch.state === 'closed';
  if (isDecided || batch.state === 'registering') {
    for await (const device of everyRecord(store, 'devices', { equals: { requestedIn: batch.id } }))
      count(tally, device);
  }
  const profile = findProfile(policy, batch.profile ?? '');
  return {
    batch,
    profileLabel: profile?.label,
    groupTag: profile === undefined ? undefined : tagFor(policy, profile, batch.sharedMode === true),
    total: isDecided ? tally.devices : (batch.total ?? batch.report.summary.accepted + batch.report.summary.repaired),
    reached: tally.reached,
    failed: tally.failed,
    retriable: tally.retriable,
    removed: tally.removed,
    inactive: tally.inactive,
    people: tally.people,
    buttons: drawnButtons(tally.buttons),
    deploymentGroups: policy.deployment.groups
      .map(({ name }) => ({ name, count: tally.deploymentGroups.get(name) ?? 0 }))
      .filter((group) => group.count > 0),
    waiting: slowestStep(tally, policy, now, health.trouble()),
    trouble: health.trouble()?.kind,
    problems: [...tally.problems.values()].map(problemView),
    users: [...tally.users.values()].slice(0, named),
    asOf: now,
  };
}

function newTally() {
  return {
    reached: { sent: 0, inAutopilot: 0, knownToEntra: 0, inGroups: 0, profileAssigned: 0, ready: 0, active: 0 },
    devices: 0,
    failed: 0,
    retriable: 0,
    removed: 0,
    inactive: 0,
    people: nobodySaid(),
    buttons: noButtons(),
    deploymentGroups: new Map<string, number>(),
    waiting: new Map<Step, { count: number; oldestSince: number }>(),
    /** By code and permission. */
    problems: new Map<string, TroubledDevices>(),
    users: new Map<string, string>(),
  };
}

interface TroubledDevices {
  code: ProblemCode;
  permission: string | undefined;
  serialNumbers: string[];
  requestIds: Set<string>;
  errors: Set<string>;
}

type Tally = ReturnType<typeof newTally>;

function count(tally: Tally, device: Device): void {
  countWords(tally.people, device);
  addToButtons(tally.buttons, device);
  if (device.status === 'removed') {
    tally.devices += 1;
    tally.removed += 1;
    return;
  }
  const past = (step: Step) => steps.indexOf(device.step) >= steps.indexOf(step);
  const { reached } = tally;
  tally.devices += 1;
  if (past('importing')) reached.sent += 1;
  if (past('imported')) reached.inAutopilot += 1;
  if (past('linked')) reached.knownToEntra += 1;
  if (past('grouped')) reached.inGroups += 1;
  if (past('assigned')) reached.profileAssigned += 1;
  const isReady = device.status === 'ready' || device.status === 'active' || device.status === 'inactive';
  if (isReady) reached.ready += 1;
  if (device.status === 'active' || device.status === 'inactive') reached.active += 1;
  if (device.status === 'inactive') tally.inactive += 1;
  if (device.status === 'failed') tally.failed += 1;
  // One user, however Intune spells the name.
  if (device.userPrincipalName !== undefined)
    tally.users.set(foldUserName(device.userPrincipalName), device.userPrincipalName);
  if (device.status === 'pending') addWaiting(tally, device);
  const group = device.deploymentGroup?.name;
  if (group !== undefined) tally.deploymentGroups.set(group, (tally.deploymentGroups.get(group) ?? 0) + 1);
  if (device.problem !== undefined) addProblem(tally, device, device.problem);
}

function addProblem(tally: Tally, { status, serialNumber }: Device, problem: Problem): void {
  const { code, permission, requestId } = problem;
  if (status === 'failed' && problems[code].retry) tally.retriable += 1;
  const key = `${code} ${permission ?? ''}`;
  const fresh = (): TroubledDevices => ({
    code,
    permission,
    serialNumbers: [],
    requestIds: new Set(),
    errors: new Set(),
  });
  const devices = tally.problems.get(key) ?? fresh();
  devices.serialNumbers.push(serialNumber);
  if (requestId !== undefined) devices.requestIds.add(requestId);
  const error = quotedError(problem);
  if (error !== undefined) devices.errors.add(error);
  tally.problems.set(key, devices);
}

function problemView({ requestIds, errors, ...devices }: TroubledDevices): BatchView['problems'][number] {
  const { sentence, remedy } = explainProblem(devices);
  const { code, serialNumbers } = devices;
  return { code, sentence, remedy, serialNumbers, requestIds: [...requestIds], errors: [...errors] };
}

function addWaiting(tally: Tally, device: Device): void {
  const waiting = tally.waiting.get(device.step);
  tally.waiting.set(device.step, {
    count: (waiting?.count ?? 0) + 1,
    oldestSince: Math.min(waiting?.oldestSince ?? device.stepSince, device.stepSince),
  });
}

const waitsFor: Record<Step, string> = {
  accepted: 'to be sent to Autopilot',
  importing: 'for Autopilot to finish the import',
  imported: 'for Entra to know the device',
  linked: 'for the groups to show the device',
  grouped: 'for Autopilot to assign the profile',
  assigned: 'for a last check',
};

/** The step most devices wait in; of several, the earliest. */
function slowestStep(tally: Tally, policy: Policy, now: number, trouble: Trouble | undefined): BatchView['waiting'] {
  let slowest: BatchView['waiting'];
  for (const step of steps) {
    const waiting = tally.waiting.get(step);
    if (waiting === undefined || waiting.count <= (slowest?.count ?? 0)) continue;
    const so = `${duration(now - waiting.oldestSince)} so far`;
    const why = trouble === undefined ? '' : `. ${trouble.sentence}.`;
    const explanation = `waiting ${waitsFor[step]}, usually under ${duration(policy.usual[step])}, ${so}${why}`;
    slowest = { step, count: waiting.count, oldestSince: waiting.oldestSince, explanation };
  }
  return slowest;
}
