import assert from 'node:assert/strict';
import { execute, latest } from '../support/activities.ts';
import { conversation } from '../support/conversation.ts';
import { ada, grace } from '../support/samples.ts';

const two = { count: 2, serialNumbers: ['S1', 'S2'] };
const shown = '0123456789abcdef0123456789abcdef';
const scopeOf = (subject: string) => ({ kind: 'shown', subject, shown: [{ key: shown, life: '1.1' }] });
const none = { count: 0, serialNumbers: [] };
const outcome = { again: two, lookedAt: none, tagAsked: none, withoutHash: none, left: [], unknown: [] };

describe('the button Retry failed', () => {
  const talk = conversation();
  const press = (data: Record<string, unknown>, who = ada) =>
    talk.under.post(execute(talk.under.connector, 'retryFailed', { shown, ...data }, who));

  it('tries the failed devices of the file again and says how many', async () => {
    const batchId = await talk.draft();
    talk.under.registration.retryOutcome.current = outcome;
    const answer = await press({ batchId });
    assert.match(answer.text, /activity\.message.*2 devices are tried again: S1 and S2\./);
    assert.deepEqual(
      talk.under.registration.retries.map(({ scope, actor }) => [scope, actor]),
      [[scopeOf(batchId), ada]],
    );
    talk.under.registration.retryOutcome.current = { ...outcome, again: none };
    assert.match((await press({ batchId })).text, /nothing to try again/);
  });

  it('is for every registrar, whoever sent the file, like the command', async () => {
    const batchId = await talk.draft();
    assert.match((await press({ batchId }, grace)).text, /needs the registrar role/);
    talk.under.roles.clear();
    assert.match((await press({ batchId })).text, /needs the registrar role/);
    assert.deepEqual(talk.under.registration.retries, []);
    for (const role of ['registrar', 'administrator'] as const) {
      talk.under.roles.set(grace.id, [role]);
      await press({ batchId }, grace);
    }
    assert.deepEqual(
      talk.under.registration.retries.map(({ actor }) => actor),
      [grace, grace],
    );
  });

  it('believes nothing of what a forged card says', async () => {
    const batchId = await talk.draft();
    const forged = { batchId, scope: { kind: 'failed' }, serialNumbers: ['S9'], actor: ada, role: 'administrator' };
    await press(forged, grace);
    assert.deepEqual(talk.under.registration.retries, []);
    await press(forged);
    assert.deepEqual(
      talk.under.registration.retries.map(({ scope }) => scope),
      [scopeOf(batchId)],
    );
    for (const data of [
      {},
      { batchId: '' },
      { batchId: 7 },
      { batchId: { kind: 'failed' } },
      { batchId: 'x'.repeat(201) },
    ])
      assert.match((await press(data)).text, /cannot be read/);
    assert.match((await press({ batchId: 'nobody' })).text, /not known any more/);
    assert.equal(talk.under.registration.retries.length, 1);
  });

  it('works as Action.Submit, and says all of a long answer', async () => {
    const batchId = await talk.draft();
    const remedy = `${'Send the file with this device again. '.repeat(5)}Then wait.`;
    const left = [{ ...two, reason: 'The hash is gone.', remedy }];
    talk.under.registration.retryOutcome.current = { ...outcome, left };
    await talk.say('', { value: { verb: 'retryFailed', batchId, shown }, replyToId: 'm1' });
    assert.match(latest(talk.under), /2 devices are tried again: S1 and S2/);
    assert.match(latest(talk.under), /Then wait\\\.$/);
  });
});
