import assert from 'node:assert/strict';
import fc from 'fast-check';
import { batchCard } from '../../../src/bot/cards/batchCard.ts';
import { batchesCard } from '../../../src/bot/cards/batchesCard.ts';
import { deviceCard } from '../../../src/bot/cards/deviceCard.ts';
import { digestCard } from '../../../src/bot/cards/digestCard.ts';
import { findingsCard } from '../../../src/bot/cards/findingsCard.ts';
import { healthCard } from '../../../src/bot/cards/healthCard.ts';
import { moveCard } from '../../../src/bot/cards/moveCard.ts';
import { movedCard } from '../../../src/bot/cards/movedCard.ts';
import { confirmRemovalCard, removalCard } from '../../../src/bot/cards/removalCard.ts';
import { reportCard } from '../../../src/bot/cards/reportCard.ts';
import { subscriptionsCard } from '../../../src/bot/cards/subscriptionsCard.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import type { ProblemCode } from '../../../src/registration/problems/catalogue.ts';
import { mostRemoved } from '../../../src/registration/removal/refuseRemoval.ts';
import { anyBatch, anyFoundRows, anyView, hostile } from '../support/anything.ts';
import { cardProblems } from '../support/cardRules.ts';
import { galleryCards } from '../support/galleryCards.ts';
import {
  ada,
  digestDevice,
  now,
  sampleBatch,
  sampleDevice,
  sampleDigest,
  sampleKind,
  sampleReport,
  sampleView,
} from '../support/samples.ts';

const valid = (card: unknown) => assert.deepEqual(cardProblems(card), []);
const runs = { numRuns: 60 };

