import assert from 'node:assert/strict';
import { activity, channelActivity, latest } from '../support/activities.ts';
import { type BotUnderTest, startBot } from '../support/botUnderTest.ts';
import { realRegistration } from '../support/realRegistration.ts';
import { ada, grace } from '../support/samples.ts';

describe("commands for people's steps", () => {
  let under: BotUnderTest;
  let engine: ReturnType<typeof realRegistration>;
  beforeEach(async () => {
    engine = realRegistration();
    under = await startBot({ registration: engine.registration });
  });
  afterEach(async () => {
    await under.stop();
    engine.world.store.close();
  });

  async function say(text: string, from = ada): Promise<string> {
    await under.post(activity(under.connector, { text }, from));
    return latest(under);
  }

  it('take serial numbers separated by spaces, commas and new lines', async () => {
    for (const serialNumber of ['A1', 'B2', 'C3', 'D4']) await engine.device(serialNumber);
    assert.equal(await say('Shipped a1, B2;C3\nD4.'), '4 devices are marked as shipped now: A1, B2, C3 and D4.');
    assert.deepEqual(await engine.said('shipped'), ['A1', 'B2', 'C3', 'D4']);
  });

  it('take a serial number with spaces where a device has it', async () => {
    const virtual = 'VMware-56 4d 3c 2b';
    await engine.device(virtual);
    await engine.device('B2');
    assert.match(await say(`shipped ${virtual}, B2`), /^2 devices are marked as shipped now/);
  });

  it('work in a channel', async () => {
    await engine.device('A1', { status: 'active' });
    await under.post(channelActivity(under.connector, 'confirm A1'));
    assert.equal(latest(under), '1 device is confirmed now: A1.');
  });

  it('give each serial number its answer', async () => {
    await engine.device('READY');
    await engine.device('PENDING', { status: 'pending' });
    await engine.device('SAME');
    await engine.device('SAME', { manufacturer: 'HP' });
    const answer = await say('shipped READY ready PENDING SAME NO_BODY');
    assert.deepEqual(answer.split('\n\n'), [
      '3 devices are marked as shipped now: READY, SAME and SAME.',
      'PENDING is still being registered: do not ship it. You will be told when it is ready for user.',
      'No device with the serial number NO\\_BODY is known here. Check the spelling, or send the CSV to register it.',
      'Given more than once and counted once: READY.',
      'More than one manufacturer uses SAME: every device with it was meant.',
    ]);
  });

  it('ask for serial numbers where there are none, and refuse too many', async () => {
    assert.match(await say('confirm'), /Which devices\? Write `confirm` and their serial numbers/);
    assert.match(await say(`shipped ${'S '.repeat(501)}`), /501 serial numbers, and nothing was marked as shipped/);
  });

  it('need the registrar role', async () => {
    await engine.device('A1', { status: 'active' });
    assert.match(await say('shipped A1', grace), /Marking devices as shipped needs the registrar role/);
    assert.match(await say('confirm A1', grace), /Confirming devices needs the registrar role/);
    assert.deepEqual([await engine.said('shipped'), await engine.said('confirmed')], [[], []]);
  });

  it('show in help and on the card of the device', async () => {
    await engine.device('A1', { status: 'active' });
    assert.match(await say('help'), /shipped <serial numbers>.*confirm <serial numbers>/);
    assert.doesNotMatch(await say('help', grace), /shipped <serial/);
    await say('shipped A1');
    await say('confirm A1');
    const card = await say('status A1');
    assert.match(card, /"Shipped".*by Ada Lovelace.*"Confirmed".*by Ada Lovelace/);
    assert.match(card, /Confirmed active by Ada Lovelace/);
  });

  it('are meant by words that come near', async () => {
    assert.match(await say('ship A1'), /Did you mean \*\*shipped\*\*\?/);
    assert.match(await say('confirmed A1'), /Did you mean \*\*confirm\*\*\?/);
  });
});
