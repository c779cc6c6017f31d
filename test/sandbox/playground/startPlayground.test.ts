import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathOf } from '../../../sandbox/children/startChild.ts';
import { startPlayground } from '../../../sandbox/playground/startPlayground.ts';
import { testWorld } from '../../support/playgroundWorld.ts';

describe('starting Agents Playground', function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'preflight-playground-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const options = () => ({
    port: 0,
    botEndpoint: 'http://127.0.0.1:9/api/messages',
    world: testWorld,
    folder,
    logFolder: folder,
  });

  it('serves the chat on loopback only, and is gone after stop', async () => {
    const playground = await startPlayground(options());
    try {
      assert.match(await (await fetch(playground.origin)).text(), /<html/i);
      // 127.0.0.2 is this machine too: it answers for servers that listen on all interfaces.
      assert.equal(await answers('127.0.0.2', playground.origin), false);
    } finally {
      await playground.stop();
    }
    assert.equal(await answers('127.0.0.1', playground.origin), false);
  });

  it('says so when its port is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as AddressInfo;
    await assert.rejects(
      startPlayground({ ...options(), port }),
      new RegExp(`Port ${port}, meant for the chat .* is in use`),
    );
    squatter.close();
  });

  it('ends with its parent, even one that is killed', async () => {
    const parent = spawn(process.execPath, [pathOf('../../support/playgroundParent.ts', import.meta.url), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [origin] = await new Promise<string[]>((resolve) =>
      createInterface({ input: parent.stdout }).once('line', (line) => resolve([line])),
    );
    assert.ok(origin !== undefined && (await answers('127.0.0.1', origin)));
    parent.kill('SIGKILL');
    while (await answers('127.0.0.1', origin)) await new Promise((resolve) => setImmediate(resolve));
  });
});

function answers(host: string, origin: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(new URL(origin).port), timeout: 1_000 });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', () => settle(true))
      .once('error', () => settle(false))
      .once('timeout', () => settle(false));
  });
}
