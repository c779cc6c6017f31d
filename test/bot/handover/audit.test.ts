import assert from 'node:assert/strict';
import express from 'express';
import type { AuditEntry } from '../../../src/registration/audit.ts';
import { type Listening, listen } from '../../support/listen.ts';
import { activity, channelActivity, latest } from '../support/activities.ts';
import { type BotUnderTest, startBot } from '../support/botUnderTest.ts';
import { realRegistration } from '../support/realRegistration.ts';
import { ada, grace, now } from '../support/samples.ts';

const day = 24 * 3_600_000;
const needs =
  'Reading the audit needs the administrator role (Entra group “Preflight administrators”). Ask the owner of that group or an administrator.';

describe('the audit as a file', () => {
  let host: Listening & { bodies: string[] };
  let under: BotUnderTest;

  beforeEach(async () => {
    const bodies: string[] = [];
    const app = express();
    app.put('/upload', express.raw({ type: () => true }), (request, response) => {
      bodies.push(request.body.toString('utf8'));
      response.status(201).json({});
    });
    host = { ...(await listen(app)), bodies };
    under = await startBot({
      download: {
        allowedHosts: [],
        insecureLoopbackOrigin: host.origin,
        maxBytes: 10_000,
        timeoutMs: 500,
      },
    });
    under.roles.set(ada.id, ['administrator']);
  });
  afterEach(async () => {
    await under.stop();
    await host.close();
  });

  const entry = (over: Partial<AuditEntry> = {}) =>
    under.registration.naming.entries.push({
      id: 'a1',
      version: 1,
      at: now - day,
      actor: ada,
      action: 'approvedNaming',
      subject: 'exception-1',
      detail: { comment: 'Fine, "really"' },
      activityId: 'f:1',
      ...over,
    });
  const write = (text: string, from = ada) => under.post(activity(under.connector, { text }, from));
  const accept = (from = ada) =>
    under.post(
      activity(
        under.connector,
        {
          type: 'invoke',
          name: 'fileConsent/invoke',
          replyToId: 'm1',
          value: {
            type: 'fileUpload',
            action: 'accept',
            context: { file: 'audit' },
            uploadInfo: {
              uploadUrl: `${host.origin}/upload`,
              contentUrl: `${host.origin}/f`,
              name: 'preflight-audit-2026-11-23.csv',
              uniqueId: 'u',
              fileType: 'csv',
            },
          },
        },
        from,
      ),
    );

  it('is offered with its size, and holds the last year', async () => {
    entry({ at: now - 400 * day, subject: 'old' });
    entry();
    await write('audit export');
    assert.deepEqual(under.connector.sent.at(-1)?.body['attachments'], [
      {
        contentType: 'application/vnd.microsoft.teams.card.file.consent',
        name: 'preflight-audit-2026-11-23.csv',
        content: {
          description: '1 entry of the last year: who asked for what, and who decided',
          sizeInBytes: 207,
          acceptContext: { file: 'audit' },
          declineContext: { file: 'audit' },
        },
      },
    ]);
    await accept();
    assert.equal(
      host.bodies[0],
      [
        'Time (UTC),Actor,Actor id,Action,Subject,Detail,Activity id',
        `2026-11-22T10:48:00.000Z,Ada Lovelace,${ada.id},approvedNaming,exception-1,"{""comment"":""Fine, \\""really\\""""}",f:1`,
        '',
      ].join('\r\n'),
    );
    assert.match(latest(under), /is in your OneDrive/);
  });

  it('runs no formula in a spreadsheet', async () => {
    entry({ actor: { id: '+1', name: '=cmd()' }, action: '-1', subject: '@x', activityId: '\t=1' });
    await accept();
    assert.match(host.bodies[0] ?? '', /,'=cmd\(\),'\+1,'-1,'@x,.*,'\t=1\r\n$/);
  });

  it('is for administrators, at the question and at the answer', async () => {
    await write('audit export', grace);
    assert.equal(latest(under), needs);
    await accept(grace);
    assert.match(latest(under).replaceAll('\\', ''), /Reading the audit needs the administrator role/);
    assert.equal(host.bodies.length, 0);
  });

  it('is a matter of the personal chat, and says how it is called', async () => {
    await under.post(channelActivity(under.connector, 'audit export'));
    assert.equal(latest(under), '**audit** works only in the personal chat.');
    await write('audit');
    assert.equal(latest(under), 'Write `audit export` to get the audit as a CSV.');
  });

  it('is not handed over when somebody declines', async () => {
    await under.post(
      activity(under.connector, {
        type: 'invoke',
        name: 'fileConsent/invoke',
        replyToId: 'm1',
        value: { type: 'fileUpload', action: 'decline', context: { file: 'audit' } },
      }),
    );
    assert.equal(under.connector.sent.at(-1)?.body['text'], 'The audit was not handed over.');
  });

  it('finding: refusals and exports leave no audit entry: the export holds those, and its own', async () => {
    const engine = realRegistration();
    await under.stop();
    under = await startBot({
      registration: engine.registration,
      clock: engine.world.clock,
      download: { allowedHosts: [], insecureLoopbackOrigin: host.origin, maxBytes: 10_000, timeoutMs: 500 },
    });
    under.roles.set(ada.id, ['administrator']);
    await write('remove S1', grace);
    await accept(grace);
    assert.equal(host.bodies.length, 0);
    await accept();
    const lines = (host.bodies[0] ?? '').trim().split('\r\n').slice(1);
    const read = lines.map((line) => line.split(',').slice(1, 5).join(' ')).toSorted();
    assert.deepEqual(read, [
      `${ada.name} ${ada.id} askedForFile audit`,
      `${grace.name} ${grace.id} wasRefused audit`,
      `${grace.name} ${grace.id} wasRefused remove`,
    ]);
    engine.world.store.close();
  });
});
