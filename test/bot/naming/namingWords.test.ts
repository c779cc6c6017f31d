import assert from 'node:assert/strict';
import { namingCard } from '../../../src/bot/cards/namingCard.ts';
import { namingTitle } from '../../../src/bot/cards/namingTitle.ts';
import { scopeText, whatChanges } from '../../../src/bot/naming/namingWords.ts';
import type { NamingOverlap } from '../../../src/registration/naming/naming.ts';
import type { NamingScope } from '../../../src/registration/naming/namingException.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { decided, sampleException, sampleNamingView } from '../support/namingSamples.ts';
import { grace } from '../support/samples.ts';

describe('words for naming exceptions', () => {
  const scopes: [NamingScope, string, number, string][] = [
    [{ kind: 'tenant' }, 'all devices', 120, 'all 120 devices'],
    [{ kind: 'tenant' }, 'all devices', 1, 'all devices'],
    [{ kind: 'profile', profile: 'Standard' }, 'Standard devices', 1_240, '1,240 Standard devices'],
    [{ kind: 'profile', profile: 'Standard' }, 'Standard devices', 1, '1 Standard device'],
    [{ kind: 'profile', profile: 'Standard' }, 'Standard devices', 0, 'Standard devices'],
    [{ kind: 'batch', batchId: 'b' }, 'the devices of laptops.csv', 12, 'the 12 devices of laptops.csv'],
    [{ kind: 'batch', batchId: 'b' }, 'the devices of laptops.csv', 1, 'the device of laptops.csv'],
    [{ kind: 'devices', deviceIds: [] }, '5CG1234ABC and 4 more', 5, '5CG1234ABC and 4 more'],
  ];
  for (const [scope, text, devices, expected] of scopes) {
    it(`calls ${devices} of ${scope.kind}: ${expected}`, () => {
      assert.equal(scopeText(sampleNamingView({ scope: { text, devices } }, { scope })), expected);
    });
  }

  const template = { kind: 'template', template: 'CONTOSO-%SERIAL%' } as const;
  const titles: [Parameters<typeof sampleNamingView>[1], number, string][] = [
    [{ state: 'draft' }, 40, 'This request is for 40 Standard devices'],
    [{}, 40, 'Ada Lovelace asks to keep device names for 40 Standard devices until 31 March 2027'],
    [{ wanted: template }, 40, 'Ada Lovelace asks to name 40 Standard devices CONTOSO-%SERIAL% until 31 March 2027'],
    [{ state: 'approved' }, 40, '40 Standard devices keep their names until 31 March 2027'],
    [{ state: 'approved', wanted: template }, 1, '1 Standard device is named CONTOSO-%SERIAL% until 31 March 2027'],
    [{ state: 'denied' }, 40, 'The naming exception for 40 Standard devices was denied'],
    [
      { state: 'withdrawn', wanted: template },
      40,
      'The request to name 40 Standard devices CONTOSO-%SERIAL% was withdrawn',
    ],
    [{ state: 'revoked' }, 40, 'The naming exception for 40 Standard devices was revoked'],
    [{ state: 'expired', decision: decided() }, 40, 'The naming exception for 40 Standard devices has ended'],
    [{ state: 'expired' }, 40, 'Nobody decided about the naming exception for 40 Standard devices'],
  ];
  for (const [exception, devices, expected] of titles) {
    it(`puts it in one line: ${expected}`, () => {
      assert.equal(
        namingTitle(sampleNamingView({ scope: { text: 'Standard devices', devices } }, exception)),
        expected,
      );
    });
  }

  it('says that what is added later is included only where it is', () => {
    const later = /Devices that are added later are included\./;
    for (const scope of [{ kind: 'tenant' }, { kind: 'profile', profile: 'Standard' }] as const)
      assert.match(whatChanges(sampleNamingView({}, { scope })), later);
    const narrow: NamingScope[] = [
      { kind: 'batch', batchId: 'b' },
      { kind: 'devices', deviceIds: [] },
    ];
    for (const scope of narrow) assert.doesNotMatch(whatChanges(sampleNamingView({}, { scope })), later);
  });

  const other = (scope: NamingScope, wins: NamingOverlap['wins'], over: Partial<NamingOverlap['exception']> = {}) => ({
    exception: sampleException({ id: 'other', requester: grace, state: 'approved', scope, ...over }),
    scope: {
      text: scope.kind === 'tenant' ? 'all devices' : scope.kind === 'devices' ? 'A1 and 3 more' : 'Standard devices',
      devices: 4,
    },
    devices: 4,
    wins,
  });
  const overlaps: [NamingOverlap, Parameters<typeof sampleNamingView>[1], string][] = [
    [
      other({ kind: 'devices', deviceIds: [] }, 'other', { wanted: template }),
      {},
      ' are also in the exception of Grace Hopper for A1 and 3 more, which is narrower and goes on naming them.',
    ],
    [
      other({ kind: 'devices', deviceIds: [] }, 'other'),
      {},
      ' are also in the exception of Grace Hopper for A1 and 3 more, which is narrower and goes on keeping their names.',
    ],
    [
      other({ kind: 'tenant' }, 'this'),
      {},
      ' are also in the exception of Grace Hopper for all devices, which is wider: this one applies to them instead once it is approved.',
    ],
    [
      other({ kind: 'profile', profile: 'Standard' }, 'this'),
      { state: 'approved' },
      ' are also in the exception of Grace Hopper for Standard devices, which was approved earlier: this one applies to them instead.',
    ],
    [
      other({ kind: 'devices', deviceIds: [] }, 'other', { state: 'requested' }),
      {},
      ' are also in the request of Grace Hopper for A1 and 3 more, which waits for a decision; once both are approved, that one applies to them.',
    ],
  ];
  for (const [overlap, exception, expected] of overlaps) {
    it(`says which of two exceptions wins:${expected}`, () => {
      const card = JSON.stringify(
        namingCard(sampleNamingView({ overlaps: [overlap] }, exception), 'approver', defaultPolicy),
      );
      assert.ok(card.includes(JSON.stringify(expected).slice(1, -1)), card);
      assert.match(card, /"text":"4 devices"/);
    });
  }

  it('says of an exception without common devices yet that there can be some later', () => {
    const overlaps = [{ ...other({ kind: 'tenant' }, 'this'), devices: 0 }];
    const card = JSON.stringify(namingCard(sampleNamingView({ overlaps }), 'approver', defaultPolicy));
    assert.match(
      card,
      /"Devices that are added later".*" can also be in the exception of Grace Hopper for all devices, which is wider/,
    );
  });

  it('warns who decides that a wide exception may change an Autopilot profile', () => {
    const wide = /After approval, an administrator may also change the name template of the Autopilot profile/;
    const card = (reader: 'approver' | 'requester', scope: NamingScope) =>
      JSON.stringify(namingCard(sampleNamingView({}, { scope }), reader, defaultPolicy));
    assert.match(card('approver', { kind: 'tenant' }), wide);
    assert.match(card('approver', { kind: 'profile', profile: 'PowerUser' }), wide);
    const shared =
      /Standard devices share their Autopilot profile with Sensitive data devices, so its template stays: new devices get its names while they are set up, and keep them\./;
    assert.match(card('approver', { kind: 'profile', profile: 'Standard' }), shared);
    assert.doesNotMatch(card('approver', { kind: 'devices', deviceIds: [] }), wide);
    assert.doesNotMatch(card('requester', { kind: 'tenant' }), wide);
  });

  it('says whom it does not name, and which names are queued all the same', () => {
    const card = (changes: Parameters<typeof sampleNamingView>[0]) =>
      JSON.stringify(namingCard(sampleNamingView(changes), 'approver', defaultPolicy));
    assert.match(card({ overruled: 1 }), /1 of the 40 devices there are now: this device follows another exception\./);
    assert.match(
      card({ overruled: 40 }),
      /All 40 devices there are now follow other exceptions: nothing changes for them\./,
    );
    const queued = [{ serialNumber: '5CG1234', name: 'MMD-12345678901' }];
    assert.match(
      card({ queued }),
      /1 device takes a new name at the next restart all the same: Intune has it queued already/,
    );
    assert.match(card({ queued }), /5CG1234.* → MMD-12345678901/);
    assert.match(
      card({ queued: Array.from({ length: 7 }, () => queued[0] ?? { serialNumber: '', name: '' }) }),
      /And 2 more\./,
    );
  });

  it('tells the requester who could not be told', () => {
    const card = (cards: ReturnType<typeof sampleException>['cards']) =>
      JSON.stringify(
        namingCard(sampleNamingView({}, { unreached: ['Nestor Wilke'], cards }), 'requester', defaultPolicy),
      );
    assert.match(card([]), /No approver could be told: Nestor Wilke has not met Preflight in a chat yet\./);
    assert.match(
      card([{ conversationId: 'c', reader: 'approver', state: 'sent', attempts: 1 }]),
      /Not told: Nestor Wilke has not met Preflight in a chat yet\./,
    );
  });
});
