import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { webPageInstead } from '../../../src/bot/upload/webPage.ts';
import { type Listening, listen } from '../../support/listen.ts';
import { fileActivity, latest } from '../support/activities.ts';
import { type BotUnderTest, startBot } from '../support/botUnderTest.ts';

const signIn =
  'devices.csv was not read. Teams gave a link that asks to sign in instead of the file (Teams on iPhone does that). ' +
  'Send it from Teams on a computer, or paste its text.';
const iphonePage =
  '<!DOCTYPE html><html><head><title>Sign in to your account</title></head><body><form action="/common/login">Sign in</form></body></html>';

describe('a file that could not be read says why', () => {
  let under: BotUnderTest;
  let files: Listening;
  let serve: (response: ServerResponse, path: string) => void;

  beforeEach(async () => {
    files = await listen((request, response) => serve(response, request.url ?? ''));
    under = await startBot({
      download: {
        allowedHosts: ['*.sharepoint.com'],
        insecureLoopbackOrigin: files.origin,
        maxBytes: 50_000,
        timeoutMs: 2_000,
      },
    });
  });
  afterEach(async () => {
    await under.stop();
    await files.close();
  });

  /** What is said, without Markdown's escapes. */
  async function said(url = `${files.origin}/f`): Promise<string> {
    await under.post(fileActivity(under.connector, [{ name: 'devices.csv', url }]));
    assert.equal(under.registration.uploads.length, 0, 'nothing is read');
    const { text } = under.connector.sent.at(-1)?.body ?? {};
    return String(text).replaceAll('\\', '');
  }

  it('a sign-in page in its place, as Teams on iPhone gives it (Microsoft-Teams-Samples #1314)', async () => {
    serve = (response) => response.setHeader('content-type', 'text/html').end(iphonePage);
    assert.equal(await said(), signIn);
    serve = (response) => response.end(Buffer.from(`\uFEFF\r\n${iphonePage.replace('DOCTYPE', 'doctype')}`, 'utf16le'));
    assert.equal(await said(), signIn);
  });

  for (const location of [
    'https://login.microsoftonline.com/common/oauth2/authorize?client_id=x',
    'https://login.live.com/login.srf',
    'https://sts.contoso.example/adfs/ls/?wa=wsignin1.0',
    '/_layouts/15/Authenticate.aspx?Source=%2Fpersonal%2Fada',
    '/_forms/default.aspx?ReturnUrl=x',
  ])
    it(`a redirect to ${location}`, async () => {
      serve = (response) => response.writeHead(302, { location }).end();
      assert.equal(await said(), signIn);
    });

  it('a link to where people sign in', async () => {
    assert.equal(await said('https://login.microsoftonline.com/common/f.csv'), signIn);
  });

  for (const status of [423, 429, 503, 502])
    it(`${status}: busy or locked, and again in a few minutes`, async () => {
      serve = (response) => response.writeHead(status, { 'retry-after': '120' }).end(iphonePage);
      assert.equal(
        await said(),
        `devices.csv could not be fetched: the place where it is stored is busy, or the file is locked because somebody has it open (${status}). Send it again in a few minutes.`,
      );
    });

  for (const status of [404, 410])
    it(`${status}: expired or deleted`, async () => {
      serve = (response) => response.writeHead(status).end();
      assert.equal(
        await said(),
        `devices.csv could not be fetched: its link has expired, or the file was deleted (${status}). Send the file again.`,
      );
    });

  it('any other refusal, and any other page', async () => {
    for (const status of [401, 403]) {
      serve = (response) => response.writeHead(status).end(iphonePage);
      assert.match(
        await said(),
        new RegExp(`its link was refused \\(${status}\\): it has expired, or asks to sign in, `),
      );
    }
    serve = (response) => response.end('<html><body><h1>Our intranet</h1></body></html>');
    assert.match(await said(), /its link leads to a web page without hardware hashes/);
  });

  it('a page that is a list of devices, and folders that only sound like a sign-in, are read', async () => {
    const hash = `T0HVAwAAHAAAAA${'A'.repeat(200)}`;
    serve = (response) => response.end(`<html><table><tr><td>A</td><td>${hash}</td></tr></table></html>`);
    await under.post(
      fileActivity(under.connector, [{ name: 'devices.csv', url: `${files.origin}/signin/adfs/f.csv` }]),
    );
    assert.equal(under.registration.uploads.length, 1);
    assert.match(latest(under), /./);
  });

  it('is decided by what is in it', () => {
    const page = (text: string) => webPageInstead(new TextEncoder().encode(text));
    for (const text of [
      '',
      'Device Serial Number,Hardware Hash\nA,T0GAAA',
      '<?xml version="1.0"?><Key><ProductKeyID/></Key>',
      '{"a":"<html>"}',
    ])
      assert.equal(page(text), undefined, text);
    assert.equal(page('<!-- saved --><!doctype html><p>Please log in'), 'signIn');
    assert.equal(page(`<html>${'x'.repeat(10)}`), 'page');
    const field = join(import.meta.dirname, '../../fixtures/field/11-what-the-iphone-link-answers.html');
    try {
      assert.equal(page(readFileSync(field, 'utf8')), 'signIn');
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
    }
  });
});
