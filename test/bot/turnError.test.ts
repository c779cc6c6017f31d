import assert from 'node:assert/strict';
import { execute, latest } from './support/activities.ts';
import { conversation, pasted } from './support/conversation.ts';

describe('faults', () => {
  const talk = conversation();

  it('tells who wrote a reference, and logs it', async () => {
    talk.under.registration.failNext(new Error('the disk is full'));
    const answer = await talk.say(pasted());
    assert.equal(answer.status, 200);
    assert.match(latest(talk.under), /give your administrator this reference: id-1$/);
    assert.doesNotMatch(latest(talk.under), /disk/);
    const line = talk.under.log.lines.find(({ level }) => level === 'error');
    assert.equal(line?.fields['reference'], 'id-1');
  });

  it('answers a button with an error that leaves the card', async () => {
    const batchId = await talk.draft();
    talk.under.registration.failNext(new Error('the disk is full'));
    const answer = await talk.under.post(execute(talk.under.connector, 'register', { batchId, profile: 'Standard' }));
    assert.equal(answer.status, 200);
    assert.match(answer.text, /"statusCode":500,"type":"application\/vnd.microsoft.error".*id-1/);
  });

  it('lets nothing escape when the apology cannot be sent either', async () => {
    talk.under.connector.failNext({ status: 500 }, { status: 500 });
    const answer = await talk.say('help');
    assert.equal(answer.status, 200);
    assert.equal(talk.under.connector.requests(), 2);
    assert.equal(talk.under.log.lines.filter(({ level }) => level === 'error').length, 2);
  });

  it('never logs what was in a file', async () => {
    talk.under.registration.failNext(new Error('x'));
    await talk.say(`5CG1,,T0GA${'Q'.repeat(200)}`);
    assert.doesNotMatch(JSON.stringify(talk.under.log.lines), /QQQQ/);
  });
});
