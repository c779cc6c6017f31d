import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../sandbox/children/freePort.ts';
import { otherProgram } from '../support/otherProgram.ts';

describe('the product and its disk', function () {
  this.timeout(60_000);
  let folder: string;
  let port: number;
  let child: ChildProcess | undefined;
  let said: string;

  const start = () => {
    said = '';
    const script = new URL('../../sandbox/production.ts', import.meta.url).pathname;
    child = spawn(process.execPath, [script], {
      env: {
        PORT: String(port),
        PREFLIGHT_HOST: '127.0.0.1',
        PREFLIGHT_DATA: folder,
        PREFLIGHT_TENANT_ID: '11111111-1111-4111-8111-111111111111',
        PREFLIGHT_BOT_AUTHENTICATION: 'dangerously-anonymous',
        // Nobody listens there: Graph is away all the time.
        GRAPH_ORIGIN: 'http://127.0.0.1:9',
        IDENTITY_ENDPOINT: 'http://127.0.0.1:9/msi/token',
        IDENTITY_HEADER: 'x',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
    return child;
  };
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, text: await response.text() };
  };
  const until = async (status: number) => {
    for (;;) {
      const answer = await ask('/readyz').catch(() => undefined);
      if (answer?.status === status) return answer;
      await sleep(50);
    }
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-product-'));
    port = await freePort();
  });
  afterEach(async () => {
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await new Promise((resolve) => child?.once('close', resolve));
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('does not start on a damaged file, and says what to do', async () => {
    writeFileSync(join(folder, 'preflight.sqlite'), 'garbage '.repeat(2_000));
    const code = await new Promise((resolve) => start().once('close', resolve));
    assert.equal(code, 1);
    assert.match(said, /preflight\.sqlite \(PREFLIGHT_DATA\): The file is not a database of Preflight\. Move it aside/);
    assert.doesNotMatch(said, /folder that can be written to|\n\s+at /);
  });

  it('answers while another program holds the database, is not ready meanwhile and goes on afterwards', async () => {
    start();
    await until(200);
    const other = otherProgram(join(folder, 'preflight.sqlite'));
    other.lock();
    const { text } = await until(503);
    assert.deepEqual(JSON.parse(text).error.code, 'locked');
    assert.match(JSON.parse(text).error.message, /Another program holds the database/);
    for (let n = 0; n < 20; n += 1) {
      const began = performance.now();
      assert.equal((await ask('/healthz')).status, 200);
      assert.ok(performance.now() - began < 1_000);
      await sleep(50);
    }
    other.unlock();
    other.close();
    await until(200);
  });
});
