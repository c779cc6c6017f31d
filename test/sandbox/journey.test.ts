import assert from 'node:assert/strict';
import { groupId, identities, importBody, importList, importPath, row, startSandbox, values } from './support.ts';

const minute = 60_000;

describe('one device, from import to use', () => {
  it('passes through everything the product asks for, as Microsoft describes it', async () => {
    const tenant = await startSandbox({ latencies: 'quick', signInAfter: 10 * minute });
    const { clock } = tenant.sandbox;
    const tag = 'Microsoft365Managed_Standard';
    await tenant.post(importPath, importBody([row('AAA1111', { groupTag: tag })]));
    clock.advance(2 * minute);
    const [record] = values(await tenant.get(`${importList}?$filter=importId eq 'import-1'`));
    assert.equal(record?.['state']?.['deviceImportStatus'], 'complete');
    assert.equal((await tenant.remove(`${importList}/${String(record?.['id'])}`)).status, 204);
    assert.equal((await tenant.post('/beta/deviceManagement/windowsAutopilotSettings/sync')).status, 204);

    const identity = await tenant.get(`${identities}/${String(record?.['state']?.['deviceRegistrationId'])}`);
    const device = await tenant.get(
      `/v1.0/devices(deviceId='${String(identity.body['azureAdDeviceId'])}')?$select=id,physicalIds`,
    );
    assert.ok(
      Object.values(device.body['physicalIds'] ?? {})
        .map(String)
        .includes(`[OrderID]:${tag}`),
    );
    const link = `https://graph.microsoft.com/v1.0/directoryObjects/${String(device.body['id'])}`;
    for (const name of ['Modern Workplace Devices-All', 'Modern Workplace Devices-Broad']) {
      const path = `/v1.0/groups/${groupId(tenant.sandbox, name)}`;
      assert.equal((await tenant.patch(path, { 'members@odata.bind': [link] })).status, 204);
    }
    clock.advance(10 * minute);
    const member = await tenant.post(`/v1.0/devices/${String(device.body['id'])}/checkMemberGroups`, {
      groupIds: [
        groupId(tenant.sandbox, 'Modern Workplace Devices-All'),
        groupId(tenant.sandbox, 'Modern Workplace Devices-Fast'),
      ],
    });
    assert.equal(values(member).length, 1);
    const assigned = await tenant.get(`${identities}/${String(identity.body['id'])}?$expand=deploymentProfile`);
    assert.equal(assigned.body['deploymentProfileAssignmentStatus'], 'assignedInSync');

    clock.advance(10 * minute);
    const fleet = values(await tenant.get("/v1.0/deviceManagement/managedDevices?$filter=serialNumber eq 'AAA1111'"));
    assert.equal(fleet[0]?.['azureADDeviceId'], identity.body['azureAdDeviceId']);
    assert.deepEqual(tenant.sandbox.violations(), []);
    await tenant.close();
  });

  it('keeps up with five hundred devices beside two thousand old ones', async () => {
    const tenant = await startSandbox({ fleet: 2_000 });
    const rows = Array.from({ length: 500 }, (_, index) =>
      row(`BULK${index}`, { groupTag: 'Microsoft365Managed_Standard' }),
    );
    assert.equal((await tenant.post(importPath, importBody(rows))).status, 200);
    tenant.sandbox.clock.advance(90 * minute);
    const first = await tenant.get(identities);
    assert.equal(values(first).length, 1_000);
    const done = [...tenant.sandbox.tenant.world().autopilot.values()].filter(
      ({ assignment }) => assignment.profileId !== undefined,
    );
    assert.equal(done.length, 2_500);
    await tenant.close();
  });
});
