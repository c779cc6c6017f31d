import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../../../sandbox/children/childEnvironment.ts';
import { startChild } from '../../../sandbox/children/startChild.ts';
import { untilAnswers } from '../../../sandbox/children/untilAnswers.ts';
import { watchChildren } from '../../../sandbox/children/watchChildren.ts';
import { restartable } from '../../../sandbox/restartable.ts';

describe('a part of the sandbox in a process of its own', function () {
  this.timeout(30_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'preflight-child-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  let count = 0;
  const start = (script: string, onLine?: (line: string) => void) => {
    count += 1;
    return startChild({
      name: 'part',
      args: ['-e', script],
      env: childEnvironment({}),
      cwd: folder,
      logFile: join(folder, `${count}.log`),
      onLine,
    });
  };
  const forever = 'console.log("up"); setInterval(() => {}, 1000);';

  /** Starts a script and resolves once it has printed something. */
  async function startAndHear(script: string) {
    let heard: () => void = () => {};
    const first = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const child = await start(script, heard);
    await first;
    return child;
  }

  it('writes its output to the log', async () => {
    const child = await start('console.log("one"); console.error("two"); process.exit(4)');
    assert.deepEqual(await child.ended, { code: 4, signal: null });
    assert.deepEqual((await child.lastLines(5)).sort(), ['one', 'two']);
    assert.equal(child.running(), false);
  });

  it('ends by itself when it has nothing more to do', async () => {
    const child = await start('');
    assert.deepEqual(await child.ended, { code: 0, signal: null });
  });

  it('is killed when it does not follow', async () => {
    const child = await startAndHear(`process.on("SIGTERM", () => {}); ${forever}`);
    await child.stop(50);
    assert.deepEqual(await child.ended, { code: null, signal: 'SIGKILL' });
  });

  it('gets nothing of our environment but what it needs to run', () => {
    const environment = childEnvironment({ PORT: '1' });
    assert.equal(environment['PORT'], '1');
    assert.equal(environment['PATH'], process.env['PATH']);
    assert.deepEqual(
      Object.keys(environment).filter((name) => /^(npm_|HTTP|AUTH|BOT_|AZURE)/i.test(name)),
      [],
    );
  });

  it('is described with its log when it ends before it answers', async () => {
    const child = await start('console.log("no database"); process.exit(2)');
    await assert.rejects(
      untilAnswers('http://127.0.0.1:9/', child, 20_000),
      /part ended before it answered .* \(exit code 2\)\. The end of its log:\n {2}\| no database/,
    );
  });

  it('is described when it never answers', async () => {
    const child = await startAndHear(forever);
    await assert.rejects(untilAnswers('http://127.0.0.1:9/', child, 1), /part did not answer .* within 0 s/);
    await child.stop();
  });

  it('may be killed and started again on purpose, but not end by itself', async () => {
    const watch = watchChildren();
    let script = forever;
    const part = restartable(() => startAndHear(script), watch);
    await part.start();
    await part.kill('SIGKILL');
    script = 'console.log("dying"); setTimeout(() => process.exit(5), 1)';
    await part.start();
    await assert.rejects(watch.failure, /The part ended by itself \(exit code 5\)\. The end of its log:\n {2}\| dying/);
  });
});
