import assert from 'node:assert/strict';
import { use } from '../../../src/registration/lifecycle/decideUse.ts';
import type { Device, Renaming } from '../../../src/registration/lifecycle/device.ts';
import type { NameDecision } from '../../../src/registration/naming/decideName.ts';
import { claimedName, learnName, settleName } from '../../../src/registration/naming/learnName.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import type { NamedDevice } from '../../../src/registration/ports/intune.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { buildException } from '../../support/buildException.ts';
import { hour, managed, now } from '../../support/sightings.ts';

const policy = defaultPolicy.naming;
const asked = now - hour;
const renaming = (changes: Partial<Renaming> = {}): Renaming => ({
  name: 'MMD-1',
  before: 'LAPTOP-1',
  askedAt: asked,
  state: 'queued',
  ...changes,
});
const active = (changes: Partial<Device> = {}) =>
  buildDevice({
    status: 'active',
    entraDeviceId: 'entra',
    managedDeviceId: 'managed',
    deviceName: 'LAPTOP-1',
    dueAt: undefined,
    ...changes,
  });
const shown = (deviceName: string, rename?: NamedDevice['rename']): NamedDevice => ({
  ...managed({ deviceName }),
  hybridJoined: false,
  rename,
});
const learn = (device: Device, seen: NamedDevice, isWanted = true) =>
  learnName(device, seen, { policy, now, isWanted });
const facts = ({ deviceName, renaming: left, timeline, announcements, notRenamedSince }: Device) => ({
  deviceName,
  state: left?.state,
  timeline: timeline.map(({ text }) => text),
  told: announcements.map(({ kind }) => kind),
  since: notRenamedSince,
});

describe('what Intune shows of a name', () => {
  it('confirms one that was asked for, whatever became of it, and ends what was told', () => {
    for (const state of ['claimed', 'queued', 'failed'] as const) {
      const device = active({ renaming: renaming({ state }), notRenamedSince: 1 });
      assert.deepEqual(facts(learn(device, shown('mmd-1'))), {
        deviceName: 'mmd-1',
        state: undefined,
        timeline: ['Intune shows the new name mmd-1'],
        told: [],
        since: undefined,
      });
    }
  });

  it('notes a change that nobody asked for, once', () => {
    const changed = learn(active({ deviceName: 'MMD-1' }), shown('LAPTOP-2'));
    assert.deepEqual(facts(changed).timeline, ['Its name was changed to LAPTOP-2 outside Preflight']);
    assert.equal(learn(changed, shown('LAPTOP-2')).timeline.length, 1);
    assert.equal(learn(changed, shown('laptop-2')).timeline.length, 1);
  });

  it('is no change where it is the first name, none, or that of a new enrolment', () => {
    assert.deepEqual(facts(learn(active({ deviceName: undefined }), shown('X'))).timeline, []);
    assert.equal(learn(active(), shown('')).deviceName, 'LAPTOP-1');
    const again = learn(active({ managedDeviceId: 'older', renaming: renaming() }), shown('MMD-9'));
    assert.deepEqual(facts(again), { deviceName: 'MMD-9', state: undefined, timeline: [], told: [], since: undefined });
  });

  it('reaches the device by the sweep just as well', () => {
    const circumstances = { policy: defaultPolicy, now, importId: 'import', deploymentCounts: {} };
    const named = (device: Device, deviceName: string) =>
      facts(use(device, { managedDevices: [managed({ deviceName })] }, circumstances)).timeline;
    assert.deepEqual(named(active({ renaming: renaming() }), 'MMD-1'), ['Intune shows the new name MMD-1']);
    assert.deepEqual(named(active(), 'LAPTOP-2'), ['Its name was changed to LAPTOP-2 outside Preflight']);
  });
});

