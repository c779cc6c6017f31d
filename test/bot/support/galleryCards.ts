import { batchCard } from '../../../src/bot/cards/batchCard.ts';
import { batchesCard } from '../../../src/bot/cards/batchesCard.ts';
import { deviceCard } from '../../../src/bot/cards/deviceCard.ts';
import { digestCard } from '../../../src/bot/cards/digestCard.ts';
import type { AdaptiveCard } from '../../../src/bot/cards/expand.ts';
import { closedFindingsCard, findingsCard } from '../../../src/bot/cards/findingsCard.ts';
import { healthCard } from '../../../src/bot/cards/healthCard.ts';
import { helpCard } from '../../../src/bot/cards/helpCard.ts';
import { markedCard } from '../../../src/bot/cards/markedCard.ts';
import { cancelledMoveCard, moveCard } from '../../../src/bot/cards/moveCard.ts';
import { movedCard } from '../../../src/bot/cards/movedCard.ts';
import { confirmRemovalCard, keptCard, removalCard } from '../../../src/bot/cards/removalCard.ts';
import { reportCard } from '../../../src/bot/cards/reportCard.ts';
import { sampleCard } from '../../../src/bot/cards/sampleCard.ts';
import { subscriptionsCard } from '../../../src/bot/cards/subscriptionsCard.ts';
import { welcomeCard } from '../../../src/bot/cards/welcomeCard.ts';
import { chosenCard, whichCard } from '../../../src/bot/cards/whichCard.ts';
import { commands } from '../../../src/bot/commands/answerMessage.ts';
import type { Digest, DigestDevice } from '../../../src/registration/announcements/digest.ts';
import { whyNotMovable } from '../../../src/registration/deploymentGroups/moveDevices.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { namingGallery } from './namingGallery.ts';
import {
  ada,
  allActiveView,
  busyReport,
  cleanReport,
  closedView,
  digestDevice,
  grace,
  nobody,
  now,
  retriableView,
  sampleBatch,
  sampleDevice,
  sampleDigest,
  sampleFoundRows,
  sampleHealth,
  sampleUnreached,
  sampleView,
  shippedView,
  troubledView,
  unusableReport,
} from './samples.ts';

const chat = 'https://teams.microsoft.com/l/chat/0/0?users=28%3Abot';

const inBroad = { name: 'Broad', assignedBy: 'auto', pending: false } as const;
const movable = (index: number, over: Partial<Device> = {}) =>
  sampleDevice({
    id: `DELL|${index}`,
    serialNumber: `5CG${4000 + index}ABC`,
    status: 'ready',
    deploymentGroup: inBroad,
    ...over,
  });
const onItsWay = movable(7, {
  deploymentGroup: {
    ...inBroad,
    movingTo: { name: 'First', assignedBy: 'admin', by: { id: 'megan', name: 'Megan Bowen' }, at: now },
  },
});
const unready = sampleDevice({ serialNumber: '5CG7777ABC' });

const notice = {
  sentence: 'The group “Modern Workplace Devices-All” does not exist.',
  remedy: 'Create it, or name another group in the policy.',
};
const shippedAndNot = (over: Partial<DigestDevice> = {}) => [
  digestDevice(0, { ...over, shipped: true }),
  digestDevice(1, over),
];
const byHand = { detail: 'Taken out of Modern Workplace Devices-All, and put back' };

/** One digest of each kind at least; the type says when one is missing. */
const everyKind: Readonly<Record<Digest['kind'], Partial<Digest>>> = {
  ready: { devices: shippedAndNot() },
  active: {},
  failed: { devices: shippedAndNot({ problem: 'left-autopilot' }) },
  stuck: { devices: shippedAndNot({ problem: 'stuck-grouped' }) },
  discovered: { batchId: undefined },
  inactive: {},
  attention: { devices: shippedAndNot({ problem: 'hardware-changed' }) },
  withdrawn: { devices: [digestDevice(0, { shipped: true })] },
  corrected: { devices: shippedAndNot(byHand) },
  moved: { devices: shippedAndNot({ detail: 'From Broad to First, asked for by Megan Bowen' }) },
  notRenamed: {
    batchId: undefined,
    devices: [0, 1, 2].map((index) =>
      digestDevice(index, { detail: index === 2 ? 'Intune does not know it any more' : 'Intune refused the new name' }),
    ),
  },
  unshipped: { batchId: undefined },
  removed: { devices: shippedAndNot({ detail: 'Removal asked for by Ada Lovelace' }) },
  naming: { batchId: undefined, devices: [] },
  notice: { batchId: undefined, devices: [], notice },
};

