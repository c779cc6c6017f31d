import assert from 'node:assert/strict';
import { createAgenda } from '../../../sandbox/tenant/agenda.ts';

describe('createAgenda', () => {
  it('lets things happen in the order of time, then of planning, each at its own time', () => {
    const agenda = createAgenda();
    const happened: [string, number][] = [];
    let now = 0;
    const note = (name: string) => () => happened.push([name, now]);
    agenda.plan(20, note('second'));
    agenda.plan(10, note('first'));
    agenda.plan(20, note('third'));
    agenda.plan(99, note('never'));
    agenda.settle(50, (at) => {
      now = at;
    });
    assert.deepEqual(happened, [
      ['first', 10],
      ['second', 20],
      ['third', 20],
    ]);
    assert.equal(now, 50);
    assert.equal(agenda.next(), 99);
  });

  it('includes what is planned meanwhile', () => {
    const agenda = createAgenda();
    const happened: number[] = [];
    let now = 0;
    const again = (): void => {
      happened.push(now);
      agenda.plan(now + 10, again);
    };
    agenda.plan(10, again);
    agenda.settle(35, (at) => {
      now = at;
    });
    assert.deepEqual(happened, [10, 20, 30]);
  });
});
