import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { type Listening, listen } from '../../support/listen.ts';
import { activity, cardOf, fileActivity, latest } from '../support/activities.ts';
import { type BotUnderTest, startBot } from '../support/botUnderTest.ts';
import { grace } from '../support/samples.ts';

const csv = 'Device Serial Number,Windows Product ID,Hardware Hash\nA,,T0GAAA\nB,,T0GAAA\n';

describe('a file in the personal chat', () => {
  let under: BotUnderTest;
  let files: Listening;
  let serve: (response: ServerResponse) => void;
  let fetched: number;

  beforeEach(async () => {
    fetched = 0;
    serve = (response) => response.end(csv);
    files = await listen((_request, response) => {
      fetched += 1;
      serve(response);
    });
    under = await startBot({
      download: {
        allowedHosts: ['*.sharepoint.com'],
        insecureLoopbackOrigin: files.origin,
        maxBytes: 5_000,
        timeoutMs: 500,
      },
    });
  });
  afterEach(async () => {
    await under.stop();
    await files.close();
  });

  const send = (name: string, url = `${files.origin}/f`) => under.post(fileActivity(under.connector, [{ name, url }]));

  it('is answered with its report card', async () => {
    await send('berlin.csv');
    assert.match(latest(under), /2 devices can be registered/);
    assert.equal(new TextDecoder().decode(under.registration.uploads[0]?.bytes), csv);
  });

  it('is one of several, each with its own card', async () => {
    const url = `${files.origin}/f`;
    await under.post(
      fileActivity(
        under.connector,
        ['a.csv', 'b.csv', 'c.docx'].map((name) => ({ name, url })),
      ),
    );
    assert.equal(under.connector.sent.length, 3);
    assert.deepEqual(
      under.registration.uploads.map(({ fileName }) => fileName),
      ['a.csv', 'b.csv'],
    );
    assert.match(latest(under), /c\\\.docx is not a CSV file/);
    assert.deepEqual(
      [...under.registration.drafts.values()].map(({ card }) => card?.activityId),
      ['m1', 'm2'],
    );
  });

  it('is not fetched for somebody without the role', async () => {
    await under.post(fileActivity(under.connector, [{ name: 'a.csv', url: `${files.origin}/f` }], grace));
    assert.match(latest(under), /Registering needs the registrar role/);
    assert.equal(fetched, 0);
  });

  it('has a name that is only shown: no path, no control characters', async () => {
    await send('..\\..\\etc/pass\u0000wd\u202Evsc.csv');
    assert.equal(under.registration.uploads[0]?.fileName, 'pass wdvsc.csv');
  });

  it('that is no CSV gets a card that says so', async () => {
    serve = (response) => response.end('hello');
    await send('hello.csv');
    assert.match(latest(under), /This file can't be used/);
    assert.match(latest(under), /How to get a CSV file/);
    assert.doesNotMatch(latest(under), /"verb":"register"/);
  });

  it('of another type is not fetched, and the columns are named', async () => {
    await send('devices.xlsx');
    assert.match(latest(under), /devices\\\.xlsx is not a CSV file.*Device Serial Number.*Hardware Hash.*`sample`/);
    assert.equal(fetched, 0);
  });

  it('that is an image is explained too', async () => {
    await under.post(
      activity(under.connector, {
        attachments: [{ contentType: 'image/png', name: 'scan.png', contentUrl: 'https://x.example/y' }],
      }),
    );
    assert.match(latest(under), /scan\\\.png is not a CSV file/);
  });

  it('behind a link to another host is not read', async () => {
    await send('a.csv', 'https://evil.example/a.csv');
    assert.match(latest(under), /its link leads to evil\\\.example.*OneDrive and SharePoint/);
    assert.equal(under.registration.uploads.length, 0);
  });

  it('behind a redirect to another host is not read', async () => {
    serve = (response) => response.writeHead(302, { location: 'https://evil.example/a.csv' }).end();
    await send('a.csv');
    assert.match(latest(under), /its link leads to evil\\\.example/);
  });

  it('over the limit is not read', async () => {
    serve = (response) => response.end('x'.repeat(6_000));
    await send('a.csv');
    assert.match(latest(under), /a\\\.csv is larger than 4 KB.*Split it/);
    assert.equal(under.registration.uploads.length, 0);
  });

  it('that does not arrive in time is asked for again', async () => {
    serve = () => {};
    await send('a.csv');
    assert.match(latest(under), /took too long to arrive/);
  });

  it('whose link has expired is asked for again', async () => {
    serve = (response) => response.writeHead(401).end();
    await send('a.csv');
    assert.match(latest(under), /its link was refused \(401\)/);
  });

  it('leaves no link in the log', async () => {
    serve = (response) => response.writeHead(401).end();
    await send('a.csv', `${files.origin}/f?tempauth=secret`);
    assert.doesNotMatch(JSON.stringify(under.log.lines), /secret/);
  });

  it('is reported with the requester of the message', async () => {
    await send('a.csv');
    assert.match(cardOf(under.connector.sent.at(-1)), /sent by Ada Lovelace/);
  });
});
