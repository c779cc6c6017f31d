import assert from 'node:assert/strict';
import express from 'express';
import type { DownloadLimits } from '../../../src/bot/options.ts';
import { type Listening, listen } from '../../support/listen.ts';
import { activity, channelActivity, execute, latest } from '../support/activities.ts';
import { type BotUnderTest, startBot } from '../support/botUnderTest.ts';
import { pasted } from '../support/conversation.ts';
import { grace, sampleFoundRows } from '../support/samples.ts';

/** A file host like OneDrive's: an upload session takes one file. */
async function startHost() {
  const puts: { url: string; headers: Record<string, unknown>; body: string }[] = [];
  let answer: 'take' | 'redirect' | 'hang' = 'take';
  const open = new Set<string>();
  const app = express();
  app.put('/uploads/:id', express.raw({ type: () => true }), (request, response) => {
    puts.push({ url: request.url, headers: request.headers, body: request.body.toString('utf8') });
    if (answer === 'hang') return;
    if (answer === 'redirect') return void response.redirect(307, '/uploads/elsewhere');
    response.status(open.delete(request.params.id) ? 201 : 404).json({});
  });
  const server = await listen(app);
  return {
    ...server,
    puts,
    answer: (how: typeof answer) => {
      answer = how;
    },
    place(id: string) {
      open.add(id);
      const name = 'pasted text-rejected.csv';
      return {
        uploadUrl: `${server.origin}/uploads/${id}`,
        contentUrl: `${server.origin}/f/${id}`,
        name,
        uniqueId: id,
        fileType: 'csv',
      };
    },
  };
}

