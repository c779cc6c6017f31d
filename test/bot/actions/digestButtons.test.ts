import assert from 'node:assert/strict';
import type { Digest } from '../../../src/registration/announcements/digest.ts';
import { lifeOf } from '../../../src/registration/shipping/shownDevices.ts';
import {
  activity,
  cardOf,
  channelActivity,
  channelThread,
  execute,
  latest,
  personalChat,
} from '../support/activities.ts';
import { type BotUnderTest, startBot } from '../support/botUnderTest.ts';
import { realRegistration } from '../support/realRegistration.ts';
import { ada, digestDevice, grace, sampleDigest } from '../support/samples.ts';

const digestId = 'd'.repeat(32);
const day = 24 * 3_600_000;

describe('buttons on digests, and taking back', () => {
  let under: BotUnderTest;
  let engine: ReturnType<typeof realRegistration>;
  beforeEach(async () => {
    engine = realRegistration();
    under = await startBot({ registration: engine.registration });
    await engine.batch('b1');
  });
  afterEach(async () => {
    await under.stop();
    engine.world.store.close();
  });

  async function digest(kind: Digest['kind'], ...serials: string[]): Promise<void> {
    const devices = await Promise.all(
      serials.map(async (serialNumber, index) => {
        const [device = assert.fail()] = await engine.registration.devices(serialNumber);
        const { id: key, problem } = device;
        return digestDevice(index, { key, serialNumber, life: lifeOf(device), problem: problem?.code });
      }),
    );
    const deliveries = [personalChat, '19:it-channel@thread.tacv2'].map((conversationId) => ({
      conversationId,
      state: 'sent' as const,
      attempts: 1,
      activityId: 'the-digest',
    }));
    const { version: _version, ...record } = sampleDigest(kind, 0, {
      id: digestId,
      batchId: 'b1',
      devices,
      deliveries,
    });
    await engine.world.store.create('digests', record);
  }
  /** The message that offers to take a mark back: the bot's latest when it was found. */
  let offer = '';
  const press = async (verb: string, data: Record<string, unknown>, from = ada) =>
    String(
      (
        (await under.post(execute(under.connector, verb, data, from, verb === 'takeBack' ? offer : 'the-digest')))
          .body as { value?: unknown }
      ).value,
    );
  const set = async (serialNumber: string, changes: object) => {
    const [device = assert.fail()] = await engine.registration.devices(serialNumber);
    await engine.world.store.replace('devices', { ...device, ...changes });
  };
  const markOf = () => {
    offer = under.connector.sent.at(-1)?.id ?? '';
    return /"markId":"([^"]+)"/.exec(latest(under))?.[1] ?? assert.fail(latest(under));
  };

  it('“2 of 5 are no longer ready”: what changed is said, what is not on the card is left alone', async () => {
    for (const serial of ['A', 'B', 'C', 'D', 'E']) await engine.device(serial, { requestedIn: 'b1' });
    await digest('ready', 'A', 'B', 'C', 'D', 'E');
    for (const serial of ['F', 'G']) await engine.device(serial, { requestedIn: 'b1' });
    await set('B', { status: 'pending' });
    await set('D', { status: 'removed' });
    assert.equal(
      await press('markShipped', { digestId }),
      '3 devices are marked as shipped now: A, C and E. ' +
        '2 of 5 are no longer ready: B and D; they were not marked as shipped. ' +
        'B is still being registered: do not ship it. You will be told when it is ready for user. ' +
        'D was removed and is not registered here any more. Send the CSV to register it again.',
    );
    assert.deepEqual(await engine.said('shipped'), ['A', 'C', 'E']);
    assert.match(latest(under), /Ada Lovelace marked 3 devices as shipped.*"A, C and E\."/);
  });

  it('work in a thread of a channel, and answer there', async () => {
    await engine.device('A', { requestedIn: 'b1' });
    await digest('ready', 'A');
    const conversation = { conversationType: 'channel', isGroup: true, id: channelThread, tenantId: undefined };
    const { conversation: place, channelData } = channelActivity(under.connector, '') as Record<string, object>;
    await under.post({ ...execute(under.connector, 'markShipped', { digestId }), conversation: place, channelData });
    assert.deepEqual(await engine.said('shipped'), ['A']);
    assert.equal(under.connector.sent.at(-1)?.conversationId, conversation.id);
  });

  it('are refused from a conversation where the digest was never posted, and on cards of Preflight 0.1', async () => {
    await engine.device('A', { requestedIn: 'b1' });
    await digest('ready', 'A');
    const elsewhere = { conversation: { conversationType: 'personal', id: 'a:another-chat' } };
    const tenant = (activity(under.connector) as { conversation: { tenantId: string } }).conversation.tenantId;
    const conversation = { ...elsewhere.conversation, tenantId: tenant };
    const answer = await under.post({ ...execute(under.connector, 'markShipped', { digestId }), conversation });
    assert.match(answer.text, /too old: what it showed is not known any more, so nothing was done/);
    assert.match(await press('markShipped', { batchId: 'b1' }), /too old.*write “shipped” and the serial numbers\.$/);
    assert.match(await press('retryFailed', { batchId: 'b1' }), /too old.*write “retry” and the serial numbers\.$/);
    assert.match(await press('markShipped', {}), /cannot be read/);
    for (const forged of [{ digestId: 'x' }, { digestId: ['a'] }, { batchId: 'b1', shown: '../..' }])
      assert.match(await press('markShipped', forged), /cannot be read|too old/);
    assert.deepEqual(await engine.said('shipped'), []);
  });

  it('draw a batch’s card of Preflight 0.1 anew, and do nothing', async () => {
    await engine.device('A', { requestedIn: 'b1' });
    const { text } = await under.post(execute(under.connector, 'markShipped', { batchId: 'b1' }, ada, 'card-b1'));
    assert.match(text, /The card was out of date, so nothing was done/);
    assert.deepEqual(await engine.said('shipped'), []);
    const shown = /"shown":"([0-9a-f]{32})"/.exec(cardOf(under.connector.sent.at(-1)))?.[1];
    await under.post(execute(under.connector, 'markShipped', { batchId: 'b1', shown }, ada, 'card-b1'));
    assert.deepEqual(await engine.said('shipped'), ['A']);
  });

  it('retry what the digest showed as failed', async () => {
    const failed = { requestedIn: 'b1', status: 'failed', step: 'accepted', autopilotId: 'x' } as const;
    const problem = { code: 'unexpected-error', at: 0 } as const;
    await engine.device('A', { ...failed, problem });
    await engine.device('B', { ...failed, problem });
    await digest('failed', 'A', 'B');
    await engine.device('C', { ...failed, problem });
    await set('B', { status: 'ready', problem: undefined });
    assert.match(
      await press('retryFailed', { digestId }),
      /^1 device is tried again: A\..* Not tried again: B\. It is registered\./,
    );
    const { items } = await engine.world.store.query('retries', { limit: 10 });
    assert.deepEqual(JSON.stringify(items).includes('|C'), false);
  });

  it('a mark is taken back with the button right after marking, with a reason, by any registrar', async () => {
    for (const serial of ['A', 'B']) await engine.device(serial, { requestedIn: 'b1' });
    await digest('ready', 'A', 'B');
    await press('markShipped', { digestId });
    const data = { step: 'shipped', markId: markOf() };
    assert.match(
      await press('takeBack', data, grace),
      /Taking back that devices were shipped needs the registrar role/,
    );
    for (const reason of ['', '  ', '\u200b', '...'])
      assert.match(await press('takeBack', { ...data, reason }), /Nothing was taken back: say why/);
    assert.deepEqual(await engine.said('shipped'), ['A', 'B']);
    under.roles.set(grace.id, ['registrar']);
    await press('takeBack', { ...data, reason: 'wrong  pallet\n' }, grace);
    assert.deepEqual(await engine.said('shipped'), []);
    const edit = under.connector.sent.findLast(({ method }) => method === 'PUT');
    assert.match(
      cardOf(edit),
      /Taken back by Grace Hopper: 2 devices are not marked as shipped any more.*The reason is kept: wrong\s+pallet\./,
    );
    assert.doesNotMatch(cardOf(edit), /"takeBack"/);
    assert.match(await press('takeBack', { ...data, reason: 'again' }), /nothing to take back/);
  });

  it('the directory is asked now: who lost the role a minute ago takes nothing back', async () => {
    await engine.device('A');
    await under.post(activity(under.connector, { text: 'shipped A' }));
    under.roles.clear();
    await under.post(activity(under.connector, { text: 'unship A because of me' }));
    assert.match(latest(under), /needs the registrar role/);
    assert.deepEqual(await engine.said('shipped'), ['A']);
  });

  it('after a day only an administrator takes it back', async () => {
    await engine.device('A');
    await under.post(activity(under.connector, { text: 'shipped A' }));
    const data = { step: 'shipped', markId: markOf(), reason: 'wrong one' };
    await engine.world.clock.advance(day + 1);
    assert.match(
      await press('takeBack', data),
      /A was marked as shipped by Ada Lovelace at .*, more than a day ago: only an administrator can take that back\./,
    );
    assert.deepEqual(await engine.said('shipped'), ['A']);
    under.roles.set(grace.id, ['administrator']);
    await press('takeBack', data, grace);
    assert.deepEqual(await engine.said('shipped'), []);
  });

  it('in writing: `unship A because …`, `unconfirm A because …`', async () => {
    const say = async (text: string) => {
      await under.post(activity(under.connector, { text }));
      return latest(under);
    };
    await engine.device('A', { status: 'active' });
    await say('shipped A');
    await say('confirm A');
    assert.match(await say('unship'), /Which devices\? Write `unship` and their serial numbers/);
    assert.match(await say('unship A'), /Nothing was taken back: say why/);
    assert.match(await say('unship because I said so'), /Which devices\?/);
    assert.match(
      await say('Unship a, NOBODY BECAUSE it came back.'),
      /1 device is not marked as shipped any more: A\\?\. The reason is kept: it came back\..*No device with the serial number NOBODY/s,
    );
    assert.deepEqual([await engine.said('shipped'), await engine.said('confirmed')], [[], ['A']]);
    assert.match(
      await say('unship A because it came back'),
      /A is not marked as shipped, so there is nothing to take back/,
    );
    assert.match(await say('unconfirm A because the user called'), /1 device is not confirmed any more: A/);
    assert.deepEqual(await engine.said('confirmed'), []);
    assert.match(await say('status A'), /No longer confirmed: Ada Lovelace took it back, because the user called/);
    assert.match(await say('help'), /unship <serial numbers> because <reason>.*unconfirm <serial/s);
  });

  it('a reason is one line without what could hide in it', async () => {
    await engine.device('A');
    await under.post(activity(under.connector, { text: 'shipped A' }));
    const reason = `=cmd|'x'\u202egnp.\n${'z'.repeat(1_000)}`;
    await press('takeBack', { step: 'shipped', markId: markOf(), reason });
    const [device = assert.fail()] = await engine.registration.devices('A');
    const line = device.timeline.at(-1)?.text ?? '';
    assert.doesNotMatch(line, /[\u202e\n]/);
    assert.ok(line.length < 450, String(line.length));
  });
});
