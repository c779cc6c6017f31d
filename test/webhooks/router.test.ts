import assert from 'node:assert/strict';
import type express from 'express';
import fc from 'fast-check';
import { createHttpApp } from '../../src/http.ts';
import type { WakeSubject } from '../../src/registration/lifecycle/wakeUp.ts';
import { createWebhooks } from '../../src/webhooks/router.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { type Listening, listen } from '../support/listen.ts';

const clientState = 'c'.repeat(64);

describe('webhook listener', () => {
  let server: Listening;
  let stored: WakeSubject[];
  let wakes: number;
  let storeFails: boolean;

  before(async () => {
    const log = capturedLog();
    const store = async (subjects: readonly WakeSubject[]) => {
      if (storeFails) throw new Error('the disk is full');
      stored.push(...subjects);
    };
    const wake = () => {
      wakes += 1;
    };
    const webhooks = createWebhooks({ clientState, store, wake, log });
    const bot = async (_request: express.Request, response: express.Response) => void response.status(418).end();
    server = await listen(createHttpApp({ bot, webhooks, ready: async () => undefined, log }));
  });
  after(() => server.close());
  beforeEach(() => {
    stored = [];
    wakes = 0;
    storeFails = false;
  });

  const post = (path: string, body: string | undefined, type = 'application/json') =>
    fetch(`${server.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      ...(body === undefined ? {} : { body }),
    });
  const notify = (value: unknown, path = '/api/notifications') => post(path, JSON.stringify({ value }));
  const item = (changes: object = {}) => ({
    subscriptionId: 's',
    clientState,
    changeType: 'updated',
    resource: 'Groups/g',
    resourceData: { id: 'g' },
    ...changes,
  });

  for (const path of ['/api/notifications', '/api/lifecycle']) {
    it(`shakes hands at ${path}: the token as plain text, unchanged`, async () => {
      const token = 'Validation: <script>alert(1)</script> + 100%';
      const answer = await post(
        `${path}?validationToken=${encodeURIComponent(token)}`,
        undefined,
        'text/plain; charset=utf-8',
      );
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8');
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(await answer.text(), token);
    });

    it(`refuses to echo a whole page or two tokens at ${path}`, async () => {
      assert.equal((await post(`${path}?validationToken=${'x'.repeat(5_000)}`, undefined)).status, 400);
      assert.equal((await post(`${path}?validationToken=a&validationToken=b`, undefined)).status, 400);
    });
  }

  it('stores the members a notification names, then answers 202', async () => {
    const members = [{ id: 'a' }, { id: 'b', '@removed': 'deleted' }, { id: 'c', '@removed': { reason: 'deleted' } }];
    const answer = await notify([item({ resourceData: { id: 'g', 'members@delta': members } }), item()]);
    assert.equal(answer.status, 202);
    assert.equal(await answer.text(), '');
    assert.deepEqual(stored, [
      { kind: 'entraObject', id: 'a' },
      { kind: 'entraObject', id: 'b' },
      { kind: 'entraObject', id: 'c' },
      { kind: 'group', id: 'g' },
    ]);
    assert.equal(wakes, 1);
  });

  it('looks at everything after a lifecycle event', async () => {
    const answer = await notify([{ clientState, lifecycleEvent: 'reauthorizationRequired' }], '/api/lifecycle');
    assert.equal(answer.status, 202);
    assert.deepEqual(stored, [{ kind: 'everything' }]);
  });

  it('answers 202 and drops what does not carry the secret', async () => {
    for (const forged of ['', 'd'.repeat(64), clientState.slice(1), null, 7, undefined]) {
      assert.equal((await notify([item({ clientState: forged })])).status, 202);
    }
    assert.deepEqual(stored, []);
    assert.equal(wakes, 0);
  });

  it('answers 500 when nothing could be stored, so that Graph sends again', async () => {
    storeFails = true;
    const answer = await notify([item()]);
    assert.equal(answer.status, 500);
    assert.doesNotMatch(await answer.text(), /disk|at /);
  });

  it('neither wakes nor breaks on whatever else is sent', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.jsonValue().map((value) => JSON.stringify({ value: [value] })),
        ),
        async (body) => {
          const answer = await post('/api/notifications', body);
          assert.ok([202, 400].includes(answer.status), `${answer.status} for ${body}`);
          assert.doesNotMatch(await answer.text(), /node_modules/);
        },
      ),
      { numRuns: 300 },
    );
    assert.deepEqual(stored, []);
  });

  it('answers what nobody listens to, and health', async () => {
    assert.equal((await fetch(`${server.origin}/healthz`)).status, 200);
    assert.equal((await fetch(`${server.origin}/readyz`)).status, 200);
    assert.equal((await fetch(`${server.origin}/api/notifications`)).status, 404);
    assert.equal((await post('/api/messages', '{"broken')).status, 400);
  });
});
