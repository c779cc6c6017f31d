import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';

/** What is wrong with each reader, by its name. */
function examineReaders(): Promise<Map<string, string | undefined>> {
  const found = new Map<string, string | undefined>();
  const thread = new Worker(new URL('../../support/examineReaders.ts', import.meta.url));
  thread.on('message', ([name, problem]: [string, string | undefined]) => found.set(name, problem));
  return new Promise((resolve, reject) => {
    thread.on('error', reject);
    thread.on('exit', () => resolve(found));
  });
}

describe('what people write', () => {
  it('is read in steps in proportion to its length', async function () {
    this.timeout(300_000);
    const { quadratic, ...problems } = Object.fromEntries(await examineReaders());
    assert.equal(Object.keys(problems).length, 11);
    assert.deepEqual(
      Object.entries(problems).filter(([, problem]) => problem !== undefined),
      [],
    );
    assert.match(quadratic ?? '', /steps, then/, 'the count sees nothing');
  });
});
