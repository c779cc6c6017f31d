import assert from 'node:assert/strict';
import { activity, cardOf, execute, latest } from '../support/activities.ts';
import { type BotUnderTest, startBot } from '../support/botUnderTest.ts';
import { realRegistration } from '../support/realRegistration.ts';
import { ada, grace } from '../support/samples.ts';

describe("buttons for people's steps", () => {
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

  const press = async (
    verb: 'markShipped' | 'confirmActive',
    { data = {}, from = ada, card = 'card-b1' }: { data?: object; from?: typeof ada; card?: string } = {},
  ) => {
    const drawn = 'shown' in data ? {} : await engine.drawn('b1');
    return (await under.post(execute(under.connector, verb, { ...drawn, ...data }, from, card))).body;
  };
  const edit = () => under.connector.sent.findLast(({ method }) => method === 'PUT');
  const message = (value: string) => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value });

  it('mark what the card showed, redraw the card for everybody, and offer to take it back', async () => {
    await engine.device('A', { requestedIn: 'b1' });
    await engine.device('B', { requestedIn: 'b1', status: 'active' });
    await engine.device('C', { requestedIn: 'b1', status: 'pending' });
    await engine.device('D', { requestedIn: 'b1', status: 'failed' });
    const answer = await press('markShipped');
    assert.deepEqual(answer, message('2 devices are marked as shipped now: A and B. Of these, B is in use already.'));
    assert.equal(edit()?.activityId, 'card-b1');
    assert.match(cardOf(edit()), /Shipped {2}.*2 of 4/);
    assert.doesNotMatch(cardOf(edit()), /"markShipped"/);
    assert.match(latest(under), /Ada Lovelace marked 2 devices as shipped.*A and B\..*"verb":"takeBack"/);
    assert.deepEqual(await engine.said('shipped'), ['A', 'B']);
    const batch = await engine.world.store.get('batches', 'b1');
    // Drawn once more when the answer has certainly arrived.
    assert.equal(batch?.cardDueAt, engine.world.clock.now() + 5_000);
  });

  it('confirm what is active, and nothing that is inactive', async () => {
    await engine.device('A', { requestedIn: 'b1', status: 'active' });
    await engine.device('B', { requestedIn: 'b1', status: 'inactive' });
    await engine.device('C', { requestedIn: 'b1' });
    const answer = await press('confirmActive');
    assert.deepEqual(answer, message('1 device is confirmed now: A.'));
    assert.deepEqual(await engine.said('confirmed'), ['A']);
  });

  it('tell the second click who was first', async () => {
    await engine.device('A', { requestedIn: 'b1' });
    const data = await engine.drawn('b1');
    await press('markShipped', { data });
    under.roles.set(grace.id, ['administrator']);
    const second = await press('markShipped', { from: grace, data });
    assert.deepEqual(second, message('Already marked as shipped by Ada Lovelace at 5 Jan 2026, 10:00: A.'));
  });

  it('tell each of two people at once what became of every device', async () => {
    for (const serialNumber of ['A', 'B', 'C']) await engine.device(serialNumber, { requestedIn: 'b1' });
    under.roles.set(grace.id, ['administrator']);
    const data = await engine.drawn('b1');
    const both = [press('markShipped', { data }), press('markShipped', { from: grace, data })];
    const answers = (await Promise.all(both)).map((answer) => JSON.stringify(answer));
    assert.equal(
      answers.filter((answer) => /are marked as shipped now|is marked as shipped now/.test(answer)).length > 0,
      true,
    );
    for (const answer of answers)
      for (const serial of ['A', 'B', 'C']) assert.match(answer, new RegExp(`\\b${serial}\\b`));
    const { items } = await engine.world.store.query('devices', { limit: 10 });
    assert.ok(items.every(({ timeline }) => timeline.length === 1));
  });

  it('are for every registrar, whoever sent the file, like the commands', async () => {
    await engine.device('A', { requestedIn: 'b1' });
    assert.match(
      JSON.stringify(await press('markShipped', { from: grace })),
      /Marking devices as shipped needs the registrar role \(Entra group “Preflight registrars”\)/,
    );
    assert.match(
      JSON.stringify(await press('confirmActive', { from: grace })),
      /Confirming devices needs the registrar/,
    );
    under.roles.clear();
    assert.match(JSON.stringify(await press('confirmActive')), /Confirming devices needs the registrar role/);
    assert.deepEqual([await engine.said('shipped'), await engine.said('confirmed')], [[], []]);
    const refusals = (await engine.world.store.query('audit', { limit: 10 })).items;
    assert.deepEqual([...new Set(refusals.map(({ action }) => action))], ['wasRefused']);
    under.roles.set(grace.id, ['registrar']);
    assert.deepEqual(await press('markShipped', { from: grace }), message('1 device is marked as shipped now: A.'));
    const { items } = await engine.world.store.query('audit', { limit: 10 });
    assert.deepEqual(
      items
        .filter(({ action }) => action !== 'wasRefused')
        .map(({ actor, action, subject }) => [actor, action, subject]),
      [[grace, 'askedToMarkShipped', 'b1']],
    );
  });

  it('believe nothing of a card but the batch', async () => {
    await engine.batch('b2');
    await engine.device('A', { requestedIn: 'b1' });
    await engine.device('X', { requestedIn: 'b2' });
    const forged = {
      serialNumbers: ['X'],
      scope: { serialNumbers: ['X'] },
      actor: grace,
      step: 'confirmed',
      status: 'active',
    };
    await press('markShipped', { data: forged });
    assert.deepEqual([await engine.said('shipped'), await engine.said('confirmed')], [['A'], []]);
    const [device] = (await engine.world.store.query('devices', { limit: 1 })).items;
    assert.deepEqual(device?.shipped?.by, ada);
  });

  it('answer for a batch that is gone, and one without devices', async () => {
    assert.match(JSON.stringify(await press('markShipped', { data: { batchId: 'gone' } })), /not known any more/);
    await press('confirmActive');
    assert.deepEqual(await engine.said('confirmed'), []);
  });

  it('leave another card as it is, and answer with the sentence', async () => {
    await engine.device('A', { requestedIn: 'b1' });
    const answer = await press('markShipped', { card: 'a-copy' });
    assert.deepEqual(answer, message('1 device is marked as shipped now: A.'));
    assert.equal(edit(), undefined);
  });

  it('say all of it to clients without Action.Execute', async () => {
    for (let index = 0; index < 30; index += 1) await engine.device(`S-${index}`, { requestedIn: 'b1' });
    const value = { verb: 'markShipped', ...(await engine.drawn('b1')) };
    const { items } = await engine.world.store.query('devices', { limit: 20 });
    for (const device of items) await engine.world.store.replace('devices', { ...device, status: 'pending' });
    await under.post(activity(under.connector, { text: '', value, replyToId: 'card-b1' }));
    const [before, said] = under.connector.sent.slice(-3);
    assert.match(
      String(said?.body['text']),
      /^10 devices are marked as shipped now.*20 of 30 are no longer ready.*You will be told when they are ready for user\\\.$/,
    );
    assert.equal(before?.method, 'PUT');
  });

  it('warn of a device that was shipped and fell back', async () => {
    const shipped = { by: grace, at: Date.UTC(2026, 0, 4, 9) };
    const { id } = await engine.device('A', { requestedIn: 'b1' });
    const data = await engine.drawn('b1');
    const device = await engine.world.store.get('devices', id);
    assert.ok(device);
    await engine.world.store.replace('devices', { ...device, status: 'pending', shipped });
    assert.deepEqual(
      await press('markShipped', { data }),
      message(
        '1 of 1 is no longer ready: A; it was not marked as shipped. ' +
          'A was marked as shipped by Grace Hopper at 4 Jan 2026, 10:00 and is not ready for user any more: ' +
          'keep it from being set up until you are told that it is ready again.',
      ),
    );
    assert.match(cardOf(edit()), /A: keep it from being set up until it is ready again/);
  });
});