describe('rejected rows as a file', () => {
  let host: Awaited<ReturnType<typeof startHost>> & Listening;
  let under: BotUnderTest;
  let batchId: string;
  let question: string | undefined;

  beforeEach(async () => {
    host = await startHost();
    const download: DownloadLimits = {
      allowedHosts: ['*.sharepoint.com'],
      insecureLoopbackOrigin: host.origin,
      maxBytes: 10_000,
      timeoutMs: 500,
    };
    under = await startBot({ download });
    await under.post(activity(under.connector, { text: pasted(2) }));
    batchId = [...under.registration.drafts.keys()].at(-1) ?? '';
    under.registration.foundRows.push(...sampleFoundRows(3));
    question = undefined;
  });
  afterEach(async () => {
    await under.stop();
    await host.close();
  });

  const ask = async (from?: typeof grace) => {
    const answer = await under.post(execute(under.connector, 'rejectedRows', { batchId }, from));
    question = under.connector.sent.at(-1)?.id;
    return answer;
  };
  const consent = (value: unknown, from?: typeof grace) =>
    under.post(
      activity(under.connector, { type: 'invoke', name: 'fileConsent/invoke', replyToId: question, value }, from),
    );
  const accept = (uploadInfo: object, from?: typeof grace) =>
    consent({ type: 'fileUpload', action: 'accept', context: { batchId }, uploadInfo }, from);

  it('are offered with a question that carries an id and nothing else', async () => {
    const answer = await ask();
    assert.match(answer.text, /See the answer below/);
    const sent = under.connector.sent.at(-1);
    const attachments = sent?.body['attachments'];
    const [attachment]: { contentType?: string; name?: string; content?: object }[] = Array.isArray(attachments)
      ? attachments
      : [];
    assert.equal(attachment?.contentType, 'application/vnd.microsoft.teams.card.file.consent');
    assert.equal(attachment?.name, 'pasted text-rejected.csv');
    const size = ((await under.registration.rejectedRows(batchId)) as { bytes: Uint8Array }).bytes.length;
    assert.deepEqual(attachment?.content, {
      description: '2 rejected rows of pasted text with the reason of each, to correct and send again',
      sizeInBytes: size,
      acceptContext: { batchId },
      declineContext: { batchId },
    });
  });

  it('are put where Teams says in one piece, without any token, and shown; the question is closed', async () => {
    await ask();
    const answer = await accept(host.place('one'));
    assert.equal(answer.status, 200);
    const [put] = host.puts;
    assert.ok(put && host.puts.length === 1);
    const length = Buffer.byteLength(put.body);
    assert.equal(put.headers['content-range'], `bytes 0-${length - 1}/${length}`);
    assert.equal(put.headers['authorization'], undefined);
    assert.match(
      put.body,
      /^Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User,Reason\r\n5CG1234AB0,/,
    );
    const [info, closed] = under.connector.sent.slice(-2);
    assert.deepEqual(info?.body['attachments'], [
      {
        contentType: 'application/vnd.microsoft.teams.card.file.info',
        contentUrl: `${host.origin}/f/one`,
        name: 'pasted text-rejected.csv',
        content: { uniqueId: 'one', fileType: 'csv' },
      },
    ]);
    assert.deepEqual([closed?.method, closed?.activityId], ['PUT', question]);
    assert.match(String(closed?.body['text']), /is in your OneDrive/);
  });

  it('are not handed over twice into one place: the second time is told what to do', async () => {
    await ask();
    const place = host.place('one');
    await accept(place);
    await accept(place);
    assert.match(latest(under), /refused \(404\), because it was used already or has expired\. Press the button/);
  });

  it('are not handed over when somebody declines', async () => {
    await ask();
    await consent({ type: 'fileUpload', action: 'decline', context: { batchId } });
    assert.equal(host.puts.length, 0);
    const sent = under.connector.sent.at(-1);
    assert.deepEqual([sent?.method, sent?.activityId], ['PUT', question]);
    assert.equal(sent?.body['text'], 'The rejected rows were not handed over.');
  });

  it('are not put where the link that opens them leads elsewhere', async () => {
    for (const contentUrl of [
      'javascript:alert(1)',
      'data:text/html,x',
      'http://contoso.sharepoint.com/f',
      'https://evil.example/f',
      'https://contoso.sharepoint.com@evil.example/f',
      'https://ada:secret@contoso.sharepoint.com/f',
      'https://contoso.sharepoint.com:8443/f',
      'https://contoso.sharepoint.com./f',
      'https://10.0.0.1/f',
      'https://[::1]/f',
      'ms-word:ofe|u|https://contoso.sharepoint.com/f',
      '//contoso.sharepoint.com/f',
      'nonsense',
    ]) {
      const before = under.connector.sent.length;
      await accept({ ...host.place('x'), contentUrl });
      assert.match(latest(under), /was not handed over: it was to go to /, contentUrl);
      assert.ok(!JSON.stringify(under.connector.sent.slice(before)).includes('"contentUrl"'), contentUrl);
    }
    assert.equal(host.puts.length, 0);
  });

  it('go nowhere but to allowed hosts', async () => {
    for (const uploadUrl of [
      'https://evil.example/upload',
      'http://contoso.sharepoint.com/upload',
      'https://contoso.sharepoint.com.evil.example/upload',
      'http://127.0.0.1:1/upload',
      'file:///etc/passwd',
      'nonsense',
    ]) {
      await accept({ ...host.place('x'), uploadUrl });
      assert.match(latest(under), /was not handed over: it was to go to /, uploadUrl);
    }
    host.answer('redirect');
    await accept(host.place('y'));
    assert.match(latest(under), /refused \(307\)/);
    assert.deepEqual(
      host.puts.map(({ url }) => url),
      ['/uploads/y'],
    );
  });

  it('are given up after a time', async () => {
    host.answer('hang');
    await accept(host.place('slow'));
    assert.match(latest(under), /took too long to hand over/);
  });

  it('go to who sent the file or an administrator, checked at the question and at the answer', async () => {
    assert.match((await ask(grace)).text, /Getting rejected rows needs the registrar role/);
    under.roles.set(grace.id, ['registrar']);
    assert.match((await ask(grace)).text, /Only Ada Lovelace or an administrator can get its rows\./);
    await accept(host.place('z'), grace);
    assert.match(latest(under), /Only Ada Lovelace or an administrator can get its rows/);
    assert.equal(host.puts.length, 0);
    under.roles.set(grace.id, ['administrator']);
    await accept(host.place('z'), grace);
    assert.equal(host.puts.length, 1);
  });

  it('are a matter of the personal chat', async () => {
    const press = { action: { type: 'Action.Execute', verb: 'rejectedRows', data: { batchId } } };
    const answer = await under.post(
      channelActivity(under.connector, '', { type: 'invoke', name: 'adaptiveCard/action', value: press }),
    );
    assert.match(answer.text, /Files can be handed over in the personal chat only/);
  });

  it('are gone after a while, and unreadable answers are told so', async () => {
    await ask();
    under.registration.foundRows.length = 0;
    assert.match((await ask()).text, /dropped after a week/);
    await accept(host.place('late'));
    assert.match(latest(under), /dropped after a week/);
    for (const value of [undefined, {}, { action: 'accept', context: { batchId } }, { action: 'accept', context: 7 }]) {
      assert.equal((await consent(value)).status, 200);
      assert.match(latest(under), /This button cannot be read/);
    }
    await consent({ action: 'accept', context: { batchId: 'nobody' }, uploadInfo: host.place('n') });
    assert.match(latest(under), /not known any more/);
    assert.equal(host.puts.length, 0);
  });
});
