import assert from 'node:assert/strict';
import { groupId, type Json, type Reply, startSandbox, type TestSandbox, values } from '../support.ts';

const all = 'Modern Workplace Devices-All';
const week = 7 * 24 * 60 * 60_000;

describe('groups delta', () => {
  let tenant: TestSandbox;
  let ids: string[];
  let group: string;
  beforeEach(async () => {
    tenant = await startSandbox({ limits: { directoryPage: 4 } });
    const devices = ['A1', 'A2', 'A3', 'A4', 'A5'].map((serialNumber) => ({
      serialNumber,
      manufacturer: 'HP',
      model: 'X',
      groupTag: '',
    }));
    tenant.sandbox.tenant.partnerUpload(devices);
    ids = [...tenant.sandbox.tenant.world().devices.keys()];
    group = groupId(tenant.sandbox, all);
    tenant.sandbox.clock.advance(10_000);
  });
  afterEach(() => tenant.close());

  const first = (more = '') => tenant.get(`/v1.0/groups/delta?$select=members&$filter=id eq '${group}'${more}`);
  const follow = (reply: Reply, link = '@odata.deltaLink'): Promise<Reply> =>
    tenant.get(String(reply.body[link]).replace('https://graph.microsoft.com', ''));
  const edit = (change: 'add' | 'remove', serialNumber: string): void =>
    tenant.sandbox.tenant.editGroup(all, change, serialNumber);
  const wait = (): void => tenant.sandbox.clock.advance(2_000);
  const device = (id: string | undefined, more = {}) => ({ '@odata.type': '#microsoft.graph.device', id, ...more });
  const removed = { '@removed': { reason: 'deleted' } };

  it('says who is in a group, then who came and who went, removals as objects', async () => {
    edit('add', 'A1');
    edit('add', 'A2');
    wait();
    const start = await first();
    assert.deepEqual(values(start), [{ id: group, 'members@delta': [device(ids[0]), device(ids[1])] }]);
    assert.deepEqual(values(await follow(start)), []);
    edit('remove', 'A1');
    edit('add', 'A3');
    wait();
    const next = await follow(start);
    assert.deepEqual(values(next), [{ id: group, 'members@delta': [device(ids[0], removed), device(ids[2])] }]);
    assert.deepEqual(values(await follow(next)), []);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('answers the same token again with the same', async () => {
    const start = await first();
    edit('add', 'A1');
    wait();
    assert.deepEqual(values(await follow(start)), values(await follow(start)));
    assert.equal(values(await follow(start)).length, 1);
  });

  it('starts from now with the token latest', async () => {
    edit('add', 'A1');
    wait();
    const start = await first('&$deltatoken=latest');
    assert.deepEqual(values(start), []);
    edit('add', 'A2');
    wait();
    assert.deepEqual(values(await follow(start)), [{ id: group, 'members@delta': [device(ids[1])] }]);
  });

  it('does not show a change before the directory does', async () => {
    const start = await first();
    edit('add', 'A1');
    const early = await follow(start);
    assert.deepEqual(values(early), []);
    wait();
    assert.equal(values(await follow(early)).length, 1);
  });

  it('tells of a device that entered a dynamic group, and of one that left it with its identity', async () => {
    const [tag] = [groupId(tenant.sandbox, 'Preflight tag - Microsoft365Managed_Standard')];
    const start = await tenant.get(`/v1.0/groups/delta?$select=members&$filter=id eq '${group}' or id eq '${tag}'`);
    const autopilotId = await tenant.registered('B1');
    edit('add', 'B1');
    wait();
    const objectId = [...tenant.sandbox.tenant.world().devices.keys()].at(-1);
    const entered = await follow(start);
    assert.deepEqual(Object.fromEntries(values(entered).map((each) => [each['id'], each['members@delta']])), {
      [group]: [device(objectId)],
      [tag ?? '']: [device(objectId)],
    });
    assert.equal(
      (await tenant.remove(`/v1.0/deviceManagement/windowsAutopilotDeviceIdentities/${autopilotId}`)).status,
      204,
    );
    tenant.sandbox.clock.advance(600_000);
    for (const each of values(await follow(entered)))
      assert.deepEqual(each['members@delta'], [{ ...device(objectId), ...removed }]);
    assert.equal(values(await follow(entered)).length, 1);
  });

  it('cuts a long membership into pages that show the group again, and loses nothing that changes between them', async () => {
    for (const serialNumber of ['A1', 'A2', 'A3', 'A4', 'A5']) edit('add', serialNumber);
    wait();
    const one = await first();
    assert.equal(one.body['@odata.deltaLink'], undefined);
    edit('remove', 'A1');
    wait();
    const two = await follow(one, '@odata.nextLink');
    const seen = [one, two]
      .flatMap((reply) => values(reply))
      .flatMap((each) => Object.values(each['members@delta'] ?? {}));
    assert.deepEqual(
      seen.map((member: Json) => member['id']),
      ids,
    );
    assert.deepEqual(values(await follow(two)), [{ id: group, 'members@delta': [device(ids[0], removed)] }]);
  });

  it('shows every group with its properties without select and filter, new ones, changed ones and deleted ones', async () => {
    let reply = await tenant.get('/v1.0/groups/delta');
    const seen = new Set(values(reply).map(({ displayName }) => String(displayName)));
    while (reply.body['@odata.nextLink'] !== undefined) {
      reply = await follow(reply, '@odata.nextLink');
      for (const { displayName } of values(reply)) seen.add(String(displayName));
    }
    assert.deepEqual(
      [...seen].toSorted(),
      [...tenant.sandbox.tenant.world().groups.values()].map((each) => each.displayName).toSorted(),
    );
    const created = await tenant.post('/v1.0/groups', {
      displayName: 'New',
      mailEnabled: false,
      mailNickname: 'new',
      securityEnabled: true,
    });
    await tenant.patch(`/v1.0/groups/${group}`, { description: 'changed' });
    tenant.sandbox.tenant.deleteGroup('Modern Workplace Devices-Test');
    wait();
    const changes = values(await follow(reply));
    assert.deepEqual(
      changes.map((each) => each['displayName'] ?? each['@removed']),
      ['New', all, { reason: 'deleted' }],
    );
    assert.equal(changes[0]?.['id'], created.body['id']);
  });

  it('leaves membership out where it was not selected', async () => {
    const start = await tenant.get(`/v1.0/groups/delta?$select=displayName&$filter=id eq '${group}'`);
    assert.deepEqual(values(start), [{ id: group, displayName: all }]);
    edit('add', 'A1');
    wait();
    assert.deepEqual(values(await follow(start)), []);
  });

  it('forgets a token after seven days', async () => {
    const start = await first();
    tenant.sandbox.clock.advance(week);
    const late = await follow(start);
    assert.equal(late.status, 200);
    tenant.sandbox.clock.advance(1);
    const gone = await follow(start);
    assert.equal(gone.status, 400);
    assert.equal(gone.body['error']?.['code'], 'syncStateNotFound');
    assert.equal((await follow(late)).status, 200);
  });

  it('forgets every token on demand: with the address to start over from, or without', async () => {
    edit('add', 'A1');
    wait();
    const start = await first();
    tenant.sandbox.tenant.refuseDeltaTokens('resync');
    const gone = await follow(start);
    assert.equal(gone.status, 410);
    const again = await tenant.get(String(gone.headers.get('location')).replace('https://graph.microsoft.com', ''));
    assert.deepEqual(values(again), values(start));
    tenant.sandbox.tenant.refuseDeltaTokens('expired');
    assert.equal((await follow(again)).body['error']?.['code'], 'syncStateNotFound');
  });

  it('takes the filter by id only, options on the first request only, and no other option', async () => {
    const asked = async (query: string): Promise<number> => (await tenant.get(`/v1.0/groups/delta?${query}`)).status;
    assert.equal(await asked(`$filter=displayName eq 'x'`), 400);
    assert.equal(await asked(`$filter=id eq '1' and id eq '2'`), 400);
    assert.equal(await asked(`$filter=id eq`), 400);
    const many = Array.from({ length: 60 }, (_, index) => `id eq '${index}'`).join(' or ');
    assert.equal(await asked(`$filter=${many}`), 200);
    assert.equal(await asked('$select=nonsense'), 400);
    assert.equal(await asked('$top=5'), 400);
    assert.equal(await asked('$deltatoken=nonsense'), 400);
    assert.equal(await asked('$skiptoken=nonsense'), 400);
    const start = await first();
    const link = String(start.body['@odata.deltaLink']).replace('https://graph.microsoft.com', '');
    assert.equal((await tenant.get(`${link}&$select=members`)).status, 400);
  });

  it('answers in beta, with parentheses too', async () => {
    const reply = await tenant.get(`/beta/groups/delta()?$select=members&$filter=id eq '${group}'`);
    assert.deepEqual(values(reply), [{ id: group }]);
    assert.match(String(reply.body['@odata.deltaLink']), /^https:\/\/graph\.microsoft\.com\/beta\/groups\/delta/);
  });
});
