import assert from 'node:assert/strict';
import { identities, startSandbox, type TestSandbox, values } from '../support.ts';

const minute = 60_000;
const plain = '/v1.0/deviceManagement/windowsAutopilotDeviceIdentities';
const settings = '/beta/deviceManagement/windowsAutopilotSettings';

describe('windowsAutopilotDeviceIdentities', () => {
  let tenant: TestSandbox;
  afterEach(() => tenant.close());

  it('shows the assignment in beta only, with the misspelt state in between', async () => {
    tenant = await startSandbox();
    tenant.sandbox.tenant.partnerUpload([
      { serialNumber: 'AAA1111', manufacturer: 'HP', model: 'ProBook', groupTag: 'Microsoft365Managed_Standard' },
    ]);
    const seen: string[] = [];
    for (let waited = 0; waited < 40; waited += 1) {
      tenant.sandbox.clock.advance(minute);
      const [device] = values(await tenant.get(identities));
      const status = String(device?.['deploymentProfileAssignmentStatus']);
      if (seen.at(-1) !== status) seen.push(status);
    }
    assert.deepEqual(seen, ['unknown', 'pending', 'assignedUnkownSyncState', 'assignedInSync']);
    const [device] = values(await tenant.get(identities));
    assert.match(String(device?.['deploymentProfileAssignedDateTime']), /^2026-03-10T12:32:00Z$/);
    const [old] = values(await tenant.get(plain));
    assert.equal('deploymentProfileAssignmentStatus' in (old ?? {}), false);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('leaves a device without a tag of ours without a profile', async () => {
    tenant = await startSandbox();
    const id = await tenant.registered('AAA1111', 'Kiosk');
    assert.equal((await tenant.get(`${identities}/${id}`)).body['deploymentProfileAssignmentStatus'], 'notAssigned');
  });

  it('expands profiles in beta, for one device', async () => {
    tenant = await startSandbox();
    const id = await tenant.registered('AAA1111', 'Microsoft365Managed_PowerUser');
    const expand = '?$expand=deploymentProfile,intendedDeploymentProfile';
    const device = await tenant.get(`${identities}/${id}${expand}`);
    assert.equal(device.body['deploymentProfile']?.['displayName'], 'Modern Workplace Autopilot Profile Power User');
    assert.equal((await tenant.get(`${plain}/${id}${expand}`)).status, 400);
  });

  it('filters by contains only, and not by a hyphen', async () => {
    tenant = await startSandbox();
    await tenant.registered('AAA1111');
    await tenant.registered('XAAA1111X');
    const found = values(await tenant.get(`${plain}?$filter=contains(serialNumber,'AAA1111')`));
    assert.deepEqual(
      found.map(({ serialNumber }) => serialNumber),
      ['AAA1111', 'XAAA1111X'],
    );
    for (const filter of ["serialNumber eq 'AAA1111'", "id eq '1'", "contains(serialNumber,'A-1')", 'nonsense(']) {
      const answer = await tenant.get(`${plain}?$filter=${filter}`);
      assert.equal(answer.status, 400, filter);
      assert.match(String(answer.body['error']?.['message']), /"_version": 3/);
    }
  });

  it('pages with absolute links on graph.microsoft.com', async () => {
    tenant = await startSandbox({ fleet: 7, limits: { intunePage: 3 } });
    const serials: string[] = [];
    let path: string | undefined = plain;
    let pages = 0;
    while (path !== undefined) {
      const reply = await tenant.get(path);
      serials.push(...values(reply).map(({ serialNumber }) => String(serialNumber)));
      const link = reply.body['@odata.nextLink'];
      assert.ok(link === undefined || String(link).startsWith(`https://graph.microsoft.com${plain}?`));
      path = link === undefined ? undefined : String(link).replace('https://graph.microsoft.com', '');
      pages += 1;
    }
    assert.equal(pages, 3);
    assert.equal(new Set(serials).size, 7);
  });

  it('shows changed properties only after a synchronisation, and moves the device to the tag’s groups', async () => {
    tenant = await startSandbox();
    const id = await tenant.registered('AAA1111');
    const changed = await tenant.post(`${plain}/${id}/updateDeviceProperties`, {
      groupTag: 'Microsoft365Managed_PowerUser',
    });
    assert.equal(changed.status, 204);
    tenant.sandbox.clock.advance(minute);
    const tag = async (): Promise<unknown> => (await tenant.get(`${plain}/${id}`)).body['groupTag'];
    assert.equal(await tag(), 'Microsoft365Managed_Standard');
    assert.equal((await tenant.post(`${settings}/sync`)).status, 204);
    tenant.sandbox.clock.advance(minute);
    assert.equal(await tag(), 'Microsoft365Managed_PowerUser');
    tenant.sandbox.clock.advance(60 * minute);
    const device = await tenant.get(`${identities}/${id}?$expand=deploymentProfile`);
    assert.equal(device.body['deploymentProfile']?.['displayName'], 'Modern Workplace Autopilot Profile Power User');
  });

  it('shows changed properties after Intune’s own synchronisation at the latest', async () => {
    tenant = await startSandbox();
    const id = await tenant.registered('AAA1111');
    await tenant.post(`${plain}/${id}/assignUserToDevice`, {
      userPrincipalName: 'LynneR@contoso.example',
      addressableUserName: 'Lynne',
    });
    tenant.sandbox.clock.advance(12 * 60 * minute);
    assert.equal((await tenant.get(`${plain}/${id}`)).body['userPrincipalName'], 'LynneR@contoso.example');
    await tenant.post(`${plain}/${id}/unassignUserFromDevice`);
    tenant.sandbox.clock.advance(12 * 60 * minute);
    assert.equal((await tenant.get(`${plain}/${id}`)).body['userPrincipalName'], '');
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('deletes in its own time, Intune first', async () => {
    tenant = await startSandbox();
    const id = await tenant.registered('AAA1111');
    const other = await tenant.registered('BBB2222');
    tenant.sandbox.tenant.signIn('AAA1111');
    assert.equal((await tenant.remove(`${plain}/${id}`)).status, 400);
    assert.equal((await tenant.remove(`${plain}/${other}`)).status, 204);
    assert.equal((await tenant.get(`${plain}/${other}`)).status, 200);
    tenant.sandbox.clock.advance(3 * minute);
    assert.equal((await tenant.get(`${plain}/${other}`)).status, 404);
    await tenant.registered('BBB2222');
  });

  it('ends a deletion at the next synchronisation, and leaves the Entra object behind', async () => {
    tenant = await startSandbox();
    const id = await tenant.registered('AAA1111');
    const { devices, groups } = tenant.sandbox.tenant.world();
    const [entra] = [...devices.values()];
    assert.ok(entra);
    const dynamic = () =>
      [...groups.values()].filter(({ rule, members }) => rule && members.has(entra.objectId)).length;
    assert.ok(dynamic() > 0);
    await tenant.remove(`${plain}/${id}`);
    await tenant.post(`${settings}/sync`);
    tenant.sandbox.clock.advance(minute);
    assert.equal((await tenant.get(`${plain}/${id}`)).status, 404);
    const { status, body } = await tenant.get(`/v1.0/devices/${entra.objectId}`);
    assert.deepEqual([status, JSON.stringify(body['physicalIds']).match(/ZTDID|OrderID/)], [200, null]);
    tenant.sandbox.clock.advance(10 * minute);
    tenant.sandbox.tenant.world();
    assert.equal(dynamic(), 0);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });
});

describe('windowsAutopilotSettings', () => {
  it('syncs one at a time, and not again within ten minutes', async () => {
    const tenant = await startSandbox();
    const sync = async (): Promise<number> => (await tenant.post(`${settings}/sync`)).status;
    assert.equal(await sync(), 204);
    assert.equal((await tenant.get(settings)).body['syncStatus'], 'inProgress');
    assert.equal(await sync(), 409);
    tenant.sandbox.clock.advance(minute);
    assert.equal((await tenant.get(settings)).body['syncStatus'], 'completed');
    assert.equal(await sync(), 429);
    tenant.sandbox.clock.advance(9 * minute);
    assert.equal(await sync(), 204);
    assert.deepEqual(tenant.sandbox.violations(), []);
    await tenant.close();
  });
});

describe('windowsAutopilotDeploymentProfiles', () => {
  const profiles = '/beta/deviceManagement/windowsAutopilotDeploymentProfiles';

  it('lists profiles, who is assigned to them, and what they are assigned to', async () => {
    const tenant = await startSandbox();
    await tenant.registered('AAA1111', 'Microsoft365Managed_SensitiveData-Shared');
    const [, , shared] = values(await tenant.get(profiles));
    assert.equal(shared?.['displayName'], 'Modern Workplace Autopilot Profile Shared');
    assert.equal(shared?.['deviceNameTemplate'], 'MMD-%RAND:11%');
    const path = `${profiles}/${String(shared?.['id'])}`;
    assert.equal((await tenant.get(path)).status, 200);
    const devices = values(await tenant.get(`${path}/assignedDevices`));
    assert.deepEqual(
      devices.map(({ serialNumber }) => serialNumber),
      ['AAA1111'],
    );
    const targets = values(await tenant.get(`${path}/assignments`)).map(({ target }) => target?.['@odata.type']);
    assert.deepEqual(targets, ['#microsoft.graph.groupAssignmentTarget', '#microsoft.graph.groupAssignmentTarget']);
    assert.deepEqual(tenant.sandbox.violations(), []);
    await tenant.close();
  });

  it('does not exist in v1.0', async () => {
    const tenant = await startSandbox();
    const answer = await tenant.get(profiles.replace('beta', 'v1.0'));
    assert.equal(answer.status, 400);
    assert.equal(
      answer.body['error']?.['message'],
      "Resource not found for the segment 'windowsAutopilotDeploymentProfiles'.",
    );
    await tenant.close();
  });
});
