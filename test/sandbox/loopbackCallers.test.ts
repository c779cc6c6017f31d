import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack, startStack } from '../../sandbox/stack.ts';

describe('the sandbox on a developer’s machine (DNS rebinding)', function () {
  this.timeout(120_000);
  let folder: string;
  let stack: Stack;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-rebinding-'));
    stack = await startStack({ ports: 'free', dataFolder: folder });
  });
  after(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The status of a request that says these headers; `upgrade` where it became a websocket. */
  function ask(origin: string, path: string, headers: Record<string, string>): Promise<number | 'upgrade' | undefined> {
    const { port } = new URL(origin);
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('upgrade', (_response, socket) => {
        socket.destroy();
        resolve('upgrade');
      });
      sent.on('error', reject).end();
    });
  }

  const places = (): [what: string, origin: string, path: string][] => [
    ['the chat', stack.chatUrl, '/'],
    ['the console page', stack.consoleUrl, '/'],
    ['the admin API', stack.consoleUrl, '/_sandbox/state'],
    ['the emulated Graph', stack.consoleUrl, '/v1.0/organization'],
    ['the identity endpoint', stack.consoleUrl, '/common/discovery/v2.0/keys'],
    ['the bot', stack.botUrl, '/healthz'],
    ['the bot’s endpoint', stack.botUrl, '/api/messages'],
    ['the listener', stack.botUrl, '/api/notifications'],
  ];

  it('answers loopback names on every port, and no other name in Host or Origin', async () => {
    for (const [what, origin, path] of places()) {
      const { port } = new URL(origin);
      for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'LOCALHOST'])
        assert.notEqual(await ask(origin, path, { host }), 403, `${what} as ${host}`);
      assert.notEqual(
        await ask(origin, path, { host: `localhost:${port}`, origin: `http://localhost:${port}` }),
        403,
        what,
      );
      for (const host of [
        `evil.example:${port}`,
        'localhost.evil.example',
        '127.0.0.1.evil.example',
        'localhost.',
        '169.254.1.1',
        '0.0.0.0',
        'localhost@evil.example',
      ])
        assert.equal(await ask(origin, path, { host }), 403, `${what} as "${host}"`);
      for (const foreign of ['http://evil.example', 'null', 'https://localhost.evil.example', 'file://localhost', ''])
        assert.equal(await ask(origin, path, { host: 'localhost', origin: foreign }), 403, `${what} from "${foreign}"`);
    }
  });

  it('opens the websockets of the chat to pages of this machine only', async () => {
    const socket = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    const stream = '/_ws_conversation/v1/conversations/stream';
    const open = (headers: Record<string, string>) => ask(stack.chatUrl, stream, { ...socket, ...headers });
    assert.equal(await open({ host: 'localhost' }), 'upgrade');
    assert.equal(await open({ host: 'localhost', origin: 'http://localhost:56150' }), 'upgrade');
    assert.equal(await open({ host: 'evil.example' }), 403);
    assert.equal(await open({ host: 'localhost', origin: 'http://evil.example' }), 403);
  });
});
