import assert from 'node:assert/strict';
import { startSandbox, type TestSandbox, values } from '../support.ts';

const profiles = '/beta/deviceManagement/windowsAutopilotDeploymentProfiles';
const type = '#microsoft.graph.azureADWindowsAutopilotDeploymentProfile';
const name = 'Modern Workplace Autopilot Profile';
const minute = 60_000;

describe('the name template of a deployment profile', () => {
  let tenant: TestSandbox;
  let path: string;
  beforeEach(async () => {
    tenant = await startSandbox();
    const found = values(await tenant.get(profiles)).find(({ displayName }) => String(displayName) === name);
    path = `${profiles}/${String(found?.['id'])}`;
  });
  afterEach(async () => {
    assert.deepEqual(tenant.sandbox.violations(), []);
    await tenant.close();
  });

  const profile = async () => (await tenant.get(path)).body;
  const named = async (serialNumber: string) => {
    await tenant.registered(serialNumber);
    return tenant.sandbox.tenant.signIn(serialNumber).deviceName;
  };

  it('is changed by PATCH, and counts for who signs in from then on', async () => {
    const before = await named('AAA1111');
    const { lastModifiedDateTime } = await profile();
    const answer = await tenant.patch(path, { '@odata.type': type, deviceNameTemplate: 'CONTOSO-%SERIAL%' });
    assert.equal(answer.status, 200);
    assert.equal(answer.body['deviceNameTemplate'], 'CONTOSO-%SERIAL%');
    assert.equal(answer.body['displayName'], name);
    assert.notEqual(answer.body['lastModifiedDateTime'], lastModifiedDateTime);
    assert.equal(await named('BBB2222'), 'CONTOSO-BBB2222');
    const first = [...tenant.sandbox.tenant.world().managed.values()].find(
      ({ serialNumber }) => serialNumber === 'AAA1111',
    );
    assert.equal(first?.deviceName, before);
  });

  it('may be empty, and devices then have the name Windows gives itself', async () => {
    assert.equal((await tenant.patch(path, { deviceNameTemplate: '' })).body['deviceNameTemplate'], '');
    assert.match(await named('AAA1111'), /^DESKTOP-[0-9A-F]{7}$/);
    assert.equal((await tenant.patch(path, { deviceNameTemplate: null })).status, 200);
  });

  it('is refused where it breaks Microsoft’s rules, and stays what it was', async () => {
    const bodies = [
      { deviceNameTemplate: 'MMD-%RAND:12%' },
      { deviceNameTemplate: 'has space' },
      { deviceNameTemplate: '%RAND:5%' },
      { '@odata.type': '#microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile', deviceNameTemplate: 'A' },
      { deviceNameTemplates: 'A' },
    ];
    for (const body of bodies) assert.equal((await tenant.patch(path, body)).status, 400, JSON.stringify(body));
    assert.equal((await profile())['deviceNameTemplate'], 'MMD-%RAND:11%');
    assert.equal((await tenant.patch(`${profiles}/nobody`, { deviceNameTemplate: 'A' })).status, 404);
    // What was wrong with those requests is described as wrong, too.
    assert.ok(tenant.sandbox.violations().every(({ where }) => where === 'request'));
    await tenant.close();
    tenant = await startSandbox();
  });

  it('needs the permission to write', async () => {
    tenant.sandbox.permissions.delete('DeviceManagementServiceConfig.ReadWrite.All');
    assert.equal((await tenant.patch(path, { deviceNameTemplate: 'A' })).status, 403);
    assert.equal((await tenant.get(path)).status, 200);
  });

  it('is edited by an administrator behind the product’s back', async () => {
    const { lastModifiedDateTime } = await profile();
    tenant.sandbox.clock.advance(minute);
    tenant.sandbox.tenant.editNameTemplate(name, 'KIOSK-%RAND:5%');
    const edited = await profile();
    assert.equal(edited['deviceNameTemplate'], 'KIOSK-%RAND:5%');
    assert.notEqual(edited['lastModifiedDateTime'], lastModifiedDateTime);
    assert.throws(() => tenant.sandbox.tenant.editNameTemplate(name, '12345'), /digits only/);
    assert.throws(() => tenant.sandbox.tenant.editNameTemplate('nobody', 'A'), RangeError);
  });
});
