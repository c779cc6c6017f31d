import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { cardOf, latest, personalChat } from '../support/activities.ts';
import { conversation, pasted } from '../support/conversation.ts';
import { ada } from '../support/samples.ts';

describe('pasted CSV', () => {
  const talk = conversation();

  it('answers with the report card and remembers where it is', async () => {
    await talk.say(pasted(2));
    const [sent] = talk.under.connector.sent;
    assert.match(cardOf(sent), /2 devices can be registered/);
    assert.equal(sent?.body['summary'], '2 devices can be registered');
    const [upload] = talk.under.registration.uploads;
    assert.equal(upload?.fileName, 'pasted text');
    assert.deepEqual(upload?.requester, ada);
    assert.deepEqual([...talk.under.registration.drafts.values()][0]?.card, {
      conversationId: personalChat,
      activityId: sent?.id,
    });
  });

  it('reads a hash without a header', async () => {
    await talk.say(`5CG1,,T0GA${'A'.repeat(200)}`);
    assert.equal(talk.under.registration.uploads.length, 1);
  });

  it('takes line breaks from the HTML copy where the text has lost them', async () => {
    const html = `<p>Device Serial Number,Windows Product ID,Hardware Hash<br>A&amp;B,,T0GAAAA</p>`;
    await talk.say('Device Serial Number,Windows Product ID,Hardware Hash A&B,,T0GAAAA', {
      attachments: [{ contentType: 'text/html', content: html }],
    });
    assert.equal(
      new TextDecoder().decode(talk.under.registration.uploads[0]?.bytes),
      'Device Serial Number,Windows Product ID,Hardware Hash\nA&B,,T0GAAAA',
    );
  });

  it('is found where only the HTML copy holds it', async () => {
    const html = `<p>Device Serial Number,Windows Product ID,Hardware Hash<br>5CG1,,T0GA${'A'.repeat(200)}</p>`;
    await talk.say('', { attachments: [{ contentType: 'text/html', content: html }] });
    assert.equal(talk.under.registration.uploads.length, 1);
  });

  it('is not read in a channel, where everybody would see it', async () => {
    await talk.sayInChannel(pasted(2));
    assert.equal(talk.under.registration.uploads.length, 0);
    assert.match(latest(talk.under), /personal chat/);
  });

  it('is understood beside a mention of nobody', async () => {
    await talk.say(pasted(2), { entities: [{ type: 'mention', text: '<at>x</at>' }] });
    assert.equal(talk.under.registration.uploads.length, 1);
  });

  it('asks for the registrar role before reading anything', async () => {
    talk.under.roles.clear();
    await talk.say(pasted());
    assert.equal(
      latest(talk.under),
      'Registering needs the registrar role (Entra group “Preflight registrars”). Ask the owner of that group or an administrator.',
    );
    assert.equal(talk.under.registration.uploads.length, 0);
  });

  it('refuses, and says so, when the directory cannot be asked', async () => {
    talk.under.directoryFails.error = new ServiceError('down', {
      kind: 'unavailable',
      status: 503,
      code: 'x',
      outcome: 'none',
    });
    await talk.say(pasted());
    assert.match(latest(talk.under), /directory cannot be asked for your role/);
    assert.equal(talk.under.registration.uploads.length, 0);
  });
});
