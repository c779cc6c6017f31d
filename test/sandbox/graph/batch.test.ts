import assert from 'node:assert/strict';
import { type Json, startSandbox, type TestSandbox } from '../support.ts';

const path = '/v1.0/$batch';
const json = { 'Content-Type': 'application/json' };

describe('$batch', () => {
  let tenant: TestSandbox;
  beforeEach(async () => {
    tenant = await startSandbox({ fleet: 3 });
  });
  afterEach(() => tenant.close());
  const send = async (requests: readonly unknown[]): Promise<Map<string, Json>> => {
    const reply = await tenant.post(path, { requests });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    return new Map(Object.values(reply.body['responses'] ?? {}).map((item) => [String(item['id']), item]));
  };
  const gets = (count: number): { id: string; method: string; url: string }[] =>
    Array.from({ length: count }, (_, index) => ({ id: String(index), method: 'GET', url: '/organization' }));

  it('answers each item alone, in any order', async () => {
    const upn = '/users/AlexW@contoso.example';
    const answers = await send([
      ...gets(12),
      { id: 'user', method: 'GET', url: upn.slice(1) },
      { id: 'nobody', method: 'GET', url: '/users/nobody' },
      { id: 'groups', method: 'POST', url: `${upn}/checkMemberGroups`, headers: json, body: { groupIds: [] } },
    ]);
    assert.equal(answers.get('user')?.['body']?.['displayName'], 'Alex Wilber');
    assert.equal(answers.get('nobody')?.['status'], 404);
    assert.equal(answers.get('groups')?.['status'], 200);
    assert.notDeepEqual(
      [...answers.keys()].slice(0, 12),
      gets(12).map(({ id }) => id),
    );
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('counts as one round trip and as many requests as it has items', async () => {
    tenant.sandbox.log.reset();
    await send(gets(20));
    const { roundTrips, requests, byRoute } = tenant.sandbox.log.counters();
    assert.deepEqual({ roundTrips, requests }, { roundTrips: 1, requests: 20 });
    assert.deepEqual(byRoute, { 'GET v1.0 /organization': 20 });
    const entries = tenant.sandbox.log.entries();
    assert.equal(entries.length, 21);
    assert.equal(new Set(entries.map(({ batch }) => batch)).size, 1);
  });

  it('is of one version', async () => {
    const answers = await send([{ id: '1', method: 'GET', url: '/deviceManagement/windowsAutopilotSettings' }]);
    assert.equal(answers.get('1')?.['status'], 400);
  });

  it('does not run what depends on a failed item', async () => {
    const answers = await send([
      { id: 'first', method: 'GET', url: '/users/nobody' },
      { id: 'then', method: 'GET', url: '/organization', dependsOn: ['first'] },
      { id: 'last', method: 'GET', url: '/organization', dependsOn: ['then'] },
    ]);
    assert.equal(answers.get('then')?.['status'], 424);
    assert.equal(answers.get('last')?.['status'], 424);
  });

  it('is refused as a whole where it is malformed', async () => {
    const malformed: unknown[][] = [
      [],
      gets(21),
      [...gets(1), ...gets(1)],
      [{ id: '1', method: 'GET', url: 'https://graph.microsoft.com/v1.0/organization' }],
      [{ id: '1', method: 'POST', url: '/groups', body: {} }],
      [{ id: '1', method: 'POST', url: '/groups', headers: json }],
    ];
    for (const requests of malformed) assert.equal((await tenant.post(path, { requests })).status, 400);
    const [, , , , untyped] = malformed;
    const answer = await tenant.post(path, { requests: untyped });
    assert.equal(
      answer.body['error']?.['message'],
      'Write request id : 1 does not contain Content-Type header or body.',
    );
  });

  it('throttles its items one by one, each with its own wait', async () => {
    tenant.sandbox.faults.add({ route: '/organization', status: 429, retryAfter: 7, count: 2 });
    const answers = [...(await send(gets(5))).values()];
    const throttled = answers.filter(({ status }) => Number(status) === 429);
    assert.equal(throttled.length, 2);
    assert.equal(throttled[0]?.['headers']?.['Retry-After'], '7');
  });
});
