import assert from 'node:assert/strict';
import { encodeHash } from '../../../sandbox/samples/encodeHash.ts';
import { tagGroupName } from '../../../sandbox/tenant/preset.ts';
import { seededRandom } from '../../../sandbox/tenant/random.ts';
import {
  groupId,
  identities,
  importBody,
  importList,
  importPath,
  type Json,
  row,
  startSandbox,
  type TestSandbox,
  values,
} from '../support.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const serial = 'AAA1111';
const machine = { serialNumber: serial, manufacturer: 'Dell Inc.', model: 'Latitude 5450' };
const tag = 'Microsoft365Managed_Standard';
const profile = 'Modern Workplace Autopilot Profile';
const managedDevices = '/v1.0/deviceManagement/managedDevices';

describe('mishaps of a tenant', () => {
  let tenant: TestSandbox;
  let id: string;
  beforeEach(async () => {
    tenant = await startSandbox();
    id = await tenant.registered(serial);
  });
  afterEach(async () => {
    assert.deepEqual(tenant.sandbox.violations(), []);
    await tenant.close();
  });

  const act = () => tenant.sandbox.tenant;
  const pass = (milliseconds: number) => tenant.sandbox.clock.advance(milliseconds);
  const identity = async () => (await tenant.get(`${identities}/${id}?$expand=deploymentProfile`)).body;
  const assigned = async () => {
    const { deploymentProfileAssignmentStatus: status, deploymentProfile } = await identity();
    return [status, deploymentProfile?.['displayName']];
  };
  /** Imports a hash of this serial number; its final state. */
  const imported = async (hardwareIdentifier: string, importId: string): Promise<Json | undefined> => {
    await tenant.post(importPath, importBody([row(serial, { hardwareIdentifier, importId, groupTag: tag })]));
    pass(6 * minute);
    return values(await tenant.get(`${importList}?$filter=importId eq '${importId}'`))[0]?.['state'];
  };
  const entraGroups = async () => {
    const { azureAdDeviceId } = await identity();
    const device = await tenant.get(`/v1.0/devices(deviceId='${String(azureAdDeviceId)}')?$select=id`);
    const groups = values(await tenant.get(`/v1.0/devices/${String(device.body['id'])}/memberOf`));
    return groups.map(({ displayName }) => String(displayName));
  };

  it('an Intune record of an earlier life is deleted although nobody has signed in', async () => {
    assert.throws(() => act().deleteFromIntune(serial), /is not enrolled yet/);
    act().leaveInIntune(machine);
    act().leaveInIntune({ ...machine, manufacturer: 'HP' });
    const records = async () => values(await tenant.get(`${managedDevices}?$filter=serialNumber eq '${serial}'`));
    assert.equal((await records()).length, 2);
    act().deleteFromIntune(serial);
    assert.deepEqual(
      (await records()).map(({ manufacturer }) => manufacturer),
      ['HP'],
    );
    act().signIn(serial);
    act().leaveInIntune(machine);
    act().deleteFromIntune(serial);
    assert.equal((await records()).length, 1);
  });

  it('an Autopilot identity is deleted, but not while Intune has the device', async () => {
    act().signIn(serial);
    assert.throws(() => act().deleteIdentity(serial), /delete it from Intune first/);
    act().deleteFromIntune(serial);
    act().deleteIdentity(serial);
    assert.equal((await tenant.get(`${identities}/${id}`)).status, 200);
    pass(3 * minute);
    assert.equal((await tenant.get(`${identities}/${id}`)).status, 404);
    assert.throws(() => act().deleteIdentity(serial), RangeError);
  });

  it('a group is deleted: nobody finds it, and the profile that was assigned to it goes', async () => {
    const group = groupId(tenant.sandbox, tagGroupName(tag));
    act().deleteGroup(tagGroupName(tag));
    assert.equal((await tenant.get(`/v1.0/groups/${group}`)).status, 404);
    assert.deepEqual(await entraGroups(), []);
    assert.deepEqual(await assigned(), ['assignedInSync', profile]);
    pass(hour);
    assert.deepEqual(await assigned(), ['notAssigned', undefined]);
    assert.throws(() => act().deleteGroup('Nobody'), /no group called Nobody/);
  });

  it('an Autopilot profile is renamed', async () => {
    act().renameProfile(profile, 'Standard Autopilot');
    assert.deepEqual(await assigned(), ['assignedInSync', 'Standard Autopilot']);
    assert.throws(() => act().renameProfile(profile, 'x'), /no Autopilot profile called/);
  });

  it('an Autopilot profile loses its group, and gets it back', async () => {
    act().editAssignment(profile, 'remove', tagGroupName(tag));
    assert.deepEqual(await assigned(), ['assignedInSync', profile]);
    pass(hour);
    assert.deepEqual(await assigned(), ['notAssigned', undefined]);
    assert.throws(() => act().editAssignment(profile, 'remove', tagGroupName(tag)), /is not assigned to/);
    act().editAssignment(profile, 'add', tagGroupName(tag));
    pass(hour);
    assert.deepEqual(await assigned(), ['assignedInSync', profile]);
  });

  it('a group tag is changed, and removed', async () => {
    act().changeTag(serial, 'Microsoft365Managed_PowerUser');
    assert.equal((await identity())['groupTag'], tag);
    pass(13 * hour);
    assert.equal((await identity())['groupTag'], 'Microsoft365Managed_PowerUser');
    assert.deepEqual(await assigned(), ['assignedInSync', `${profile} Power User`]);
    act().changeTag(serial, '');
    pass(13 * hour);
    assert.equal((await identity())['groupTag'], '');
    assert.deepEqual(await assigned(), ['notAssigned', undefined]);
  });

  it('a device is put into a second deployment group, and taken out of its first', async () => {
    act().editGroup('Modern Workplace Devices-Broad', 'add', serial);
    act().editGroup('Modern Workplace Devices-First', 'add', serial);
    pass(minute);
    const both = ['Modern Workplace Devices-First', 'Modern Workplace Devices-Broad', tagGroupName(tag)];
    assert.deepEqual(await entraGroups(), both);
    act().editGroup('Modern Workplace Devices-Broad', 'remove', serial);
    pass(minute);
    assert.deepEqual(await entraGroups(), ['Modern Workplace Devices-First', tagGroupName(tag)]);
  });

  it('a device is wiped: Intune forgets it at its next contact, and it can be enrolled anew', async () => {
    assert.throws(() => act().wipe(serial), /not enrolled yet/);
    const first = act().signIn(serial);
    act().wipe(serial);
    assert.equal((await tenant.get(`${managedDevices}/${first.id}`)).body['managementState'], 'wipePending');
    assert.equal((await identity())['enrollmentState'], 'pendingReset');
    pass(minute);
    assert.equal((await tenant.get(`${managedDevices}/${first.id}`)).status, 404);
    assert.equal((await identity())['enrollmentState'], 'notContacted');
    assert.notEqual(act().signIn(serial).id, first.id);
  });

  it('a quiet device does not hear that it should wipe itself', async () => {
    const { id: managedId } = act().signIn(serial);
    act().goQuiet(serial);
    act().wipe(serial);
    pass(day);
    assert.equal((await tenant.get(`${managedDevices}/${managedId}`)).body['managementState'], 'wipePending');
  });

  it('an Intune record is deleted', async () => {
    const { id: managedId } = act().signIn(serial);
    act().deleteFromIntune(serial);
    assert.equal((await tenant.get(`${managedDevices}/${managedId}`)).status, 404);
    assert.match(String((await identity())['managedDeviceId']), /^0{8}-/);
    assert.throws(() => act().deleteFromIntune(serial), /not enrolled yet/);
  });

  it('a main board is replaced: only a new registration takes the device', async () => {
    const again = encodeHash(machine, seededRandom(5));
    assert.equal((await imported(again, 'same'))?.['deviceErrorName'], 'ZtdDeviceAlreadyAssigned');
    assert.equal((await identity())['remediationState'], 'noRemediationRequired');

    const repaired = encodeHash({ ...machine, board: 2 }, seededRandom(5));
    const refused = await imported(repaired, 'before');
    assert.deepEqual([refused?.['deviceErrorCode'], refused?.['deviceErrorName']], [806, 'ZtdDeviceAlreadyAssigned']);
    const changed = await identity();
    assert.equal(changed['remediationState'], 'manualRemediationRequired');
    assert.match(String(changed['remediationStateLastModifiedDateTime']), /^2026-03-10T/);

    act().deleteIdentity(serial);
    pass(3 * minute);
    const taken = await imported(repaired, 'after');
    assert.equal(taken?.['deviceImportStatus'], 'complete');
    id = String(taken?.['deviceRegistrationId']);
    pass(minute);
    assert.equal((await identity())['remediationState'], 'noRemediationRequired');
  });

  it('a technician who replaces the board has a hash of the repaired device', async () => {
    const hash = act().replaceBoard(serial);
    assert.equal((await identity())['remediationState'], 'manualRemediationRequired');
    act().deleteIdentity(serial);
    pass(3 * minute);
    assert.equal((await imported(hash, 'repaired'))?.['deviceImportStatus'], 'complete');
  });

  it('Intune has a record of an earlier life beside the new one', async () => {
    const old = act().leaveInIntune(machine);
    const now = act().signIn(serial);
    const found = values(await tenant.get(`${managedDevices}?$filter=serialNumber eq '${serial}'`));
    assert.deepEqual(
      found.map((device) => device['id']),
      [old.id, now.id],
    );
    const [left, used] = found;
    assert.notEqual(left?.['azureADDeviceId'], used?.['azureADDeviceId']);
    assert.match(String(left?.['enrolledDateTime']), /^2025-05-/);
    assert.match(String(left?.['lastSyncDateTime']), /^2025-06-/);
    assert.equal(left?.['managementState'], 'managed');
  });

  it('Entra has an object of an earlier life, and Autopilot refuses the device until it is cleared', async () => {
    act().deleteIdentity(serial);
    pass(3 * minute);
    const { objectId } = act().leaveInEntra(machine);
    assert.equal((await tenant.get(`/v1.0/devices/${objectId}`)).status, 200);
    const refused = await imported(encodeHash(machine, seededRandom(5)), 'left');
    assert.deepEqual(
      [refused?.['deviceErrorCode'], refused?.['deviceErrorName']],
      [814, 'ZtdDeviceAlreadyAadRegistered'],
    );
    act().clearFromEntra(serial);
    assert.equal((await tenant.get(`/v1.0/devices/${objectId}`)).status, 404);
    assert.equal((await imported(encodeHash(machine, seededRandom(5)), 'clear'))?.['deviceImportStatus'], 'complete');
    assert.throws(() => act().clearFromEntra(serial), /no left-over device object/);
  });
});