describe('cards', () => {
  for (const [name, card] of Object.entries(galleryCards())) {
    it(`${name} follows the rules of Adaptive Cards 1.5`, () => valid(card));
  }

  it('leave no placeholder unfilled, whatever the digest says and wherever it is shown', () => {
    const texts = (value: unknown): string[] => {
      if (typeof value === 'string') return [value];
      return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
    };
    const cards = galleryCards();
    assert.ok(cards['digest-of-notice']);
    for (const [name, card] of Object.entries(cards))
      assert.deepEqual(
        texts(card).filter((text) => text.includes('${')),
        [],
        name,
      );
  });

  it('are checked by rules that find what is wrong', () => {
    const card = (element: object) => ({ type: 'AdaptiveCard', version: '1.5', body: [element] });
    const wrong: [object, RegExp][] = [
      [{ type: 'TextBlock', text: 'x', size: 'Gigantic' }, /Gigantic/i],
      [{ type: 'ProgressBar' }, /ProgressBar|Unknown element/i],
      [{ type: 'TextBlock', txt: 'x', text: 'y' }, /card\.body\[0\]\.txt is not a property/],
      [{ type: 'TextBlock', text: ['$', '{title}'].join('') }, /placeholder/],
      [{ type: 'TextBlock', text: 'x'.repeat(30_000) }, /more than Teams shows/],
      [{ type: 'Input.Text', label: 'x' }, /id/i],
      [{ type: 'Input.Text', id: 'x' }, /no label/],
    ];
    for (const [element, expected] of wrong) assert.match(cardProblems(card(element)).join('\n'), expected);
  });

  it('name as many devices as can be removed at a time', () => {
    const devices = Array.from({ length: mostRemoved }, (_, index) => {
      const serialNumber = `VMware-56 4d ${String(index).padStart(2, '0')} ${'0a '.repeat(13)}0a`;
      const id = `MICROSOFT CORPORATION|${serialNumber.toUpperCase()}`;
      return sampleDevice({
        id,
        serialNumber,
        status: 'active',
        userPrincipalName: `${'name'.repeat(8)}@contoso.example`,
      });
    });
    valid(confirmRemovalCard(devices, []));
  });

  it('stay valid and small whatever the file, people and services say', () => {
    fc.assert(
      fc.property(anyBatch, (value) => valid(reportCard(value, defaultPolicy))),
      runs,
    );
    fc.assert(
      fc.property(anyBatch, hostile, (value, reason) =>
        valid(
          reportCard(value, defaultPolicy, {
            reason,
            inputs: { profile: 'Standard', sharedMode: true, note: reason.slice(0, 300) },
          }),
        ),
      ),
      runs,
    );
    fc.assert(
      fc.property(anyBatch, anyFoundRows, fc.nat({ max: 500 }), (batch, rows, page) =>
        valid(findingsCard({ batch, rows, page: page + 1, pages: 500 })),
      ),
      runs,
    );
    fc.assert(
      fc.property(hostile, hostile, (text, name) => {
        const device = sampleDevice({
          id: text,
          serialNumber: text,
          model: name,
          userPrincipalName: name,
          status: 'active',
        });
        valid(confirmRemovalCard([device], [{ reason: 'unknown', serialNumber: name }], text));
        valid(removalCard([device], [{ reason: 'pending', device }], name));
      }),
      runs,
    );
    fc.assert(
      fc.property(anyView, (value) => valid(batchCard(value))),
      runs,
    );
    fc.assert(
      fc.property(fc.array(anyView, { maxLength: 10 }), (values) => valid(batchesCard(values))),
      { numRuns: 15 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom('ready', 'active', 'failed', 'stuck', 'discovered', 'inactive'),
        anyView,
        hostile,
        fc.integer({ min: 1, max: 5_000 }),
        (kind, value, text, devices) => {
          const digest = sampleDigest(kind, devices);
          for (const device of digest.devices)
            Object.assign(device, { serialNumber: text, model: `${text}${device.key}` });
          valid(digestCard(digest, value));
          valid(digestCard(digest, undefined));
        },
      ),
      { numRuns: 20 },
    );
    fc.assert(
      fc.property(hostile, fc.array(hostile, { maxLength: 50 }), (text, history) =>
        valid(
          deviceCard(
            sampleDevice({
              serialNumber: text,
              model: text,
              deviceName: text,
              userPrincipalName: text,
              shipped: { by: { id: 'x', name: text }, at: now },
              confirmed: { by: { id: 'x', name: text }, at: now },
              timeline: history.map((line) => ({ at: now, text: line })),
            }),
            defaultPolicy,
            now,
          ),
        ),
      ),
      runs,
    );
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 50 }), hostile, (texts, name) => {
        const by = { id: 'x', name };
        const deploymentGroup = {
          name,
          assignedBy: 'auto',
          pending: false,
          movingTo: { name, assignedBy: 'admin', by, at: now },
        } as const;
        const devices = texts.map((text) =>
          sampleDevice({ serialNumber: text, model: text, status: 'ready', deploymentGroup }),
        );
        valid(moveCard({ devices, doubles: devices.slice(0, 2), unknown: texts, choice: name }, defaultPolicy));
        const answers = devices.map((device) => ({
          id: device.id,
          device,
          result: { kind: 'refused', reason: name } as const,
        }));
        valid(movedCard({ kind: 'answered', choice: name, answers }, name));
      }),
      { numRuns: 20 },
    );
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 60 }), (names) =>
        valid(
          subscriptionsCard(
            names.map((name, index) => ({
              id: String(index),
              version: 1,
              name,
              subscribedBy: { ...ada, name },
              subscribedAt: now,
              threads: {},
              stoppedBecause: name,
            })),
          ),
        ),
      ),
      { numRuns: 20 },
    );
  });

  it('mention the requester in a channel, and only for what the requester can do something about', () => {
    const troubled = (problem: ProblemCode) => sampleDigest('failed', 1, { devices: [digestDevice(0, { problem })] });
    const view = sampleView({}, { requester: { id: 'entra-id', name: 'Ada <at>*Love*lace' } });
    const card = digestCard(troubled('hardware-hash-not-valid'), view, true);
    valid(card);
    assert.deepEqual(card['msteams'], {
      entities: [
        { type: 'mention', text: '<at>Ada atLovelace</at>', mentioned: { id: 'entra-id', name: 'Ada atLovelace' } },
      ],
    });
    assert.match(JSON.stringify(card), /"text":"<at>Ada atLovelace<\/at>, these need you\."/);
    assert.equal(digestCard(troubled('hardware-hash-not-valid'), view)['msteams'], undefined);
    assert.equal(digestCard(troubled('stuck-importing'), view, true)['msteams'], undefined);
    assert.equal(digestCard(sampleDigest('ready', 1), view, true)['msteams'], undefined);
  });

  it('never put outside text where Markdown or a date function would be read', () => {
    const marker = 'M4RK3R';
    const noted = { name: marker, id: 'x' };
    const marked = sampleReport({
      models: [{ model: marker, count: 1, tpm: [{ version: marker, count: 1 }], memory: [] }],
      firstSerialNumbers: [marker],
      kinds: [sampleKind({ message: marker, remedy: marker, fix: marker, serialNumbers: [marker], alike: false })],
      tags: [{ tag: marker, ours: true, count: 1 }],
      known: [{ state: 'inUse', count: 1, serialNumbers: [marker], files: [marker] }],
    });
    const batch = sampleBatch({
      fileName: marker,
      requester: noted,
      report: marked,
      note: marker,
      decidedBy: { name: marker, id: 'y' },
      leftAlone: [marker],
      leaving: [marker],
      sentBefore: { batchId: 'b', by: noted, at: now, outcome: 'registered', profileLabel: marker },
    });
    const view = sampleView(
      {
        users: [marker],
        people: { shipped: 1, toShip: 0, shippedUnsaid: 0, confirmed: 0, toConfirm: 0, fellBack: [marker] },
        problems: [
          { code: 'import-failed', sentence: marker, remedy: marker, serialNumbers: [marker], requestIds: [marker] },
        ],
      },
      { ...batch, state: 'open' },
    );
    const digest = sampleDigest('active', 1);
    for (const device of digest.devices)
      Object.assign(device, { serialNumber: marker, model: marker, userPrincipalName: marker });
    const device = sampleDevice({
      serialNumber: marker,
      model: marker,
      deviceName: marker,
      userPrincipalName: marker,
      shipped: { by: noted, at: now },
      confirmed: { by: noted, at: now },
      timeline: [{ at: now, text: marker }],
    });
    const error = { code: 'x', severity: 'error' as const, message: marker, remedy: marker, fix: marker };
    const found = {
      line: 2,
      serialNumber: marker,
      manufacturer: marker,
      model: marker,
      verdict: 'rejected' as const,
      findings: [error],
    };
    const cards = [
      reportCard(batch, defaultPolicy, { reason: marker, inputs: { profile: '', sharedMode: false, note: '' } }),
      batchCard(view),
      batchesCard([view]),
      findingsCard({ batch, rows: [found], page: 1, pages: 2 }),
      digestCard(digest, view),
      deviceCard(device, defaultPolicy, now),
      healthCard(
        {
          isListening: true,
          store: {
            trouble: { code: 'full', since: now, sentence: marker },
            setAside: { count: 1, latest: [{ collection: 'devices', name: marker, at: now }] },
          },
          groups: [{ id: marker, problem: marker }],
          troubles: [],
          notices: [],
          unreached: [],
        },
        now,
      ),
      subscriptionsCard([{ id: 'c', version: 1, name: marker, subscribedBy: noted, subscribedAt: now, threads: {} }]),
    ];
    for (const card of cards) {
      const where = elementsWith(card, marker);
      assert.ok(where.length > 0);
      assert.deepEqual(
        where.filter((type) => type !== 'TextRun'),
        [],
      );
    }
  });

  it('offers to try again only where that can help', () => {
    const offers = (code: ProblemCode) =>
      JSON.stringify(deviceCard(sampleDevice({ status: 'failed', problem: { code, at: now } }), defaultPolicy, now));
    for (const code of ['hash-missing', 'left-autopilot', 'hardware-changed'] as const)
      assert.doesNotMatch(offers(code), /Try again/, code);
    for (const code of ['import-failed', 'unsupported-tag'] as const) assert.match(offers(code), /Try again/, code);
  });
});

/** Types of the elements whose text holds `marker`, buttons' data aside. */
function elementsWith(value: unknown, marker: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => elementsWith(item, marker));
  if (typeof value !== 'object' || value === null) return [];
  const own =
    'text' in value && typeof value.text === 'string' && value.text.includes(marker) && 'type' in value
      ? [String(value.type)]
      : [];
  return [
    ...own,
    ...Object.entries(value).flatMap(([name, inner]) => (name === 'data' ? [] : elementsWith(inner, marker))),
  ];
}
