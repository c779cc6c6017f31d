import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { createBodyBudget } from '../../src/callers/bodyBudget.ts';
import { isWithinShape } from '../../src/callers/jsonShape.ts';
import { isLoopbackCaller } from '../../src/callers/loopbackCaller.ts';
import { onceInAWhile } from '../../src/callers/onceInAWhile.ts';
import { countRefusals } from '../../src/callers/refusals.ts';
import { createMetrics } from '../../src/metrics.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { listen } from '../support/listen.ts';

describe('what strangers may make us hold', () => {
  it('bodies: what was sent is what is read, in one chunk or in many, and nothing is held afterwards', async () => {
    const budget = createBodyBudget(1_000_000);
    const read = budget.reader(200_000);
    const server = await listen((request, response) => {
      void read(request, async (text) => text).then((text) => response.end(text));
    });
    try {
      for (const parts of [
        [''],
        ['é'],
        ['{"a":', '"ü', '"}'],
        Array.from({ length: 100 }, (_, i) => `${i}`.repeat(400)),
      ]) {
        const answer = new Promise<string>((resolve, reject) => {
          const sent = httpRequest(server.origin, { method: 'POST' }, async (response) => {
            resolve(Buffer.concat(await response.toArray()).toString('utf8'));
          });
          sent.on('error', reject);
          for (const part of parts) sent.write(part);
          sent.end();
        });
        assert.equal(await answer, parts.join(''));
        assert.equal(budget.held(), 0);
      }
    } finally {
      await server.close();
    }
  });

  it('shapes: depth, members of one part and members of all are counted outside of texts', () => {
    const limits = { depth: 3, members: 4, total: 6 };
    for (const text of [
      '[[[1]]]',
      '{"a":[1,2],"b":"[[[[,,,,,,"}',
      '["\\",[[[[", "\\\\"]',
      '[1,2,3,4]',
      '',
      'x',
      ']]]]',
    ])
      assert.ok(isWithinShape(text, limits), text);
    for (const text of [
      '[[[[',
      '[1,2,3,4,5]',
      '{"a":1,"b":1,"c":1,"d":1,"e":1}',
      '[[1,2],[1,2],[1,2]]',
      '["\\\\",[[[[',
    ])
      assert.equal(isWithinShape(text, limits), false, text);
  });

  it('shapes: quotes and backslashes without end are passed over once', () => {
    assert.ok(isWithinShape(`["${'\\'.repeat(1_000_000)}`, { depth: 3, members: 4, total: 6 }));
    assert.ok(isWithinShape(`["${'\\"'.repeat(500_000)}`, { depth: 3, members: 4, total: 6 }));
  });

  it('refusals: each is counted, each kind is a line a minute with the sum', () => {
    const log = capturedLog();
    const metrics = createMetrics();
    const minutes: (() => void)[] = [];
    const count = countRefusals(log, metrics, (act) => void minutes.push(act));
    for (let times = 0; times < 2_700; times += 1) count('issuer');
    count('signature');
    assert.equal(log.lines.length, 2);
    for (const minute of minutes.splice(0)) minute();
    assert.equal(log.lines.length, 3);
    assert.match(JSON.stringify(log.lines.at(-1)), /2699/);
    for (const minute of minutes.splice(0)) minute();
    assert.equal(log.lines.length, 3);
    assert.equal(minutes.length, 0);
    assert.match(metrics.text(), /^preflight_requests_refused_total\{reason="issuer"\} 2700$/m);
    assert.match(metrics.text(), /^preflight_requests_refused_total\{reason="noToken"\} 0$/m);
  });

  it('readiness: asked once for all who ask, and again a second after it was answered', async () => {
    let now = 0;
    let asked = 0;
    let broken = false;
    const ready = onceInAWhile(
      async () => {
        asked += 1;
        if (broken) throw new Error('the disk is full');
      },
      1_000,
      () => now,
    );
    await Promise.all(Array.from({ length: 100 }, ready));
    assert.equal(asked, 1);
    broken = true;
    await ready();
    now = 1_000;
    await assert.rejects(ready(), /full/);
    await assert.rejects(ready(), /full/);
    assert.equal(asked, 2);
    broken = false;
    now = 2_000;
    await ready();
    assert.equal(asked, 3);
  });

  it('names: this machine’s own, with any port, and nobody’s page', () => {
    for (const host of ['localhost', 'localhost:3978', '127.0.0.1:1', '127.8.9.1', '[::1]:56140', 'LocalHost'])
      assert.ok(isLoopbackCaller({ host }), host);
    for (const host of [
      undefined,
      '',
      'localhost.',
      'evil.example',
      '127.0.0.1.nip.io',
      '127.1',
      '[::ffff:127.0.0.1]',
      'localhost:x',
      '[::1',
    ])
      assert.equal(isLoopbackCaller({ host }), false, host);
  });
});
