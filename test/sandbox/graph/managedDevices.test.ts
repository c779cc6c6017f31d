import assert from 'node:assert/strict';
import { noon, startSandbox, type TestSandbox, values } from '../support.ts';

const path = '/v1.0/deviceManagement/managedDevices';
const hour = 3_600_000;

describe('managedDevices', () => {
  let tenant: TestSandbox;
  beforeEach(async () => {
    tenant = await startSandbox({ fleet: 5 });
  });
  afterEach(() => tenant.close());
  const found = async (filter: string): Promise<number> => values(await tenant.get(`${path}?$filter=${filter}`)).length;

  it('applies the filters that Intune supports', async () => {
    const [first, second] = [...tenant.sandbox.tenant.world().managed.values()];
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(await found(`azureADDeviceId eq '${first.entraDeviceId}'`), 1);
    assert.equal(await found("serialNumber eq 'FLT000002' or serialNumber eq 'FLT000003'"), 2);
    assert.equal(await found("contains(deviceName,'MMD-') and manufacturer eq 'Dell Inc.'"), 5);
    assert.equal(await found(`lastSyncDateTime gt ${new Date(noon).toISOString()}`), 0);
    assert.equal(await found(`enrolledDateTime lt ${new Date(noon).toISOString()}`), 5);
    assert.equal(await found("userPrincipalName ne 'LynneR@contoso.example'"), 4);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('ignores the ones it does not, and answers with the whole fleet', async () => {
    const [first, second] = [...tenant.sandbox.tenant.world().managed.values()];
    assert.equal(await found("contains(serialNumber,'FLT000002')"), 5);
    assert.equal(await found("azureADDeviceId eq ''"), 5);
    assert.equal(await found(`lastSyncDateTime ge ${new Date(noon).toISOString()}`), 5);
    assert.equal(await found("serialNumber eq 'FLT000002' or deviceName eq 'x'"), 5);
    assert.equal(await found('nonsense ((('), 5);
    const either = `azureADDeviceId eq '${first?.entraDeviceId ?? ''}' or azureADDeviceId eq '${second?.entraDeviceId ?? ''}'`;
    assert.equal(await found(either), 1);
  });

  it('checks in every eight hours until it goes quiet', async () => {
    const id = await tenant.registered('AAA1111');
    const enrolledAt = tenant.sandbox.clock.now();
    const managed = tenant.sandbox.tenant.signIn('AAA1111', 'JoniS@contoso.example');
    const lastSync = async (): Promise<number> =>
      Date.parse(String((await tenant.get(`${path}/${managed.id}`)).body['lastSyncDateTime'])) - enrolledAt;
    assert.equal(await lastSync(), 0);
    tenant.sandbox.clock.advance(17 * hour);
    assert.equal(await lastSync(), 16 * hour);
    tenant.sandbox.tenant.goQuiet('AAA1111');
    tenant.sandbox.clock.advance(100 * hour);
    assert.equal(await lastSync(), 16 * hour);
    assert.equal((await tenant.post(`${path}/${managed.id}/syncDevice`)).status, 204);
    tenant.sandbox.clock.advance(hour);
    assert.equal(await lastSync(), 16 * hour);

    const identity = await tenant.get(`/beta/deviceManagement/windowsAutopilotDeviceIdentities/${id}`);
    assert.equal(identity.body['enrollmentState'], 'enrolled');
    assert.equal(identity.body['managedDeviceId'], managed.id);
    const device = await tenant.get(`${path}/${managed.id}`);
    assert.match(String(device.body['deviceName']), /^MMD-\d{11}$/);
    assert.equal(device.body['userPrincipalName'], 'JoniS@contoso.example');
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('syncs when asked', async () => {
    await tenant.registered('AAA1111');
    const managed = tenant.sandbox.tenant.signIn('AAA1111');
    tenant.sandbox.clock.advance(hour);
    await tenant.post(`${path}/${managed.id}/syncDevice`);
    tenant.sandbox.clock.advance(60_000);
    const { body } = await tenant.get(`${path}/${managed.id}`);
    assert.equal(Date.parse(String(body['lastSyncDateTime'])), tenant.sandbox.clock.now());
  });

  it('deletes in its own time, and Autopilot and Entra learn of it', async () => {
    const id = await tenant.registered('AAA1111');
    const managed = tenant.sandbox.tenant.signIn('AAA1111');
    tenant.sandbox.clock.advance(hour);
    assert.equal((await tenant.remove(`${path}/${managed.id}`)).status, 204);
    assert.equal((await tenant.get(`${path}/${managed.id}`)).body['managementState'], 'deletePending');
    tenant.sandbox.clock.advance(2 * 60_000);
    assert.equal((await tenant.get(`${path}/${managed.id}`)).status, 404);
    assert.equal((await tenant.remove(`${path}/${managed.id}`)).status, 404);
    const identity = await tenant.get(`/beta/deviceManagement/windowsAutopilotDeviceIdentities/${id}`);
    assert.equal(identity.body['enrollmentState'], 'notContacted');
    assert.equal(identity.body['managedDeviceId'], '00000000-0000-0000-0000-000000000000');
    assert.equal((await tenant.get(`/v1.0/devices(deviceId='${managed.entraDeviceId}')`)).body['isManaged'], null);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('needs a permission of its own to delete', async () => {
    const reader = await startSandbox({ fleet: 1, permissions: ['DeviceManagementManagedDevices.Read.All'] });
    const [managed] = [...reader.sandbox.tenant.world().managed.keys()];
    assert.equal((await reader.remove(`${path}/${managed}`)).status, 403);
    await reader.close();
  });

  it('enrols a shared device without a user', async () => {
    await tenant.registered('AAA1111', 'Microsoft365Managed_Standard-Shared');
    assert.equal(tenant.sandbox.tenant.signIn('AAA1111').userPrincipalName, '');
  });

  it('lets users sign in by themselves where asked to', async () => {
    tenant.sandbox.tenant.setSignInAfter(10 * 60_000);
    const id = await tenant.registered('AAA1111');
    const identity = await tenant.get(`/v1.0/deviceManagement/windowsAutopilotDeviceIdentities/${id}`);
    assert.equal(identity.body['enrollmentState'], 'enrolled');
  });
});
