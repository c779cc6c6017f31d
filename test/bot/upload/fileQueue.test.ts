import assert from 'node:assert/strict';
import { createFileQueue } from '../../../src/bot/upload/fileQueue.ts';

/** Tasks that end when told to. */
function tasks() {
  const started: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  return {
    started,
    task: (name: string) => () => {
      started.push(name);
      const end = Promise.withResolvers<string>();
      ends.set(name, end);
      return end.promise;
    },
    end: (name: string) => ends.get(name)?.resolve(name),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
  };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the queue of files', () => {
  it('has one file of each person in hand, in their order, and loses none', async () => {
    const queue = createFileQueue({ atOnce: 3, waiting: 20 });
    const { started, task, end } = tasks();
    const all = ['a1', 'a2', 'a3', 'b1'].map((name) => queue.run(name.charAt(0), task(name)));
    await settle();
    assert.deepEqual(started, ['a1', 'b1']);
    end('a1');
    await settle();
    assert.deepEqual(started, ['a1', 'b1', 'a2']);
    for (const name of ['b1', 'a2']) end(name);
    await settle();
    end('a3');
    assert.deepEqual(await Promise.all(all), ['a1', 'a2', 'a3', 'b1']);
  });

  it('gives everybody their turn when only so many files are in hand', async () => {
    const queue = createFileQueue({ atOnce: 1, waiting: 20 });
    const { started, task, end } = tasks();
    const all = ['a1', 'a2', 'a3', 'b1'].map((name) => queue.run(name.charAt(0), task(name)));
    for (const name of ['a1', 'b1', 'a2', 'a3']) {
      await settle();
      assert.equal(started.at(-1), name);
      end(name);
    }
    await Promise.all(all);
  });

  it('turns away what is too much, and takes it again afterwards', async () => {
    const queue = createFileQueue({ atOnce: 1, waiting: 1 });
    const { task, end } = tasks();
    const first = queue.run('a', task('a1'));
    const second = queue.run('a', task('a2'));
    assert.equal(await queue.run('a', task('a3')), undefined);
    await settle();
    end('a1');
    await first;
    await settle();
    end('a2');
    assert.equal(await second, 'a2');
  });

  it('goes on when a file fails', async () => {
    const queue = createFileQueue({ atOnce: 1, waiting: 5 });
    const { task, end, fail } = tasks();
    const first = queue.run('a', task('a1'));
    const second = queue.run('a', task('a2'));
    await settle();
    fail('a1');
    await assert.rejects(first, /a1/);
    await settle();
    end('a2');
    assert.equal(await second, 'a2');
  });
});
