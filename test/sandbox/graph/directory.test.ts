import assert from 'node:assert/strict';
import { groupId, startSandbox, type TestSandbox, values } from '../support.ts';

const link = (id: string): string => `https://graph.microsoft.com/v1.0/directoryObjects/${id}`;
const eventual = { consistencylevel: 'eventual' };
const all = 'Modern Workplace Devices-All';

describe('devices', () => {
  let tenant: TestSandbox;
  beforeEach(async () => {
    tenant = await startSandbox({ fleet: 3 });
  });
  afterEach(() => tenant.close());
  const some = () => [...tenant.sandbox.tenant.world().devices.values()];

  it('finds a device by either of its ids', async () => {
    const [device] = some();
    assert.ok(device !== undefined);
    const byKey = await tenant.get(`/v1.0/devices(deviceId='${device.deviceId}')`);
    assert.equal(byKey.body['id'], device.objectId);
    assert.equal((await tenant.get(`/v1.0/devices/${device.objectId}`)).body['deviceId'], device.deviceId);
    assert.equal((await tenant.get(`/v1.0/devices/${device.deviceId}`)).status, 404);
    const listed = values(await tenant.get(`/v1.0/devices?$filter=deviceId eq '${device.deviceId}'&$select=id`));
    assert.deepEqual(listed, [{ id: device.objectId }]);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('finds several ids at once, fifteen at most', async () => {
    const ids = some().map(({ deviceId }) => `'${deviceId}'`);
    assert.equal(values(await tenant.get(`/v1.0/devices?$filter=deviceId in (${ids.join(',')})`)).length, 3);
    const many = Array.from({ length: 16 }, () => ids[0]).join(',');
    assert.equal((await tenant.get(`/v1.0/devices?$filter=deviceId in (${many})`)).status, 400);
  });

  it('finds a tag among the physical ids, as an advanced query only', async () => {
    const query = `/v1.0/devices?$filter=physicalIds/any(p:p eq '[OrderID]:Microsoft365Managed_Standard')`;
    assert.equal((await tenant.get(query)).body['error']?.['code'], 'Request_UnsupportedQuery');
    assert.equal((await tenant.get(`${query}&$count=true`)).status, 400);
    const answer = await tenant.get(`${query}&$count=true&$top=2`, eventual);
    assert.equal(values(answer).length, 2);
    assert.equal(answer.body['@odata.count'], 3);
    assert.ok(answer.body['@odata.nextLink'] !== undefined);
    const again = await tenant.get(
      String(answer.body['@odata.nextLink']).replace('https://graph.microsoft.com', ''),
      eventual,
    );
    assert.equal(values(again).length, 1);
  });

  it('names the stub after its serial number until the device joins', async () => {
    tenant.sandbox.tenant.partnerUpload([{ serialNumber: 'NEW1111', manufacturer: 'HP', model: 'X', groupTag: 'T' }]);
    const stub = some().at(-1);
    assert.equal(stub?.displayName, 'NEW1111');
    assert.ok(stub?.physicalIds.includes('[OrderID]:T'));
    tenant.sandbox.tenant.signIn('NEW1111');
    assert.match(String(some().at(-1)?.displayName), /^DESKTOP-/);
    const [old] = some();
    assert.match(String(old?.displayName), /^MMD-\d{11}$/);
  });

  it('refuses unknown options, methods and pages', async () => {
    assert.equal((await tenant.get('/v1.0/devices?$top=1000')).status, 400);
    assert.equal((await tenant.get('/v1.0/devices?$apply=x')).status, 400);
    assert.equal((await tenant.get('/v1.0/devices?$select=nonsense')).status, 400);
    assert.equal((await tenant.remove('/v1.0/devices')).status, 405);
    assert.equal((await tenant.get('/v1.0/gadgets')).status, 400);
  });
});

describe('groups and their members', () => {
  let tenant: TestSandbox;
  let objects: string[];
  let group: string;
  beforeEach(async () => {
    tenant = await startSandbox();
    tenant.sandbox.tenant.partnerUpload(
      Array.from({ length: 21 }, (_, index) => ({
        serialNumber: `D${index}`,
        manufacturer: 'HP',
        model: 'X',
        groupTag: '',
      })),
    );
    objects = [...tenant.sandbox.tenant.world().devices.keys()];
    group = `/v1.0/groups/${groupId(tenant.sandbox, all)}`;
  });
  afterEach(() => tenant.close());
  const add = (ids: readonly string[]) => tenant.patch(group, { 'members@odata.bind': ids.map(link) });
  const members = async (): Promise<number> => values(await tenant.get(`${group}/members?$select=id`)).length;

  it('finds groups by name', async () => {
    const found = values(await tenant.get(`/v1.0/groups?$filter=displayName eq '${all}'`));
    assert.equal(found.length, 1);
    assert.equal(values(await tenant.get(`/v1.0/groups?$filter=displayName in ('${all}','No such group')`)).length, 1);
    assert.equal(
      values(await tenant.get("/v1.0/groups?$filter=startswith(displayName,'Modern Workplace Devices-')")).length,
      5,
    );
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('adds twenty at once, shows them a moment later, and adds none when one is there already', async () => {
    assert.equal((await add(objects)).status, 400);
    assert.equal((await add(objects.slice(0, 20))).status, 204);
    assert.equal(await members(), 0);
    tenant.sandbox.clock.advance(2_000);
    assert.equal(await members(), 20);
    const mixed = await add(objects.slice(19));
    assert.equal(mixed.status, 400);
    assert.equal(
      mixed.body['error']?.['message'],
      "One or more added object references already exist for the following modified properties: 'members'.",
    );
    tenant.sandbox.clock.advance(2_000);
    assert.equal(await members(), 20);
    assert.equal((await add(objects.slice(20).concat('00000000-0000-4000-8000-000000000000'))).status, 404);
  });

  it('adds and removes one by one, refusing what is so already', async () => {
    const [id = ''] = objects;
    const reference = { '@odata.id': link(id) };
    assert.equal((await tenant.post(`${group}/members/$ref`, reference)).status, 204);
    assert.equal((await tenant.post(`${group}/members/$ref`, reference)).status, 400);
    tenant.sandbox.clock.advance(2_000);
    const [listed] = values(await tenant.get(`${group}/members`));
    assert.equal(listed?.['@odata.type'], '#microsoft.graph.device');
    assert.equal(values(await tenant.get(`${group}/members/microsoft.graph.device?$top=5`)).length, 1);
    assert.equal(values(await tenant.get(`/v1.0/devices/${id}/memberOf`)).length, 1);
    assert.equal((await tenant.remove(`${group}/members/${id}/$ref`)).status, 204);
    assert.equal((await tenant.remove(`${group}/members/${id}/$ref`)).status, 404);
    assert.equal(await members(), 1);
    tenant.sandbox.clock.advance(2_000);
    assert.equal(await members(), 0);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('creates a dynamic group that fills itself, and lets nobody edit it by hand', async () => {
    const created = await tenant.post('/v1.0/groups', {
      displayName: 'All Autopilot devices',
      mailEnabled: false,
      mailNickname: 'allautopilot',
      securityEnabled: true,
      groupTypes: ['DynamicMembership'],
      membershipRule: '(device.devicePhysicalIDs -any (_ -startsWith "[ZTDid]"))',
      membershipRuleProcessingState: 'On',
    });
    assert.equal(created.status, 201);
    const path = `/v1.0/groups/${String(created.body['id'])}`;
    assert.equal((await tenant.get(path)).status, 404);
    tenant.sandbox.clock.advance(120_000);
    assert.equal((await tenant.get(path)).status, 200);
    assert.equal(values(await tenant.get(`${path}/members`)).length, 21);
    assert.deepEqual(tenant.sandbox.violations(), []);
    const byHand = await tenant.patch(path, { 'members@odata.bind': objects.slice(0, 1).map(link) });
    assert.equal(byHand.status, 400);
    assert.equal((await tenant.remove(`${path}/members/${objects[0] ?? ''}/$ref`)).status, 400);
  });

  it('refuses groups that could hold no devices, and rules that do not parse', async () => {
    const base = { displayName: 'X', mailEnabled: false, mailNickname: 'x', securityEnabled: true };
    assert.equal((await tenant.post('/v1.0/groups', { ...base, securityEnabled: false })).status, 400);
    assert.equal((await tenant.post('/v1.0/groups', { displayName: 'X' })).status, 400);
    const rule = { groupTypes: ['DynamicMembership'], membershipRule: 'nonsense' };
    assert.equal((await tenant.post('/v1.0/groups', { ...base, ...rule })).status, 400);
    const plain = await tenant.post('/v1.0/groups', base);
    assert.equal(plain.status, 201);
    const id = String(plain.body['id']);
    assert.equal((await tenant.patch(`/v1.0/groups/${id}`, { membershipRule: rule.membershipRule })).status, 400);
    assert.equal((await tenant.patch(`/v1.0/groups/${id}`, { description: 'Y' })).status, 204);
  });
});

describe('users', () => {
  let tenant: TestSandbox;
  beforeEach(async () => {
    tenant = await startSandbox();
  });
  afterEach(() => tenant.close());
  const roles = async (upn: string): Promise<string[]> => {
    const names = ['Preflight registrars', 'Preflight approvers', 'Preflight administrators'];
    const ids = names.map((name) => groupId(tenant.sandbox, name));
    const answer = values(await tenant.post(`/v1.0/users/${upn}/checkMemberGroups`, { groupIds: ids }));
    return answer.map((id) => names[ids.indexOf(String(id))] ?? '');
  };

  it('reads a user by id and by name', async () => {
    const byName = await tenant.get('/v1.0/users/LynneR@contoso.example');
    assert.equal(byName.body['displayName'], 'Lynne Robbins');
    assert.equal('accountEnabled' in byName.body, false);
    const byId = await tenant.get(`/v1.0/users/${String(byName.body['id'])}?$select=accountEnabled`);
    assert.equal(byId.body['accountEnabled'], true);
    assert.equal((await tenant.get('/v1.0/users/nobody@contoso.example')).status, 404);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('checks membership through nested groups', async () => {
    assert.deepEqual(await roles('AlexW@contoso.example'), ['Preflight registrars']);
    assert.deepEqual(await roles('PattiF@contoso.example'), ['Preflight registrars']);
    assert.deepEqual(await roles('NestorW@contoso.example'), ['Preflight registrars', 'Preflight approvers']);
    assert.deepEqual(await roles('MeganB@contoso.example'), ['Preflight administrators']);
    assert.deepEqual(await roles('AdeleV@contoso.example'), []);
    const direct = values(await tenant.get('/v1.0/users/PattiF@contoso.example/memberOf'));
    assert.deepEqual(
      direct.map(({ displayName }) => displayName),
      ['Service desk'],
    );
    assert.equal(values(await tenant.get('/v1.0/users/PattiF@contoso.example/transitiveMemberOf')).length, 2);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('takes twenty groups at most', async () => {
    const groupIds = Array.from({ length: 21 }, () => 'x');
    assert.equal((await tenant.post('/v1.0/users/AlexW@contoso.example/checkMemberGroups', { groupIds })).status, 400);
  });

  it('knows the organization', async () => {
    const [organization] = values(await tenant.get('/v1.0/organization'));
    assert.equal(organization?.['id'], tenant.sandbox.credentials.tenantId);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });
});