function digestsOfEveryKind(): Record<string, AdaptiveCard> {
  const kinds = Object.keys(everyKind) as Digest['kind'][];
  return Object.fromEntries(
    kinds.map((kind) => {
      const digest = sampleDigest(kind, 2, everyKind[kind]);
      return [`digest-of-${kind}`, digestCard(digest, digest.batchId === undefined ? undefined : sampleView())];
    }),
  );
}

/** Every card in the states people meet it in. */
export function galleryCards(): Record<string, AdaptiveCard> {
  const lines = commands.flatMap(({ usage, description, clickable, words, more = [] }) => [
    { usage, description, click: clickable ? words[0] : undefined },
    ...more,
  ]);
  const removable = [
    sampleDevice({ status: 'ready' }),
    sampleDevice({ status: 'active', serialNumber: '5CG1234ABD', userPrincipalName: 'alex@contoso.example' }),
    sampleDevice({ status: 'failed', serialNumber: '5CG1234ABE', model: 'Surface Laptop 6' }),
  ];
  const beingRemoved = sampleDevice({ status: 'ready', removal: { by: ada, at: now - 240_000, step: 'autopilot' } });
  const inputs = { profile: 'PowerUser', sharedMode: true, note: 'Order 4711' };
  return {
    'report-mixed': reportCard(sampleBatch(), defaultPolicy),
    'report-clean': reportCard(sampleBatch({ report: cleanReport(23) }), defaultPolicy),
    'report-unusable': reportCard(sampleBatch({ report: unusableReport() }), defaultPolicy),
    'report-busy': reportCard(
      sampleBatch({
        report: busyReport(),
        sentBefore: { batchId: 'b', by: grace, at: now - 3_600_000, outcome: 'registered', profileLabel: 'Standard' },
      }),
      defaultPolicy,
    ),
    'findings-first': findingsCard({ batch: sampleBatch(), rows: sampleFoundRows(10), page: 1, pages: 3 }),
    'findings-last': findingsCard({
      batch: sampleBatch({ state: 'open' }),
      rows: sampleFoundRows(3),
      page: 3,
      pages: 3,
    }),
    'findings-closed': closedFindingsCard(sampleBatch()),
    'report-refused': reportCard(sampleBatch(), defaultPolicy, {
      reason: "Power user devices can't be shared. Choose another profile, or turn shared devices off.",
      inputs,
    }),
    'batch-registering': batchCard(
      sampleView(
        {
          reached: { ...nobody, sent: 21 },
          deploymentGroups: [],
          waiting: {
            step: 'importing',
            count: 21,
            oldestSince: now - 120_000,
            explanation: 'waiting for Autopilot to finish the import, usually under 10 minutes, 2 minutes so far',
          },
        },
        { state: 'registering' },
      ),
    ),
    'batch-ready-some': batchCard(sampleView()),
    'batch-troubled': batchCard(troubledView()),
    'batch-retriable': batchCard(retriableView()),
    'batch-active': batchCard(allActiveView()),
    'batch-shipped-some': batchCard(shippedView()),
    'batch-closed': batchCard(closedView()),
    'batch-cancelled': batchCard(
      sampleView({ waiting: undefined, profileLabel: undefined }, { state: 'cancelled', profile: undefined }),
    ),
    'digest-ready': digestCard(sampleDigest('ready', 14), sampleView()),
    'digest-ready-live': digestCard(liveDigest('ready'), sampleView(), true),
    'digest-unshipped-live': digestCard(liveDigest('unshipped'), undefined),
    marked: markedCard('shipped', 'Ada Lovelace marked 5 devices as shipped', ['5CG1000 and 5CG1001.'], 'mark-1'),
    'taken-back': markedCard('shipped', 'Taken back by Ada Lovelace: 1 device is not marked as shipped any more', [
      'The reason is kept: the courier brought it back.',
    ]),
    'digest-unshipped': digestCard(sampleDigest('unshipped', 5), sampleView()),
    'digest-withdrawn': digestCard(
      sampleDigest('withdrawn', 2, { devices: [digestDevice(0, { shipped: true }), digestDevice(1)] }),
      sampleView(),
    ),
    ...digestsOfEveryKind(),
    'digest-not-renamed': digestCard(sampleDigest('notRenamed', 3, everyKind.notRenamed), undefined),
    ...namingGallery(),
    'digest-active': digestCard(sampleDigest('active', 6), sampleView()),
    'digest-failed': digestCard(
      sampleDigest('failed', 3, {
        devices: [0, 1, 2].map((index) =>
          digestDevice(index, { problem: index === 2 ? 'hardware-hash-not-valid' : 'claimed-by-another-organization' }),
        ),
      }),
      sampleView(),
    ),
    'digest-failed-channel': digestCard(
      sampleDigest('failed', 1, { devices: [digestDevice(1, { problem: 'hardware-hash-not-valid' })] }),
      sampleView(),
      true,
    ),
    'digest-permission': digestCard(
      sampleDigest('stuck', 3, {
        devices: [0, 1, 2].map((index) =>
          digestDevice(index, {
            problem: 'permission-missing',
            permission: 'GroupMember.ReadWrite.All',
            requestId: '6f3c1a52-7d0e-4a1c-9a55-0d3a4f1c2b9e',
          }),
        ),
      }),
      sampleView(),
    ),
    'digest-retriable': digestCard(
      sampleDigest('failed', 2, {
        devices: [0, 1].map((index) =>
          digestDevice(index, {
            problem: 'unexpected-error',
            requestId: '6f3c1a52-7d0e-4a1c-9a55-0d3a4f1c2b9e',
          }),
        ),
      }),
      sampleView(),
    ),
    'digest-discovered': digestCard(sampleDigest('discovered', 12, { batchId: undefined }), undefined),
    'digest-removed': digestCard(
      sampleDigest('removed', 2, {
        devices: [0, 1].map((index) => digestDevice(index, { detail: 'Removal asked for by Ada Lovelace' })),
      }),
      sampleView(),
    ),
    'batch-removed-some': batchCard(sampleView({ total: 23, removed: 2 })),
    'removal-ready': confirmRemovalCard([sampleDevice({ status: 'ready', shipped: { by: ada, at: now } })], []),
    'device-removed': deviceCard(
      sampleDevice({
        status: 'removed',
        shipped: { by: ada, at: now },
        userPrincipalName: 'alex@contoso.example',
        removal: { by: grace, at: now - 7_200_000, doneAt: now - 3_600_000 },
      }),
      defaultPolicy,
      now,
    ),
    'removal-mixed': confirmRemovalCard(removable, [
      { reason: 'pending', device: sampleDevice({ serialNumber: '5CG1234ABF' }) },
      { reason: 'unknown', serialNumber: '5CG99' },
    ]),
    'removal-alike': confirmRemovalCard(
      [sampleDevice({ status: 'ready' })],
      [],
      '2 devices have the serial number 5CG1234ABC. This card is about the one of Dell Inc. only.',
    ),
    'removal-none': confirmRemovalCard([], [{ reason: 'beingRemoved', device: beingRemoved }]),
    'removal-requested': removalCard(
      removable,
      [{ reason: 'removed', device: sampleDevice() }, { reason: 'gone' }],
      'Ada',
    ),
    'removal-kept': keptCard('Ada Lovelace'),
    'device-being-removed': deviceCard(beingRemoved, defaultPolicy, now),
    'device-pending': deviceCard(sampleDevice(), defaultPolicy, now),
    'device-failed': deviceCard(
      sampleDevice({ status: 'failed', problem: { code: 'claimed-by-another-organization', at: now } }),
      defaultPolicy,
      now,
    ),
    'device-refused': deviceCard(
      sampleDevice({
        problem: {
          code: 'permission-missing',
          at: now,
          permission: 'Device.Read.All',
          detail: 'GET /devices: 403 Authorization_RequestDenied',
          requestId: '6f3c1a52-7d0e-4a1c-9a55-0d3a4f1c2b9e',
        },
      }),
      defaultPolicy,
      now,
    ),
    'device-active': deviceCard(
      sampleDevice({
        status: 'active',
        deviceName: 'MMD-7F3K2QX9ZA1',
        userPrincipalName: 'alex@contoso.example',
        lastSyncAt: now - 25 * 60_000,
        assignedProfile: 'Modern Workplace Autopilot Profile',
      }),
      defaultPolicy,
      now,
    ),
    'device-renaming': deviceCard(
      sampleDevice({
        status: 'active',
        deviceName: 'LAPTOP-7',
        renaming: { name: 'MMD-12345678901', before: 'LAPTOP-7', askedAt: now, state: 'queued' },
      }),
      defaultPolicy,
      now,
    ),
    'device-confirmed': deviceCard(
      sampleDevice({
        status: 'active',
        deviceName: 'MMD-7F3K2QX9ZA1',
        userPrincipalName: 'alex@contoso.example',
        lastSyncAt: now - 25 * 60_000,
        shipped: { by: ada, at: now - 5 * 24 * 3_600_000 },
        confirmed: { by: grace, at: now - 20 * 60_000 },
      }),
      defaultPolicy,
      now,
    ),
    'device-shipped-fell-back': deviceCard(
      sampleDevice({ shipped: { by: ada, at: now - 3_600_000 } }),
      defaultPolicy,
      now,
    ),
    'move-some': moveCard(
      {
        devices: [movable(0), movable(1, { deploymentGroup: { ...inBroad, assignedBy: 'admin' } }), onItsWay, unready],
        doubles: [],
        unknown: ['5CG9999XYZ'],
        choice: 'First',
      },
      defaultPolicy,
    ),
    'move-many': moveCard(
      {
        devices: Array.from({ length: 31 }, (_, index) => movable(index)),
        doubles: [],
        unknown: [],
        choice: undefined,
      },
      defaultPolicy,
    ),
    'move-doubles': moveCard(
      {
        devices: [movable(0)],
        doubles: [movable(1), movable(1, { id: 'HP|1', manufacturer: 'HP', model: 'EliteBook 840' })],
        unknown: [],
        choice: 'Test',
      },
      defaultPolicy,
    ),
    'move-none': moveCard({ devices: [unready], doubles: [], unknown: [], choice: 'First' }, defaultPolicy),
    'move-cancelled': cancelledMoveCard('Megan Bowen'),
    moved: movedCard(
      {
        kind: 'answered',
        choice: 'First',
        answers: [
          { id: 'a', device: movable(0), result: { kind: 'moving', from: 'Broad', to: 'First' } },
          { id: 'b', device: movable(1), result: { kind: 'moving', from: 'Broad', to: 'First', insteadOf: 'Fast' } },
          { id: 'c', device: movable(2), result: { kind: 'relabelled', name: 'First' } },
          { id: 'd', device: unready, result: { kind: 'refused', reason: whyNotMovable(unready) ?? '' } },
        ],
      },
      'Megan Bowen',
    ),
    'digest-moved': digestCard(
      sampleDigest('moved', 3, {
        devices: [0, 1, 2].map((index) =>
          digestDevice(index, { detail: 'From Broad to First, asked for by Megan Bowen' }),
        ),
      }),
      sampleView(),
      true,
    ),
    'which-shipped': whichCard('shipped', [
      movable(1),
      movable(1, { id: 'HP|1', manufacturer: 'HP', model: 'EliteBook 840' }),
    ]),
    'which-answered': chosenCard('confirmed', [movable(1)], 'Ada Lovelace', ['1 device is confirmed now: 5CG4001ABC.']),
    'device-moving': deviceCard(onItsWay, defaultPolicy, now),
    batches: batchesCard([sampleView(), troubledView(), sampleView({}, { state: 'draft' })]),
    subscriptions: subscriptionsCard([
      { id: 'c', version: 1, name: 'Contoso IT > Rollout', subscribedBy: ada, subscribedAt: now, threads: {} },
      {
        id: 'd',
        version: 1,
        name: 'Contoso IT > General',
        subscribedBy: ada,
        subscribedAt: now,
        threads: {},
        stoppedBecause: 'the bot was removed',
      },
      {
        id: 'f',
        version: 1,
        name: 'Contoso IT > Rollout 2',
        subscribedBy: ada,
        subscribedAt: now,
        threads: {},
        unreached: sampleUnreached,
      },
      {
        id: 'e',
        version: 1,
        name: 'Contoso IT > Approvals',
        about: 'approvals',
        subscribedBy: ada,
        subscribedAt: now,
        threads: {},
      },
    ]),
    health: healthCard(sampleHealth(), now),
    'health-unreached': healthCard(sampleHealth({ unreached: [sampleUnreached] }), now),
    'health-well': healthCard(sampleHealth({ groups: sampleHealth().groups.slice(0, 2) }), now),
    'health-polling': healthCard(
      sampleHealth({
        isListening: false,
        groups: [],
        troubles: [
          {
            kind: 'throttled',
            since: now - 60_000,
            sentence: 'Microsoft Graph has asked Preflight to slow down; it goes on by itself, and nothing is lost',
          },
        ],
        notices: [
          {
            id: 'group:x',
            version: 1,
            since: now - 3_600_000,
            sentence: 'There is no Entra group named Modern Workplace Devices-All, or there are two.',
            remedy:
              'Restore or rename the group, or name the right one in the policy file; Preflight then fills it again.',
          },
        ],
      }),
      now,
    ),
    help: helpCard('What you can do here', '', lines, []),
    welcome: welcomeCard('personal', chat),
    'welcome-channel': welcomeCard('channel', chat),
    sample: sampleCard(),
  };
}

/** A digest of whose devices something has become. */
function liveDigest(kind: 'ready' | 'unshipped') {
  const states = ['waiting', 'waiting', 'shipped', 'active', 'withdrawn', 'beingRemoved', 'removed', 'again'] as const;
  return sampleDigest(kind, states.length, {
    devices: states.map((now, index) => digestDevice(index, now === 'shipped' ? { now, shipped: true } : { now })),
  });
}
