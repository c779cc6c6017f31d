import assert from 'node:assert/strict';
import { chatWorld, describePerson } from '../../sandbox/chatWorld.ts';

describe('chatWorld', () => {
  it('has Alex at the keyboard, or whoever is asked for', () => {
    assert.equal(describePerson(chatWorld().currentUser), 'Alex Wilber, registrar');
    const world = chatWorld('nestor');
    assert.equal(describePerson(world.currentUser), 'Nestor Wilke, approver and registrar');
    assert.deepEqual(
      world.others.map(({ givenName }) => givenName),
      ['Alex', 'Megan', 'Adele', 'Patti', 'Isaiah'],
    );
    assert.equal(describePerson(chatWorld('Adele').currentUser), 'Adele Vance, without a role');
    assert.throws(() => chatWorld('Nobody'), /there are Alex, Megan/);
  });
});
