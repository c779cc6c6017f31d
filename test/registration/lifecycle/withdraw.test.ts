import assert from 'node:assert/strict';
import { announce } from '../../../src/registration/lifecycle/moves.ts';
import { look, now, ready } from '../../support/sightings.ts';

describe('withdraw', () => {
  it('takes back what was not told yet: the device is announced Ready once, when it is ready again', () => {
    const told = announce(announce(ready, 'moved', now - 2), 'ready', now - 1);
    const fallen = look(told, { memberships: new Set() }).device;
    assert.deepEqual([fallen.status, fallen.announcedAt], ['pending', now - 2]);
    assert.deepEqual(
      fallen.announcements.map(({ kind }) => kind),
      ['moved', 'withdrawn'],
    );
    const unassigned = look(announce(ready, 'ready', now - 1), { assignment: 'absent' }).device;
    assert.deepEqual([unassigned.announcements.map(({ kind }) => kind), unassigned.announcedAt], [['withdrawn'], now]);
  });
});
