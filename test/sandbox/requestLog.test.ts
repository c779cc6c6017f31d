import assert from 'node:assert/strict';
import { createRequestLog, type LogEntry } from '../../sandbox/requestLog.ts';
import { importBody, importPath, noon, row, startSandbox } from './support.ts';

describe('createRequestLog', () => {
  it('keeps the last fifty thousand requests and counts them all', () => {
    const log = createRequestLog();
    const entry = (at: number): LogEntry => ({
      at,
      method: 'GET',
      url: '/v1.0/devices',
      version: 'v1.0',
      route: '/devices',
      status: 200,
      duration: 0,
      requestSize: 0,
      responseSize: 0,
      batch: undefined,
    });
    for (let at = 0; at < 50_010; at += 1) log.add(entry(at));
    const entries = log.entries();
    assert.equal(entries.length, 50_000);
    assert.equal(entries[0]?.at, 10);
    assert.equal(entries.at(-1)?.at, 50_009);
    assert.equal(log.counters().roundTrips, 50_010);
    log.reset();
    assert.deepEqual(log.counters(), { roundTrips: 0, requests: 0, byRoute: {}, byStatus: {} });
    assert.deepEqual(log.entries(), []);
  });

  it('says what was asked and what it cost', async () => {
    const tenant = await startSandbox();
    const body = importBody([row('AAA1111')]);
    await tenant.post(importPath, body);
    await tenant.get('/v1.0/groups?$top=1');
    await tenant.get('/v1.0/gadgets');
    const [imported, groups, gadgets] = tenant.sandbox.log.entries();
    assert.equal(imported?.at, noon);
    assert.equal(imported?.requestSize, Buffer.byteLength(JSON.stringify(body)));
    assert.ok((imported?.responseSize ?? 0) > 4_000);
    assert.equal(groups?.url, '/v1.0/groups?%24top=1');
    assert.equal(groups?.route, '/groups');
    assert.equal(gadgets?.route, 'unknown');
    await tenant.close();
  });
});
