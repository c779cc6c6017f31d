import assert from 'node:assert/strict';
import { knownDevices } from '../../../src/registration/batches/knownDevices.ts';
import type { ReportRow } from '../../../src/registration/intake/report.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { removeDevices } from '../../../src/registration/removal/removeDevices.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

const minute = 60_000;
const hour = 60 * minute;
const megan = { id: 'megan', name: 'Megan Bowen' };
const managedDevices = '/deviceManagement/managedDevices';
const identities = '/deviceManagement/windowsAutopilotDeviceIdentities';
const isReady = ({ status }: Device) => status === 'ready';
const isActive = ({ status }: Device) => status === 'active';
const isRemoved = ({ status }: Device) => status === 'removed';

describe('removal of devices', () => {
  let engine: Engine;
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  /** Devices of one batch, each in use by somebody. */
  async function active(count: number): Promise<Device[]> {
    engine = await createEngine({ signInAfter: minute });
    await engine.register(count);
    return engine.until(isActive, 8 * hour);
  }
  const remove = (devices: readonly Device[]) =>
    removeDevices({ deviceIds: devices.map(({ id }) => id), actor: megan, activityId: 'card' }, engine.ports);
  const deletions = () =>
    engine.sandbox.log
      .entries()
      .filter(
        ({ method, route, status }) =>
          status < 300 && (method === 'DELETE' || route.endsWith('unassignUserFromDevice')),
      )
      .map(({ route }) => route.replace(/\/\{[^}]+\}/g, ''));

  it('goes from Intune to the groups, in this order, and leaves the Entra object alone', async () => {
    const [device] = await active(2);
    assert.ok(device);
    const world = engine.sandbox.tenant.world();
    const [outcome] = await remove([device]);
    assert.equal(outcome?.kind, 'requested');
    const [gone, other] = await engine.until(({ id, status }) => id !== device.id || status === 'removed');
    assert.ok(gone && other);
    assert.equal(other.status, 'active');
    assert.equal(world.managed.size, 1);
    assert.deepEqual([...world.autopilot.keys()], [other.autopilotId]);
    assert.ok(world.devices.has(device.entraObjectId ?? ''));
    engine.sandbox.clock.advance(10 * minute);
    const memberOf = (objectId: string | undefined) =>
      [...engine.sandbox.tenant.world().groups.values()].filter(({ members }) => members.has(objectId ?? '')).length;
    assert.equal(memberOf(device.entraObjectId), 0);
    assert.ok(memberOf(other.entraObjectId) >= 3);
    const order = [...new Set(deletions().filter((route) => !route.includes('imported')))];
    assert.deepEqual(order, [managedDevices, identities, '/groups/members/$ref']);
    const cleared = [
      gone.autopilotId,
      gone.managedDeviceId,
      gone.deploymentGroup,
      gone.managedSince,
      gone.problem,
      gone.dueAt,
    ];
    assert.deepEqual(cleared, Array(6).fill(undefined));
    assert.deepEqual(gone.removal?.by, megan);
    const history = gone.timeline.map(({ text }) => text).join('\n');
    assert.match(
      history,
      new RegExp(`Removal asked for by Megan Bowen[\\s\\S]*${device.autopilotId}[\\s\\S]*Removed: no longer`),
    );
  });

  it('tells the chat of its batch and writes the audit', async () => {
    const devices = await active(2);
    await remove(devices);
    await engine.until(isRemoved);
    engine.sandbox.clock.advance(engine.policy.digestDelay);
    await engine.turn();
    const told = engine.ports.courier.digests.at(-1);
    assert.deepEqual([told?.digest.kind, told?.conversationId, told?.digest.devices.length], ['removed', 'chat', 2]);
    assert.equal(engine.ports.courier.cards.at(-1)?.removed, 2);
    const { items } = await engine.ports.store.query('audit', { limit: 50 });
    const asked = items.filter(({ action }) => action === 'askedToRemove');
    assert.deepEqual(
      asked.map(({ actor, subject, activityId }) => [actor.id, subject, activityId ?? '']).sort(),
      devices.map(({ id }) => [megan.id, id, 'card']).sort(),
    );
  });

  it('takes the assigned user off before the identity goes', async () => {
    engine = await createEngine();
    await engine.register(1, { assignedUser: 'LynneR@contoso.example' });
    const [device] = await engine.until(isReady);
    const before = engine.sandbox.tenant.world().autopilot.get(device?.autopilotId ?? '');
    assert.equal(before?.userPrincipalName, 'LynneR@contoso.example');
    await remove([...(await engine.devices())]);
    await engine.until(isRemoved);
    const order = [...new Set(deletions().filter((route) => route.startsWith(identities)))];
    assert.deepEqual(order, [`${identities}/unassignUserFromDevice`, identities]);
  });

  it('removes a registration that failed, whether Autopilot has the device or not', async () => {
    engine = await createEngine();
    engine.sandbox.tenant.claimElsewhere('TEST0001');
    engine.sandbox.tenant.partnerUpload([
      {
        serialNumber: 'TEST0000',
        manufacturer: 'Dell Inc.',
        model: 'Latitude 5450',
        groupTag: 'Microsoft365Managed_PowerUser',
      },
      { serialNumber: 'TEST0000', manufacturer: 'HP', model: 'EliteBook', groupTag: 'Contoso' },
    ]);
    await engine.register(2);
    const failed = await engine.until(({ status }) => status === 'failed');
    assert.deepEqual(
      failed.map(({ problem }) => problem?.code),
      ['registered-with-another-tag', 'claimed-by-another-organization'],
    );
    await remove(failed);
    await engine.until(isRemoved);
    assert.deepEqual(
      [...engine.sandbox.tenant.world().autopilot.values()].map(({ manufacturer }) => manufacturer),
      ['HP'],
    );
    assert.equal(await engine.ports.store.count('hashes', {}), 0);
  });

  it('deletes every Intune record of the device and never another one, although Intune ignores the filter', async () => {
    const [device, other] = await active(2);
    assert.ok(device && other);
    const { managed } = engine.sandbox.tenant.world();
    const record = managed.get(device.managedDeviceId ?? '');
    assert.ok(record);
    managed.set('older', { ...record, id: 'older', enrolledAt: record.enrolledAt - hour });
    managed.set('stranger', { ...record, id: 'stranger', serialNumber: 'SOMEONE-ELSE' });
    managed.set('unlinked', { ...record, id: 'unlinked', entraDeviceId: '' });
    await remove([device]);
    await engine.until(({ id, status }) => id !== device.id || status === 'removed');
    assert.deepEqual([...managed.keys()].sort(), [other.managedDeviceId, 'stranger', 'unlinked'].sort());
  });

  it('refuses what is pending, already asked for, done or unknown', async () => {
    engine = await createEngine();
    await engine.register(1);
    await engine.turn();
    const [pending] = await engine.devices();
    assert.ok(pending);
    const again = async (devices: readonly Device[]) =>
      (await remove(devices)).map((outcome) => (outcome.kind === 'refused' ? outcome.reason : outcome.kind));
    assert.deepEqual(await again([pending]), ['pending']);
    const [ready] = await engine.until(isReady);
    assert.ok(ready);
    assert.deepEqual(await again([ready, ready]), ['requested']);
    assert.deepEqual(await again([ready]), ['beingRemoved']);
    await engine.until(isRemoved);
    assert.deepEqual(await again([ready, { ...ready, id: 'nobody' }]), ['removed', 'unknown']);
  });

  it('counts a device in its deployment group until it has left that', async () => {
    engine = await createEngine();
    await engine.register(1);
    const [device] = await engine.until(isReady);
    assert.ok(device?.deploymentGroup);
    const inGroup = () =>
      engine.ports.store.count('devices', { equals: { 'deploymentGroup.name': device.deploymentGroup?.name ?? '' } });
    await remove([device]);
    await engine.turn();
    assert.equal(await inGroup(), 1);
    await engine.until(isRemoved);
    assert.equal(await inGroup(), 0);
  });

  it('registers the device anew when its file comes again', async () => {
    engine = await createEngine();
    await engine.register(1);
    const [first] = await engine.until(isReady);
    assert.ok(first);
    await remove([first]);
    await engine.until(isRemoved);
    await engine.register(1);
    const [again] = await engine.until(isReady);
    assert.ok(again?.autopilotId !== first.autopilotId && again?.removal === undefined);
    assert.match(again?.timeline.map(({ text }) => text).join('\n') ?? '', /Removed: no longer[\s\S]*Ready for user/);
  });

  it('is not undone by a file that comes meanwhile', async () => {
    engine = await createEngine();
    engine.sandbox.tenant.partnerUpload([
      {
        serialNumber: 'TEST0000',
        manufacturer: 'Dell Inc.',
        model: 'Latitude 5450',
        groupTag: 'Microsoft365Managed_PowerUser',
      },
    ]);
    await engine.register(1);
    const failed = await engine.until(({ status }) => status === 'failed');
    await remove(failed);
    await engine.turn();
    const [device] = failed;
    assert.ok(device);
    const { serialNumber, manufacturer, model } = device;
    const row: ReportRow = {
      ...{ serialNumber, manufacturer, model },
      line: 2,
      verdict: 'accepted',
      findings: [],
      device: {
        key: device.id,
        hardwareHash: '',
        tpmVersion: '2.0',
        memory: 16,
        groupTag: undefined,
        assignedUser: undefined,
      },
    };
    assert.equal((await knownDevices([row], engine.ports.store))[0]?.state, 'beingRemoved');
    const { batchId } = await engine.register(1);
    await engine.until(isRemoved);
    assert.deepEqual(await knownDevices([row], engine.ports.store), []);
    const batch = await engine.ports.store.get('batches', batchId);
    assert.deepEqual([batch?.leftAlone, batch?.leaving], [[], ['TEST0000']]);
  });
});
