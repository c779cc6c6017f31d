import assert from 'node:assert/strict';
import { digestCard } from '../../../src/bot/cards/digestCard.ts';
import { digestTitle } from '../../../src/bot/cards/digestTitle.ts';
import type { DeviceNow } from '../../../src/registration/announcements/digest.ts';
import { digestDevice, sampleDigest, sampleView } from '../support/samples.ts';

/** A digest of devices in these states; `+` marks those that were shipped. */
function wave(kind: 'ready' | 'unshipped', ...states: (DeviceNow | `${DeviceNow}+`)[]) {
  return sampleDigest(kind, states.length, {
    devices: states.map((state, index) => ({
      ...digestDevice(index),
      now: state.replace('+', '') as DeviceNow,
      ...(state.endsWith('+') || state === 'shipped' ? { shipped: true as const } : {}),
    })),
  });
}

describe('the card of a digest that lives', () => {
  const text = (digest: ReturnType<typeof wave>) => JSON.stringify(digestCard(digest, sampleView()));
  const button = (digest: ReturnType<typeof wave>) => /"title":"(Mark[^"]*)"/.exec(text(digest))?.[1];

  it('keeps its title while what it said is so', () => {
    assert.equal(digestTitle(wave('ready', 'waiting', 'shipped')), '2 devices are ready for user');
    assert.equal(digestTitle(wave('ready', 'waiting')), '1 device is ready for user');
    assert.equal(digestTitle(wave('unshipped', 'waiting')), '1 device is ready for user and not marked as shipped');
  });

  it('never says that a device is ready which is not', () => {
    const titles: [ReturnType<typeof wave>, string][] = [
      [wave('ready', 'withdrawn'), '1 device became ready for user: now no longer ready'],
      [wave('ready', 'active', 'active'), '2 devices became ready for user: all in use'],
      [
        wave('ready', 'waiting', 'waiting', 'active', 'withdrawn', 'removed'),
        '5 devices became ready for user: 2 to be shipped, 1 in use, 1 no longer ready, 1 removed',
      ],
      [wave('unshipped', 'shipped', 'waiting'), '2 devices waited to be shipped: 1 to be shipped, 1 shipped'],
    ];
    for (const [digest, title] of titles) assert.equal(digestTitle(digest), title);
  });

  it('offers its button for exactly the devices that wait, and drops it when none does', () => {
    assert.equal(button(wave('ready', 'waiting', 'waiting')), 'Mark 2 as shipped');
    assert.equal(button(wave('ready', 'waiting', 'withdrawn', 'active', 'shipped')), 'Mark 1 as shipped');
    for (const state of ['shipped', 'active', 'withdrawn', 'beingRemoved', 'removed', 'again'] as const)
      assert.equal(button(wave('ready', state)), undefined, state);
  });

  it('says what not to ship, and what to keep from being set up', () => {
    assert.match(text(wave('ready', 'withdrawn', 'waiting')), /"Do not ship 5CG1000\. Ship 5CG1001 to its user\."/);
    assert.match(
      text(wave('ready', 'withdrawn+', 'beingRemoved', 'waiting', 'waiting')),
      /"Do not ship 5CG1001\. 5CG1000 was shipped already: keep it from being set up\. Ship 5CG1002 and 5CG1003 to their users\."/,
    );
    assert.doesNotMatch(text(wave('ready', 'active', 'again')), /Ship |Do not/);
  });

  it('names the devices in each state', () => {
    const card = text(wave('ready', 'waiting', 'shipped', 'active', 'withdrawn', 'beingRemoved', 'removed', 'again'));
    const facts = [
      ['Still to ship', '5CG1000'],
      ['Shipped already', '5CG1001'],
      ['In use', '5CG1002'],
      ['No longer ready', '5CG1003'],
      ['Being removed', '5CG1004'],
      ['Removed', '5CG1005'],
      ['Ready again since', '5CG1006: see the newer card'],
    ];
    for (const [label, serials] of facts) assert.match(card, new RegExp(`"${label} {2}"[^\\]]*"text":"${serials}"`));
  });
});
