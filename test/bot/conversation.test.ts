import assert from 'node:assert/strict';
import { ServiceError } from '../../src/registration/ports/serviceError.ts';
import {
  activity,
  botAccount,
  cardOf,
  channelActivity,
  channelThread,
  execute,
  fileActivity,
  latest,
  personalChat,
} from './support/activities.ts';
import { type BotUnderTest, startBot } from './support/botUnderTest.ts';
import { ada, grace, sampleDevice } from './support/samples.ts';

const pasted = (rows = 1) => `Device Serial Number,Windows Product ID,Hardware Hash\n${'S1,,T0GAAAA\n'.repeat(rows)}`;

describe('conversation', () => {
  let under: BotUnderTest;
  beforeEach(async () => {
    under = await startBot();
  });
  afterEach(() => under.stop());

  const say = (text: string, over: Record<string, unknown> = {}) =>
    under.post(activity(under.connector, { text, ...over }));
  const sayInChannel = (text: string) => under.post(channelActivity(under.connector, text));

  /** Leaves a draft behind and resolves with its id. */
  async function draft(): Promise<string> {
    await say(pasted(2));
    const [id] = [...under.registration.drafts.keys()].slice(-1);
    assert.ok(id);
    return id;
  }

  describe('pasted CSV', () => {
    it('answers with the report card and remembers where it is', async () => {
      await say(pasted(2));
      const [sent] = under.connector.sent;
      assert.match(cardOf(sent), /2 devices can be registered/);
      assert.equal(sent?.body['summary'], '2 devices can be registered');
      const [upload] = under.registration.uploads;
      assert.equal(upload?.fileName, 'pasted text');
      assert.deepEqual(upload?.requester, ada);
      assert.deepEqual([...under.registration.drafts.values()][0]?.card, {
        conversationId: personalChat,
        activityId: sent?.id,
      });
    });

    it('reads a hash without a header', async () => {
      await say(`5CG1,,T0GA${'A'.repeat(200)}`);
      assert.equal(under.registration.uploads.length, 1);
    });

    it('takes line breaks from the HTML copy where the text has lost them', async () => {
      const html = `<p>Device Serial Number,Windows Product ID,Hardware Hash<br>A&amp;B,,T0GAAAA</p>`;
      await say('Device Serial Number,Windows Product ID,Hardware Hash A&B,,T0GAAAA', {
        attachments: [{ contentType: 'text/html', content: html }],
      });
      assert.equal(
        new TextDecoder().decode(under.registration.uploads[0]?.bytes),
        'Device Serial Number,Windows Product ID,Hardware Hash\nA&B,,T0GAAAA',
      );
    });

    it('asks for the registrar role before reading anything', async () => {
      under.roles.clear();
      await say(pasted());
      assert.equal(
        latest(under),
        'Registering needs the registrar role (Entra group “Preflight registrars”). Ask the owner of that group or an administrator.',
      );
      assert.equal(under.registration.uploads.length, 0);
    });

    it('refuses, and says so, when the directory cannot be asked', async () => {
      under.directoryFails.error = new ServiceError('down', {
        kind: 'unavailable',
        status: 503,
        code: 'x',
        outcome: 'none',
      });
      await say(pasted());
      assert.match(latest(under), /directory cannot be asked for your role/);
      assert.equal(under.registration.uploads.length, 0);
    });
  });

  describe('register', () => {
    it('turns the report into the batch card, for everybody', async () => {
      const batchId = await draft();
      const place = under.connector.sent.at(-1)?.id;
      const answer = await under.post(
        execute(
          under.connector,
          'register',
          { batchId, profile: 'Standard', sharedMode: 'false', note: ' Order 4711 ' },
          ada,
          place,
        ),
      );
      assert.equal(answer.status, 200);
      assert.match(answer.text, /"statusCode":200,"type":"application\/vnd.microsoft.card.adaptive"/);
      assert.match(answer.text, /Registering 2 devices/);
      const edit = under.connector.sent.at(-1);
      assert.deepEqual([edit?.method, edit?.activityId, edit?.conversationId], ['PUT', place, personalChat]);
      assert.match(cardOf(edit), /Registering 2 devices/);
      const batch = under.registration.drafts.get(batchId);
      assert.deepEqual(
        [batch?.profile, batch?.sharedMode, batch?.note, batch?.decidedBy],
        ['Standard', false, 'Order 4711', ada],
      );
    });

    it('tells a second click who was first', async () => {
      const batchId = await draft();
      const press = () =>
        under.post(execute(under.connector, 'register', { batchId, profile: 'Standard', sharedMode: 'false' }));
      await press();
      const second = await press();
      assert.deepEqual(second.body, {
        statusCode: 200,
        type: 'application/vnd.microsoft.activity.message',
        value: 'Already registered by Ada Lovelace at 23 Nov 2026, 11:48.',
      });
      assert.match(cardOf(under.connector.sent.at(-1)), /Registering 2 devices/);
    });

    it('answers with the card when the message cannot be edited', async () => {
      const batchId = await draft();
      under.connector.failNext({ status: 500 });
      const answer = await under.post(execute(under.connector, 'register', { batchId, profile: 'Standard' }));
      assert.match(answer.text, /card.adaptive.*Registering 2 devices/);
      assert.ok(under.log.lines.some(({ level }) => level === 'warn'));
    });

    it('keeps the report with the reason and the inputs when the choice is refused', async () => {
      const batchId = await draft();
      const answer = await under.post(
        execute(under.connector, 'register', { batchId, profile: 'PowerUser', sharedMode: 'true', note: 'x' }),
      );
      assert.match(answer.text, /Power user devices can't be shared. Turn shared devices off./);
      assert.match(answer.text, /"id":"profile"[^}]*"value":"PowerUser"/);
      assert.match(answer.text, /"id":"sharedMode"[^}]*"value":"true"/);
      assert.equal(under.registration.drafts.get(batchId)?.state, 'draft');
      assert.equal(under.connector.sent.at(-1)?.method, 'POST');
    });

    it('refuses somebody without the role and leaves the card', async () => {
      const batchId = await draft();
      const answer = await under.post(execute(under.connector, 'register', { batchId, profile: 'Standard' }, grace));
      assert.match(answer.text, /activity.message.*Registering needs the registrar role/);
      assert.equal(under.registration.drafts.get(batchId)?.state, 'draft');
    });

    it("refuses another registrar's click on somebody else's file", async () => {
      const batchId = await draft();
      under.roles.set(grace.id, ['registrar']);
      const answer = await under.post(execute(under.connector, 'register', { batchId, profile: 'Standard' }, grace));
      assert.match(answer.text, /Only Ada Lovelace or an administrator can register this file\./);
      assert.equal(under.registration.drafts.get(batchId)?.state, 'draft');
    });

    it("lets an administrator register somebody else's file", async () => {
      const batchId = await draft();
      under.roles.set(grace.id, ['administrator']);
      await under.post(execute(under.connector, 'register', { batchId, profile: 'Standard' }, grace));
      assert.deepEqual(under.registration.drafts.get(batchId)?.decidedBy, grace);
    });

    it('checks the role again at the click', async () => {
      const batchId = await draft();
      under.roles.clear();
      const answer = await under.post(execute(under.connector, 'register', { batchId, profile: 'Standard' }));
      assert.match(answer.text, /Registering needs the registrar role/);
    });

    it('believes the authenticated sender, not the data of the card', async () => {
      const batchId = await draft();
      const data = {
        batchId,
        profile: 'Standard',
        actor: ada,
        requester: ada,
        role: 'administrator',
        aadObjectId: ada.id,
      };
      await under.post(execute(under.connector, 'register', data, grace));
      assert.equal(under.registration.drafts.get(batchId)?.state, 'draft');
    });

    it('works as Action.Submit for clients without Action.Execute', async () => {
      const batchId = await draft();
      const place = under.connector.sent.at(-1)?.id;
      await say('', {
        value: { verb: 'register', batchId, profile: 'Standard', sharedMode: 'false' },
        replyToId: place,
      });
      const edit = under.connector.sent.at(-1);
      assert.deepEqual([edit?.method, edit?.activityId], ['PUT', place]);
      assert.match(cardOf(edit), /Registering 2 devices/);
    });

    it('cancels, without a role, what one sent oneself', async () => {
      const batchId = await draft();
      under.roles.clear();
      const answer = await under.post(execute(under.connector, 'cancel', { batchId }));
      assert.match(answer.text, /This file was cancelled/);
      assert.equal(under.registration.drafts.get(batchId)?.state, 'cancelled');
    });

    it('refreshes', async () => {
      const batchId = await draft();
      const answer = await under.post(execute(under.connector, 'refreshBatch', { batchId }, grace));
      assert.match(answer.text, /2 devices can be registered/);
    });
  });

  describe('who is let in', () => {
    const foreign = { tenant: { id: '00000000-0000-4000-8000-000000000000' } };
    const cases: [string, Record<string, unknown>][] = [
      ['another tenant', { channelData: foreign }],
      [
        'a conversation of another tenant',
        { conversation: { id: personalChat, conversationType: 'personal', tenantId: 'other' } },
      ],
      ['no tenant at all', { channelData: {}, conversation: { id: personalChat, conversationType: 'personal' } }],
      [
        'a sender of another tenant in our channel',
        { from: { id: '29:x', name: 'X', aadObjectId: ada.id, tenantId: 'other' } },
      ],
      ['a guest', { from: { id: '29:x', name: 'X', aadObjectId: ada.id, userRole: 'guest' } }],
      ['a sender without an Entra object id', { from: { id: '29:x', name: 'X' } }],
    ];
    for (const [who, over] of cases) {
      it(`refuses ${who} in one sentence`, async () => {
        await say(pasted(), over);
        assert.match(latest(under), /works only for people of the organisation it was set up for/);
        assert.equal(under.registration.uploads.length, 0);
        assert.equal(under.registration.references.size, 0);
      });
    }

    it('refuses a foreign button', async () => {
      const batchId = await draft();
      const answer = await under.post({ ...execute(under.connector, 'cancel', { batchId }), channelData: foreign });
      assert.match(answer.text, /works only for people of the organisation/);
      assert.equal(under.registration.drafts.get(batchId)?.state, 'draft');
    });
  });

  describe('commands', () => {
    it('helps with what this person can do here', async () => {
      await say('help');
      assert.match(latest(under), /What you can do here/);
      assert.match(latest(under), /a CSV file/);
      assert.doesNotMatch(latest(under), /unsubscribe/);
      under.roles.set(ada.id, ['administrator']);
      await sayInChannel('HELP');
      assert.match(latest(under), /unsubscribe/);
      under.roles.clear();
      await say('help');
      assert.match(latest(under), /Registering needs the registrar role/);
      assert.doesNotMatch(latest(under), /a CSV file/);
    });

    it('helps although the directory cannot be asked', async () => {
      under.directoryFails.error = new ServiceError('down', {
        kind: 'throttled',
        status: 429,
        code: 'x',
        outcome: 'none',
      });
      await say('help');
      assert.match(latest(under), /What you can do here/);
    });

    it('shows a device', async () => {
      under.registration.knownDevices.push(sampleDevice());
      await say('Status 5cg1234abc');
      assert.match(latest(under), /Registration pending/);
      await say('status nothing*here');
      assert.match(latest(under), /No device with the serial number nothing\\\*here is known/);
      await say('status');
      assert.match(latest(under), /Which device\?/);
    });

    it('lists files', async () => {
      await draft();
      for (const word of ['batches', 'devices']) {
        await say(word);
        assert.match(latest(under), /The latest 1 file/);
        assert.match(latest(under), /2 devices can be registered, not decided yet/);
      }
    });

    it('explains how to get a CSV', async () => {
      await say('sample');
      assert.match(latest(under), /Get-WindowsAutopilotInfo/);
    });

    it('does by a button what can be written', async () => {
      await say('', { value: { verb: 'say', text: 'sample' } });
      assert.match(latest(under), /Get-WindowsAutopilotInfo/);
    });

    it('asks whether another word was meant', async () => {
      await say('devcies');
      assert.equal(latest(under), 'Did you mean **devices**? Write it, or `help` to see everything.');
    });

    it('answers what it does not understand with help', async () => {
      await say('what is the weather');
      assert.match(latest(under), /not something Preflight understands/);
    });

    it('subscribes a channel for an administrator, once', async () => {
      await sayInChannel('subscribe');
      assert.match(latest(under), /needs the administrator role/);
      under.roles.set(ada.id, ['administrator']);
      await sayInChannel('subscribe');
      assert.match(latest(under), /gets digests from now on/);
      assert.equal(under.connector.sent.at(-1)?.conversationId, channelThread);
      assert.deepEqual(
        [...under.registration.channels.values()].map(({ id, name }) => [id, name]),
        [['19:it-channel@thread.tacv2', 'Contoso IT > Rollout']],
      );
      await sayInChannel('subscribe');
      assert.match(latest(under), /already gets digests/);
      await say('subscriptions');
      assert.match(latest(under), /Contoso IT > Rollout/);
      await sayInChannel('unsubscribe');
      assert.match(latest(under), /gets no more digests/);
      assert.equal(under.registration.channels.size, 0);
    });

    it('subscribes only channels', async () => {
      under.roles.set(ada.id, ['administrator']);
      await say('subscribe');
      assert.match(latest(under), /works only in a channel/);
    });

    it('explains in a channel where files go', async () => {
      for (const text of ['register', '']) {
        await sayInChannel(text);
        assert.match(latest(under), /delivers files to a bot only in its personal chat/);
        assert.ok(
          latest(under).includes(`https://teams.microsoft.com/l/chat/0/0?users=${encodeURIComponent(botAccount)}`),
        );
      }
    });
  });

  describe('conversations', () => {
    it('remembers them without thread, message and person', async () => {
      await sayInChannel('help');
      const stored = under.registration.references.get('19:it-channel@thread.tacv2');
      assert.deepEqual(stored, {
        bot: { id: botAccount, name: 'Preflight' },
        channelId: 'msteams',
        serviceUrl: `${under.connector.origin}/`,
        locale: 'en-GB',
        conversation: {
          id: '19:it-channel@thread.tacv2',
          name: '',
          conversationType: 'channel',
          isGroup: true,
          tenantId: '99999999-9999-4999-8999-999999999999',
        },
      });
    });

    it('welcomes once an installation, which Teams announces twice', async () => {
      const install = { type: 'installationUpdate', action: 'add' };
      const added = {
        type: 'conversationUpdate',
        membersAdded: [{ id: botAccount }],
        timestamp: '2026-11-23T10:48:02.000Z',
      };
      await under.post(activity(under.connector, install));
      await under.post(activity(under.connector, added));
      assert.equal(under.connector.sent.length, 1);
      assert.match(latest(under), /Get a sample CSV/);
      await under.post(activity(under.connector, { ...install, timestamp: '2026-11-23T11:48:02.000Z' }));
      assert.equal(under.connector.sent.length, 2);
    });

    it('does not welcome people who join, nor a removal', async () => {
      await under.post(
        activity(under.connector, { type: 'conversationUpdate', membersAdded: [{ id: '29:somebody' }] }),
      );
      await under.post(activity(under.connector, { type: 'installationUpdate', action: 'remove' }));
      assert.equal(under.connector.sent.length, 0);
    });
  });

  describe('faults', () => {
    it('tells who wrote a reference, and logs it', async () => {
      under.registration.failNext(new Error('the disk is full'));
      const answer = await say(pasted());
      assert.equal(answer.status, 200);
      assert.match(latest(under), /give your administrator this reference: id-1$/);
      assert.doesNotMatch(latest(under), /disk/);
      const line = under.log.lines.find(({ level }) => level === 'error');
      assert.equal(line?.fields['reference'], 'id-1');
    });

    it('answers a button with an error that leaves the card', async () => {
      const batchId = await draft();
      under.registration.failNext(new Error('the disk is full'));
      const answer = await under.post(execute(under.connector, 'register', { batchId, profile: 'Standard' }));
      assert.equal(answer.status, 200);
      assert.match(answer.text, /"statusCode":500,"type":"application\/vnd.microsoft.error".*id-1/);
    });

    it('lets nothing escape when the apology cannot be sent either', async () => {
      under.connector.failNext({ status: 500 }, { status: 500 });
      const answer = await say('help');
      assert.equal(answer.status, 200);
      assert.equal(under.connector.requests(), 2);
      assert.equal(under.log.lines.filter(({ level }) => level === 'error').length, 2);
    });

    it('never logs what was in a file', async () => {
      under.registration.failNext(new Error('x'));
      await say(`5CG1,,T0GA${'Q'.repeat(200)}`);
      assert.doesNotMatch(JSON.stringify(under.log.lines), /QQQQ/);
    });
  });
});

describe('files that are not read', () => {
  it('asks for the role before fetching', async () => {
    const under = await startBot();
    try {
      await under.post(
        fileActivity(under.connector, [{ name: 'a.csv', url: 'https://contoso.sharepoint.com/a' }], grace),
      );
      assert.match(latest(under), /Registering needs the registrar role/);
    } finally {
      await under.stop();
    }
  });
});
