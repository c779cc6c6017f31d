import assert from 'node:assert/strict';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { download } from '../../../src/bot/upload/download.ts';
import { isAllowed } from '../../../src/bot/upload/isAllowed.ts';
import { type Listening, listen } from '../../support/listen.ts';

describe('download', () => {
  let files: Listening;
  let elsewhere: Listening;
  let serve: (response: ServerResponse, path: string) => void;
  const seen: IncomingHttpHeaders[] = [];
  let reachedElsewhere = 0;

  before(async () => {
    files = await listen((request, response) => {
      seen.push(request.headers);
      serve(response, request.url ?? '');
    });
    elsewhere = await listen((_request, response) => {
      reachedElsewhere += 1;
      response.end('secret');
    });
  });
  after(async () => {
    await files.close();
    await elsewhere.close();
  });

  const fetchFile = (link = `${files.origin}/file`, over: { maxBytes?: number; timeoutMs?: number } = {}) =>
    download(link, {
      allowedHosts: ['*.sharepoint.com'],
      insecureLoopbackOrigin: files.origin,
      maxBytes: 1_000,
      timeoutMs: 2_000,
      ...over,
    });

  it('fetches the bytes, without a token', async () => {
    serve = (response) => response.end(Buffer.from([0, 1, 255]));
    assert.deepEqual(await fetchFile(), { kind: 'ok', bytes: Buffer.from([0, 1, 255]) });
    assert.equal(seen.at(-1)?.authorization, undefined);
    assert.equal(seen.at(-1)?.cookie, undefined);
  });

  it('fetches an empty file', async () => {
    serve = (response) => response.end();
    assert.deepEqual(await fetchFile(), { kind: 'ok', bytes: Buffer.alloc(0) });
  });

  it('takes exactly the limit, and not a byte more, announced or not', async () => {
    serve = (response) => response.end('x'.repeat(1_000));
    assert.equal((await fetchFile()).kind, 'ok');
    serve = (response) => response.end('x'.repeat(1_001));
    assert.deepEqual(await fetchFile(), { kind: 'tooLarge', maxBytes: 1_000 });
    // Chunked: no content-length to look at.
    serve = (response) => {
      response.write('x'.repeat(600));
      response.end('x'.repeat(600));
    };
    assert.deepEqual(await fetchFile(), { kind: 'tooLarge', maxBytes: 1_000 });
  });

  it('does not wait for a body that is announced too large', async () => {
    serve = (response) => {
      response.writeHead(200, { 'content-length': '5000000' });
      response.write('x');
    };
    assert.equal((await fetchFile()).kind, 'tooLarge');
  });

  it('gives up on a server that stalls', async () => {
    serve = (response) => response.write('x');
    assert.deepEqual(await fetchFile(undefined, { timeoutMs: 50 }), { kind: 'timeout' });
  });

  it('follows redirects within allowed places', async () => {
    serve = (response, path) =>
      path === '/file' ? response.writeHead(302, { location: '/moved' }).end() : response.end('moved');
    assert.deepEqual(await fetchFile(), { kind: 'ok', bytes: Buffer.from('moved') });
  });

  it('does not follow a redirect to another host, and never asks it', async () => {
    serve = (response) => response.writeHead(302, { location: `${elsewhere.origin}/steal` }).end();
    assert.deepEqual(await fetchFile(), { kind: 'elsewhere', host: new URL(elsewhere.origin).host });
    assert.equal(reachedElsewhere, 0);
  });

  it('does not follow redirects without end', async () => {
    let hops = 0;
    serve = (response) => {
      hops += 1;
      response.writeHead(302, { location: `/file${hops}` }).end();
    };
    assert.equal((await fetchFile()).kind, 'refused');
    assert.equal(hops, 4);
  });

  it('says when a link has expired', async () => {
    serve = (response) => response.writeHead(403).end();
    assert.deepEqual(await fetchFile(), { kind: 'refused', status: 403 });
  });

  it('says when nobody answers', async () => {
    const gone = await listen(() => {});
    await gone.close();
    const limits = { allowedHosts: [], insecureLoopbackOrigin: gone.origin, maxBytes: 10, timeoutMs: 2_000 };
    assert.deepEqual(await download(`${gone.origin}/x`, limits), { kind: 'unreachable' });
  });

  for (const link of [
    '',
    'not a link',
    'file:///etc/passwd',
    'data:text/csv,x',
    'http://169.254.169.254/latest/meta-data',
  ]) {
    it(`refuses “${link}”`, async () => {
      assert.equal((await fetchFile(link)).kind, 'elsewhere');
    });
  }
});

describe('allowed places', () => {
  const limits = {
    allowedHosts: ['*.sharepoint.com', 'files.contoso.com'],
    insecureLoopbackOrigin: 'http://127.0.0.1:4000',
  };
  const cases: [string, boolean][] = [
    ['https://contoso.sharepoint.com/x', true],
    ['https://contoso-my.SharePoint.com/x', true],
    ['https://files.contoso.com/x', true],
    ['http://127.0.0.1:4000/x', true],
    ['https://sharepoint.com/x', false],
    ['https://evilsharepoint.com/x', false],
    ['https://contoso.sharepoint.com.evil.example/x', false],
    ['https://contoso.sharepoint.com@evil.example/x', false],
    ['https://user:password@contoso.sharepoint.com/x', false],
    ['https://contoso.sharepoint.com:8443/x', false],
    ['http://contoso.sharepoint.com/x', false],
    ['https://a.files.contoso.com/x', false],
    ['http://127.0.0.1:4001/x', false],
    ['https://127.0.0.1:4000/x', false],
    ['http://localhost:4000/x', false],
    ['http://[::1]:4000/x', false],
  ];
  for (const [link, expected] of cases) {
    it(`${expected ? 'allows' : 'refuses'} ${link}`, () => assert.equal(isAllowed(new URL(link), limits), expected));
  }

  it('allows no loopback where no sandbox is', () => {
    assert.equal(isAllowed(new URL('http://127.0.0.1:4000/x'), { allowedHosts: ['127.0.0.1', 'localhost'] }), false);
  });
});