describe('what Intune shows of a rename', () => {
  const late = { askedAt: now - policy.takesUpTo };
  const told = 'notRenamed';
  const table: [string, Partial<Renaming>, NamedDevice['rename'], Partial<Device>, string, string[]][] = [
    [
      'claimed, and Intune has it queued',
      { state: 'claimed' },
      { state: 'pending', startedAt: asked + 1 },
      {},
      'queued',
      [],
    ],
    [
      'claimed, and the device has heard',
      { state: 'claimed' },
      { state: 'done', startedAt: asked + 1 },
      {},
      'queued',
      [],
    ],
    [
      'claimed, by a clock that is ahead',
      { state: 'claimed' },
      { state: 'pending', startedAt: asked - 60_000 },
      {},
      'queued',
      [],
    ],
    [
      'claimed, and Intune shows an older one',
      { state: 'claimed' },
      { state: 'pending', startedAt: asked - hour },
      {},
      'claimed',
      [],
    ],
    ['claimed, and Intune shows nothing', { state: 'claimed' }, undefined, {}, 'claimed', []],
    ['claimed, and it failed', { state: 'claimed' }, { state: 'failed', startedAt: asked }, {}, 'failed', [told]],
    ['queued, and the device has heard', {}, { state: 'done', startedAt: asked }, {}, 'queued', []],
    ['queued, and it failed', {}, { state: 'failed', startedAt: asked }, {}, 'failed', [told]],
    ['queued, and an older one failed', {}, { state: 'failed', startedAt: asked - hour }, {}, 'queued', []],
    ['queued, and told before', {}, { state: 'failed', startedAt: asked }, { notRenamedSince: 1 }, 'failed', []],
    ['queued for too long', late, undefined, {}, 'failed', [told]],
    ['queued for too long, and Intune still wants to tell', late, { state: 'pending', startedAt: 1 }, {}, 'queued', []],
    ['queued for too long on a device that does not call', late, undefined, { status: 'inactive' }, 'queued', []],
    ['claimed for too long', { ...late, state: 'claimed' }, undefined, {}, 'claimed', []],
    ['failed before', { state: 'failed' }, { state: 'failed', startedAt: asked }, {}, 'failed', []],
  ];
  for (const [what, changes, rename, others, state, announced] of table)
    it(`${what}: ${state}${announced.length > 0 ? ', announced' : ''}`, () => {
      const learned = facts(learn(active({ renaming: renaming(changes), ...others }), shown('LAPTOP-1', rename)));
      assert.deepEqual([learned.state, learned.told], [state, announced]);
    });

  it('is told with the name and the reason', () => {
    const failed = learn(active({ renaming: renaming() }), shown('LAPTOP-1', { state: 'failed', startedAt: asked }));
    assert.equal(failed.announcements[0]?.detail, 'Intune reports that MMD-1 failed on the device');
    const slow = learn(active({ renaming: renaming(late) }), shown('LAPTOP-1'));
    assert.equal(slow.announcements[0]?.detail, 'MMD-1 did not show within 14 days');
  });
});

describe('what Intune shows of a rename that nobody wants any more', () => {
  const late = `MMD-1 did not show within 14 days`;
  const failed = 'Intune reports that MMD-1 failed on the device';
  for (const [what, changes, rename, reason] of [
    ['is late', { askedAt: now - policy.takesUpTo }, undefined, late],
    ['failed', {}, { state: 'failed', startedAt: asked }, failed],
  ] as const)
    it(`is history where it ${what}, and announced to nobody`, () => {
      const learned = facts(learn(active({ renaming: renaming(changes) }), shown('LAPTOP-1', rename), false));
      assert.deepEqual(learned, {
        deviceName: 'LAPTOP-1',
        state: 'failed',
        timeline: [`Not renamed: ${reason}`],
        told: [],
        since: undefined,
      });
    });
});

describe('a decision about a name', () => {
  const exception = buildException({
    state: 'approved',
    requester: { id: 'alex', name: 'Alex Wilber' },
    decision: { by: { id: 'nestor', name: 'Nestor Wilke' }, at: now },
    lastDay: '2027-03-31',
  });
  const settle = (device: Device, decision: NameDecision, at = now) =>
    settleName(device, decision, { rule: { source: 'exception', exception, template: undefined }, policy, now: at });

  it('says once by which exception a device keeps its name, and again when it was named since', () => {
    const decision = { kind: 'left', because: 'excepted' } as const;
    const note =
      'Keeps its name LAPTOP-1: naming exception asked for by Alex Wilber, approved by Nestor Wilke, until 2027-03-31';
    const noted = settle(active(), decision);
    assert.deepEqual(facts(noted).timeline, [note]);
    assert.deepEqual(facts(settle(noted, decision)).timeline, [note]);
    const first = claimedName(active(), renaming(), 'MMD-%RAND:11%', now);
    assert.deepEqual(facts(first).timeline, ['Its name LAPTOP-1 is not one of MMD-%RAND:11%: to be renamed to MMD-1']);
    const claimed = claimedName(noted, renaming(), 'MMD-%RAND:11%', now);
    assert.equal(
      facts(claimed).timeline.at(-1),
      'No exception keeps its name any more; its name LAPTOP-1 is not one of MMD-%RAND:11%: to be renamed to MMD-1',
    );
    assert.equal(facts(settle(claimed, decision)).timeline.at(-1), note);
  });

  it('ends what was wrong where nothing is to be done', () => {
    for (const decision of [{ kind: 'follows' }, { kind: 'left', because: 'excepted' }] as const) {
      const device = active({ renaming: renaming({ state: 'failed' }), notRenamedSince: 1 });
      assert.deepEqual(facts(settle(device, decision)).since, undefined);
      assert.equal(settle(device, decision).renaming, undefined);
      assert.equal(settle(active({ renaming: renaming() }), decision).renaming?.state, 'queued');
    }
  });

  it('notes once that a device cannot be renamed, because it is joined to a domain too', () => {
    const decision = { kind: 'left', because: 'hybridJoined' } as const;
    const noted = settle(active(), decision);
    assert.match(facts(noted).timeline.join(), /joined to a domain too/);
    assert.equal(settle(noted, decision, now + hour), noted);
  });

  it('changes nothing where something is under way or to come', () => {
    const device = active({ renaming: renaming(), notRenamedSince: 1 });
    for (const because of ['underWay', 'triedLately', 'noName'] as const)
      assert.equal(settle(device, { kind: 'left', because }), device);
  });
});
