import assert from 'node:assert/strict';
import { importBody, importList, importPath, row, startSandbox, type TestSandbox, values } from './support.ts';

const organization = '/v1.0/organization';

describe('faults', () => {
  let tenant: TestSandbox;
  beforeEach(async () => {
    tenant = await startSandbox();
  });
  afterEach(() => tenant.close());

  it('answer with a status for as long as they last', async () => {
    tenant.sandbox.faults.add({ route: '/organization', status: 503, retryAfter: 11, count: 2 });
    const first = await tenant.get(organization);
    assert.equal(first.status, 503);
    assert.equal(first.headers.get('retry-after'), '11');
    assert.equal(first.body['error']?.['code'], 'ServiceUnavailable');
    assert.equal((await tenant.get('/v1.0/devices')).status, 200);
    assert.equal((await tenant.get(organization)).status, 503);
    assert.equal((await tenant.get(organization)).status, 200);
    assert.deepEqual(tenant.sandbox.faults.list(), []);
  });

  it('hit by method and pattern', async () => {
    tenant.sandbox.faults.add({ route: '/deviceManagement/**', method: 'POST', status: 500 });
    assert.equal((await tenant.get(importList)).status, 200);
    assert.equal((await tenant.post(importPath, importBody([]))).status, 500);
    tenant.sandbox.faults.clear();
    tenant.sandbox.faults.add({ route: '/users/*', status: 500 });
    assert.equal((await tenant.get('/v1.0/users/AlexW@contoso.example/memberOf')).status, 200);
    assert.equal((await tenant.get('/v1.0/users/AlexW@contoso.example')).status, 500);
  });

  it('drop the connection before acting', async () => {
    tenant.sandbox.faults.add({ route: '/**', drop: true, count: 1 });
    await assert.rejects(tenant.post(importPath, importBody([row('AAA1111')])));
    assert.equal(values(await tenant.get(importList)).length, 0);
    assert.deepEqual(
      tenant.sandbox.log.entries().map(({ status }) => status),
      [0, 200],
    );
  });

  it('drop the connection, or answer with an error, after acting', async () => {
    tenant.sandbox.faults.add({ route: '/**', method: 'POST', drop: true, when: 'after', count: 1 });
    await assert.rejects(tenant.post(importPath, importBody([row('AAA1111')])));
    tenant.sandbox.faults.add({ route: '/**', method: 'POST', status: 504, when: 'after', count: 1 });
    assert.equal((await tenant.post(importPath, importBody([row('BBB2222')]))).status, 504);
    assert.equal(values(await tenant.get(importList)).length, 2);
  });

  it('drop a whole batch when one of its items is hit', async () => {
    tenant.sandbox.faults.add({ route: '/organization', drop: true });
    const requests = [{ id: '1', method: 'GET', url: '/organization' }];
    await assert.rejects(tenant.post('/v1.0/$batch', { requests }));
  });

  it('delay by the sandbox clock', async () => {
    tenant.sandbox.clock.setSpeed(100_000);
    tenant.sandbox.faults.add({ route: '/organization', delay: 60_000 });
    const before = tenant.sandbox.clock.now();
    assert.equal((await tenant.get(organization)).status, 200);
    assert.ok(tenant.sandbox.clock.now() - before >= 60_000);
    assert.ok((tenant.sandbox.log.entries()[0]?.duration ?? 0) >= 60_000);
  });

  it('delay the answer alone when the service has acted already', async () => {
    tenant.sandbox.faults.add({ route: '/**', method: 'POST', delay: 60_000, when: 'after', count: 1 });
    let answered = false;
    const posted = tenant.post(importPath, importBody([row('AAA1111')])).then(() => {
      answered = true;
    });
    while (tenant.sandbox.tenant.world().imports.size === 0) await new Promise(setImmediate);
    assert.equal(values(await tenant.get(importList)).length, 1);
    assert.equal(answered, false);
    tenant.sandbox.clock.advance(60_000);
    await posted;
  });

  it('hit their share of the requests', async () => {
    tenant.sandbox.faults.add({ route: '/organization', status: 500, rate: 0.5 });
    for (let index = 0; index < 60; index += 1) await tenant.get(organization);
    const failed = tenant.sandbox.log.counters().byStatus['500'] ?? 0;
    assert.ok(failed > 15 && failed < 45, String(failed));
  });
});
