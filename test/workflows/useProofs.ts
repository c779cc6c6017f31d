import assert from 'node:assert/strict';
import type { Person } from '../../src/registration/person.ts';
import { everyRecord } from '../../src/registration/ports/everyRecord.ts';
import type { StepRequest } from '../../src/registration/shipping/stepOutcome.ts';
import { onCard } from '../support/onCard.ts';
import { alex, bySerial, megan, type Stage } from './stage.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** What people name when they speak of these devices: their requests on cards, or their serial numbers where nobody requested them. */
async function scopes(stage: Stage, step: 'shipped' | 'confirmed'): Promise<StepRequest['scope'][]> {
  const named = await requests(stage);
  if (named.length === 0) return [{ serialNumbers: stage.serialNumbers }];
  return Promise.all(named.map((batchId) => onCard(step, batchId, stage.engine.registration)));
}

/** The requests that the devices stand in. */
async function requests(stage: Stage): Promise<string[]> {
  return [...new Set((await stage.devices()).flatMap(({ requestedIn }) => requestedIn ?? []))];
}

/** The states of the requests that the devices stand in. */
async function requestStates(stage: Stage): Promise<(string | undefined)[]> {
  return Promise.all(
    (await requests(stage)).map(async (id) => (await stage.engine.registration.batch(id))?.batch.state),
  );
}

/** Somebody says of all devices that they were shipped, or that they work; who and when is in the audit and on each device. */
async function say(stage: Stage, step: 'shipped' | 'confirmed', actor: Person): Promise<void> {
  const { registration, ports } = stage.engine;
  const take = step === 'shipped' ? registration.markShipped : registration.confirmActive;
  const word = { by: actor, at: ports.clock.now() };
  const said = await scopes(stage, step);
  for (const scope of said) {
    const outcome = await take({ scope, actor, activityId: undefined });
    assert.ok(outcome.devices.length > 0 && outcome.devices.every(({ result }) => result === 'taken'));
  }
  for (const device of await stage.devices()) {
    assert.deepEqual([device.status, device[step]], [step === 'shipped' ? 'ready' : 'active', word]);
  }
  const audit = await Array.fromAsync(everyRecord(ports.store, 'audit', {}));
  const asked = step === 'shipped' ? 'askedToMarkShipped' : 'askedToConfirm';
  assert.deepEqual(
    audit.filter(({ action }) => action === asked).map((entry) => entry.actor),
    said.map(() => actor),
  );
}

const shipped = (stage: Stage) => say(stage, 'shipped', alex);

async function setUp(stage: Stage): Promise<void> {
  const unheard = bySerial(await stage.view.identities());
  for (const serialNumber of stage.serialNumbers) {
    assert.match(unheard.get(serialNumber)?.lastContactedDateTime ?? '', /^0001-/);
    stage.engine.sandbox.tenant.unbox(serialNumber);
  }
  const heard = bySerial(await stage.view.identities());
  const now = new Date(stage.engine.ports.clock.now()).toISOString().slice(0, 16);
  for (const serialNumber of stage.serialNumbers) {
    assert.equal(heard.get(serialNumber)?.lastContactedDateTime.slice(0, 16), now);
  }
  await stage.later(10 * minute);
  assert.ok((await stage.devices()).every(({ status }) => status === 'ready'));
}

async function signedIn(stage: Stage): Promise<void> {
  assert.ok(
    !(await stage.view.managedDevices()).some(({ serialNumber }) => stage.serialNumbers.includes(serialNumber)),
  );
  for (const serialNumber of stage.serialNumbers) stage.engine.sandbox.tenant.signIn(serialNumber);
  const managed = bySerial(await stage.view.managedDevices());
  for (const { serialNumber, sharedMode } of await stage.devices()) {
    const user = managed.get(serialNumber)?.userPrincipalName ?? '';
    assert.match(user, sharedMode ? /^$/ : /^[A-Za-z]+@contoso\.example$/, serialNumber);
  }
}

async function recorded(stage: Stage): Promise<void> {
  const managed = bySerial(await stage.view.managedDevices());
  const identities = bySerial(await stage.view.identities());
  for (const { serialNumber, entraDeviceId, registeredAt } of await stage.devices()) {
    const record = managed.get(serialNumber);
    assert.ok(record !== undefined, serialNumber);
    assert.equal(record.azureADDeviceId, entraDeviceId);
    assert.ok(Date.parse(record.enrolledDateTime) >= registeredAt);
    const identity = identities.get(serialNumber);
    assert.deepEqual([identity?.managedDeviceId, identity?.enrollmentState], [record.id, 'enrolled']);
  }
}

async function furnished(stage: Stage): Promise<void> {
  const managed = bySerial(await stage.view.managedDevices());
  for (const device of await stage.devices()) {
    const record = managed.get(device.serialNumber);
    assert.match(record?.deviceName ?? '', /^MMD-\d{11}$/);
    assert.equal(record?.enrollmentProfileName, device.assignedProfile);
    assert.equal(record?.complianceState, 'compliant');
    assert.ok(Date.parse(record?.lastSyncDateTime ?? '') >= Date.parse(record?.enrolledDateTime ?? ''));
    const groups = await stage.view.groupsOf(device.entraObjectId ?? '');
    assert.equal(groups.filter((group) => group.startsWith('Modern Workplace')).length, device.sharedMode ? 4 : 3);
  }
}

async function active(stage: Stage): Promise<void> {
  await stage.later(10 * minute);
  const managed = bySerial(await stage.view.managedDevices());
  for (const device of await stage.devices()) {
    const record = managed.get(device.serialNumber);
    assert.deepEqual(
      [device.status, device.managedDeviceId, device.deviceName, device.userPrincipalName ?? ''],
      ['active', record?.id, record?.deviceName, record?.userPrincipalName],
    );
  }
  await stage.later(stage.engine.policy.digestDelay);
  await stage.later(10 * minute);
  assert.deepEqual(stage.told('active'), [...stage.serialNumbers].sort());
}

async function confirmed(stage: Stage): Promise<void> {
  assert.ok((await requestStates(stage)).every((state) => state === 'open'));
  await say(stage, 'confirmed', megan);
}

async function ended(stage: Stage): Promise<void> {
  const { engine, view } = stage;
  const said = engine.ports.courier.digests.length;
  await stage.later(day);
  assert.equal(engine.ports.courier.digests.length, said);
  for (const { status, problem, announcements } of await stage.devices()) {
    assert.deepEqual([status, problem, announcements], ['active', undefined, []]);
  }
  assert.deepEqual(await view.stagingRecords(), []);
  assert.equal(await engine.ports.store.count('hashes', {}), 0);
  assert.ok((await requestStates(stage)).every((state) => state === 'closed'));
  const [quiet = '', ...others] = stage.serialNumbers;
  engine.sandbox.tenant.goQuiet(quiet);
  await stage.later(8 * day);
  assert.deepEqual(
    (await stage.devices()).map(({ status }) => status),
    ['inactive', ...others.map(() => 'active')],
  );
}

/** The proofs of what both workflows end with, in order: shipped, set up, signed in, recorded, furnished, Active, confirmed, ended. */
export const useProofs: readonly ((stage: Stage) => Promise<void>)[] = [
  shipped,
  setUp,
  signedIn,
  recorded,
  furnished,
  active,
  confirmed,
  ended,
];
