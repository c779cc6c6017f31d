import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { answeredActivities, answeredKept } from '../../src/registration/answered/answeredActivities.ts';
import { housekeeping } from '../../src/registration/batches/housekeeping.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { type Listening, listen } from '../support/listen.ts';
import { activity, fileActivity } from './support/activities.ts';
import { type BotUnderTest, startBot } from './support/botUnderTest.ts';

const csv = 'Device Serial Number,Windows Product ID,Hardware Hash\nA,,T0GAAA\n';

describe('a message that Teams sends again', () => {
  let under: BotUnderTest;
  let files: Listening;
  let open: ServerResponse[];
  let arrived: PromiseWithResolvers<void>;
  const store = () => openSqliteStore(':memory:');

  async function start(over: Parameters<typeof startBot>[0] = {}): Promise<void> {
    under = await startBot({
      answerWithinMs: 30,
      download: {
        allowedHosts: ['*.sharepoint.com'],
        insecureLoopbackOrigin: files.origin,
        maxBytes: 5_000,
        timeoutMs: 20_000,
      },
      ...over,
    });
  }
  beforeEach(async () => {
    open = [];
    arrived = Promise.withResolvers();
    files = await listen((_request, response) => {
      open.push(response);
      arrived.resolve();
    });
  });
  afterEach(async () => {
    for (const response of open) response.destroy();
    await under.bot.answered();
    await under.stop();
    await files.close();
  });
  const file = () => fileActivity(under.connector, [{ name: 'devices.csv', url: `${files.origin}/f` }]);

  it('is read once, and answered once, in a message of its own, while its download takes long', async () => {
    await start();
    const message = file();
    assert.equal((await under.post(message)).status, 200);
    await arrived.promise;
    assert.equal(under.connector.sent.length, 0, 'the request is answered before the file is there');
    for (let repeat = 0; repeat < 3; repeat += 1) assert.equal((await under.post(message)).status, 200);
    for (const response of open) response.end(csv);
    await under.bot.answered();
    assert.deepEqual([open.length, under.registration.uploads.length, under.connector.sent.length], [1, 1, 1]);
    await under.post(message);
    assert.deepEqual([open.length, under.connector.sent.length], [1, 1], 'nor is one that comes late');
  });

  it('is told apart from the next message, and from one in another conversation', async () => {
    await start();
    const first = activity(under.connector, { text: 'help' });
    await under.post(first);
    await under.post({ ...first, id: 'another' });
    await under.post({ ...first, conversation: { ...(first['conversation'] as object), id: 'a:another-chat' } });
    assert.equal(under.connector.sent.length, 3);
    await under.post(first);
    assert.equal(under.connector.sent.length, 3);
  });

  it('of which the first is in hand does not end with its repeat', async () => {
    await start();
    const message = file();
    await under.post(message);
    await arrived.promise;
    await under.post(message);
    await under.post(message);
    assert.equal(open.length, 1);
  });

  it('is remembered over a restart, for an hour', async () => {
    let now = 1_000_000;
    const kept = store();
    const answered = answeredActivities({ store: kept, clock: { now: () => now, sleep: async () => {} } });
    await start({ answered });
    const message = activity(under.connector, { text: 'help' });
    await under.post(message);
    await under.stop();
    await start({ answered });
    await under.post({ ...message, serviceUrl: `${under.connector.origin}/` });
    assert.equal(under.connector.sent.length, 0);
    now += answeredKept;
    await housekeeping({ store: kept, clock: { now: () => now, sleep: async () => {} }, log: capturedLog() });
    assert.equal(await kept.count('answeredActivities', {}), 0);
    await under.post({ ...message, serviceUrl: `${under.connector.origin}/` });
    assert.equal(under.connector.sent.length, 1);
    kept.close();
  });

  it('is answered rather than dropped while nothing can be looked up or noted', async () => {
    const fails = async () => {
      throw new Error('the disk is full');
    };
    await start({ answered: { has: fails, add: fails } });
    await under.post(activity(under.connector, { text: 'help' }));
    assert.equal(under.connector.sent.length, 1);
    assert.match(JSON.stringify(under.log.lines ?? under.log), /could not be/);
  });
});
