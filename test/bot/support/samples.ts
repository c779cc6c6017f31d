import type { Digest, DigestDevice } from '../../../src/registration/announcements/digest.ts';
import type { Batch, BatchReport, FoundRow } from '../../../src/registration/batches/batch.ts';
import type { FindingKind } from '../../../src/registration/batches/findingKinds.ts';
import type { BatchView } from '../../../src/registration/batches/view.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import type { HealthReport } from '../../../src/registration/notifications/readHealth.ts';
import { problems } from '../../../src/registration/problems/catalogue.ts';

/** 23 November 2026, 10:48 UTC. */
export const now = Date.UTC(2026, 10, 23, 10, 48);
const minute = 60_000;

export const ada = { id: '11111111-1111-4111-8111-111111111111', name: 'Ada Lovelace' };
export const grace = { id: '22222222-2222-4222-8222-222222222222', name: 'Grace Hopper' };

/** One kind of finding; two rows of a file that Excel and mail went through. */
export function sampleKind(over: Partial<FindingKind> = {}): FindingKind {
  return {
    code: 'hash-cut',
    severity: 'error',
    rows: 2,
    lines: [5, 19],
    serialNumbers: ['5CG1234ABC'],
    unread: 1,
    message: 'The hash is cut off.',
    alike: true,
    remedy: 'Capture the hash on that device again and send the file as the script wrote it.',
    ...over,
  };
}

const restored = sampleKind({
  code: 'serial-repaired',
  severity: 'warning',
  rows: 4,
  lines: [3, 7, 8, 12],
  serialNumbers: ['0045123', '0045127', '0045128', '00451212'],
  unread: 0,
  message: 'The row says serial number “45123”: a spreadsheet took its zeros. The hash says “0045123”.',
  alike: false,
  remedy: 'Nothing to do; next time, send the file without opening it in Excel.',
  fix: 'Serial number 45123 → 0045123',
});

export function sampleReport(over: Partial<BatchReport> = {}): BatchReport {
  return {
    encoding: 'utf-16le-bom',
    delimiter: ',',
    findings: [],
    summary: { accepted: 17, repaired: 4, rejected: 2 },
    models: [
      {
        model: 'Latitude 5450',
        count: 12,
        tpm: [
          { version: '2.0', count: 11 },
          { version: 'none', count: 1 },
        ],
        memory: [16, 32],
      },
      { model: 'Surface Laptop 6', count: 9, tpm: [{ version: '2.0', count: 9 }], memory: [16] },
    ],
    otherModels: 0,
    kinds: [sampleKind(), restored],
    rowsWithFindings: 6,
    firstSerialNumbers: ['5CG1234ABD', '5CG1234ABE', '0045123', '0045127', '0045128', '00451212'],
    tags: [],
    notShareable: { count: 0, lines: [] },
    known: [],
    ...over,
  };
}

export function cleanReport(devices: number): BatchReport {
  return sampleReport({
    encoding: 'utf-8',
    summary: { accepted: devices, repaired: 0, rejected: 0 },
    kinds: [],
    rowsWithFindings: 0,
    models: [{ model: 'Latitude 5450', count: devices, tpm: [{ version: '2.0', count: devices }], memory: [16] }],
  });
}

export function unusableReport(): BatchReport {
  const message = 'No column holds hardware hashes.';
  const remedy =
    'Send the CSV that Get-WindowsAutopilotInfo writes, with the columns Device Serial Number, Windows Product ID and Hardware Hash.';
  const finding = { code: 'no-hash-column', severity: 'error' as const, message, remedy };
  return sampleReport({
    encoding: 'utf-8',
    summary: { accepted: 0, repaired: 0, rejected: 0 },
    models: [],
    firstSerialNumbers: [],
    findings: [finding],
    kinds: [sampleKind({ ...finding, rows: 0, lines: [], serialNumbers: [], unread: 0 })],
    rowsWithFindings: 0,
  });
}

/** A file about which there is a lot to say before anybody chooses. */
export function busyReport(): BatchReport {
  return sampleReport({
    tags: [
      { tag: 'Microsoft365Managed_PowerUser', ours: true, count: 3 },
      { tag: 'Berlin', ours: false, count: 2 },
    ],
    notShareable: { count: 1, lines: [4] },
    users: { devices: 5, withoutUser: 2, checked: true },
    known: [
      { state: 'inUse', count: 2, serialNumbers: ['5CG1234ABD', '5CG1234ABE'], files: ['first.csv'] },
      { state: 'failed', count: 1, serialNumbers: ['0045127'], files: ['first.csv'] },
    ],
    kinds: [
      sampleKind(),
      restored,
      sampleKind({
        code: 'assigned-user-unknown',
        severity: 'warning',
        lines: [9, 10],
        serialNumbers: ['PF0ZH8MB', 'PF0ZH8MC'],
        unread: 0,
        message: 'There is no user “ada@contoso.example” in the directory. The device is registered without a user.',
        alike: false,
        remedy: 'Correct the user and send the file again, or assign the user in Autopilot later.',
      }),
    ],
  });
}

/** A page of rows with findings. */
export function sampleFoundRows(count: number, over: Partial<FoundRow> = {}): FoundRow[] {
  return Array.from({ length: count }, (_, index) => {
    const isRejected = index % 2 === 0;
    const kind = isRejected ? sampleKind() : restored;
    const { code, severity, message, remedy, fix } = kind;
    return {
      line: index + 2,
      serialNumber: isRejected && index > 0 ? '' : `5CG1234AB${index}`,
      manufacturer: isRejected && index > 0 ? '' : 'HP',
      model: isRejected && index > 0 ? '' : 'HP EliteBook 840 14 inch G11 Notebook PC',
      verdict: isRejected ? ('rejected' as const) : ('repaired' as const),
      findings: [{ code, severity, message, remedy, fix, line: index + 2 }],
      ...over,
    };
  });
}

export function sampleBatch(over: Partial<Batch> = {}): Batch {
  return {
    id: 'batch-1',
    version: 1,
    state: 'draft',
    requester: ada,
    fileName: 'berlin-laptops.csv',
    digest: 'ab'.repeat(32),
    createdAt: now - 40 * minute,
    report: sampleReport(),
    ...over,
  };
}

type Reached = BatchView['reached'];
export const nobody: Reached = {
  sent: 0,
  inAutopilot: 0,
  knownToEntra: 0,
  inGroups: 0,
  profileAssigned: 0,
  ready: 0,
  active: 0,
};

export function sampleView(over: Partial<BatchView> = {}, batch: Partial<Batch> = {}): BatchView {
  const view: Omit<BatchView, 'buttons'> = {
    batch: sampleBatch({
      state: 'open',
      profile: 'Standard',
      sharedMode: false,
      decidedBy: ada,
      decidedAt: now - 36 * minute,
      total: 21,
      ...batch,
    }),
    profileLabel: 'Standard',
    groupTag: 'Microsoft365Managed_Standard',
    total: 21,
    reached: { sent: 21, inAutopilot: 21, knownToEntra: 20, inGroups: 20, profileAssigned: 14, ready: 14, active: 0 },
    failed: 0,
    retriable: 0,
    removed: 0,
    inactive: 0,
    people: { shipped: 0, toShip: 14, shippedUnsaid: 0, confirmed: 0, toConfirm: 0, fellBack: [] },
    deploymentGroups: [
      { name: 'First', count: 1 },
      { name: 'Fast', count: 3 },
      { name: 'Broad', count: 17 },
    ],
    waiting: {
      step: 'grouped',
      count: 6,
      oldestSince: now - 12 * minute,
      explanation: 'waiting for Autopilot to assign the profile, usually under 30 minutes, 12 minutes so far',
    },
    problems: [],
    users: [],
    asOf: now,
    ...over,
  };
  return { ...view, buttons: over.buttons ?? sampleButtons(view) };
}

export const troubledView = () =>
  sampleView({
    failed: 2,
    reached: { sent: 21, inAutopilot: 19, knownToEntra: 19, inGroups: 19, profileAssigned: 19, ready: 19, active: 6 },
    waiting: undefined,
    problems: [
      {
        code: 'claimed-by-another-organization',
        sentence: 'The device is registered to another organisation.',
        remedy:
          'Ask the supplier to release it; without one, open a case with Microsoft and attach the invoice that shows the serial number.',
        serialNumbers: ['5CG1234ABC', '5CG1234ABD'],
        requestIds: [],
      },
    ],
    users: ['alex@contoso.example', 'megan@contoso.example'],
  });

/** Some failed with what may pass, one with what does not. */
export const retriableView = () => {
  const claimed = troubledView();
  return sampleView({
    ...claimed,
    failed: 5,
    retriable: 3,
    problems: [
      {
        code: 'unexpected-error',
        sentence: problems['unexpected-error'].sentence,
        remedy: problems['unexpected-error'].remedy,
        serialNumbers: ['5CG1234ABE', '5CG1234ABF', '5CG1234ABG'],
        requestIds: ['6f3c1a52-7d0e-4a1c-9a55-0d3a4f1c2b9e', '0b1d9c1e-11d2-4f55-8a76-1c2b9e6f3c1a'],
      },
      ...claimed.problems,
    ],
  });
};

export const allActiveView = () =>
  sampleView(
    {
      reached: {
        sent: 21,
        inAutopilot: 21,
        knownToEntra: 21,
        inGroups: 21,
        profileAssigned: 21,
        ready: 21,
        active: 21,
      },
      waiting: undefined,
      people: { shipped: 18, toShip: 0, shippedUnsaid: 3, confirmed: 0, toConfirm: 21, fellBack: [] },
      users: ['alex', 'megan', 'lee', 'joni', 'pradeep', 'isaiah', 'lynne'].map((name) => `${name}@contoso.example`),
    },
    { sharedMode: true, note: 'Order 4711' },
  );

/** Some shipped, some in use, one that was shipped and fell back. */
export const shippedView = () =>
  sampleView({
    reached: { sent: 21, inAutopilot: 21, knownToEntra: 21, inGroups: 20, profileAssigned: 20, ready: 20, active: 6 },
    waiting: undefined,
    people: {
      shipped: 8,
      toShip: 9,
      shippedUnsaid: 3,
      confirmed: 2,
      toConfirm: 4,
      fellBack: ['5CG1234ABD'],
    },
  });

/** Every device confirmed. */
export const closedView = () =>
  sampleView(
    {
      reached: allActiveView().reached,
      waiting: undefined,
      people: { shipped: 21, toShip: 0, shippedUnsaid: 0, confirmed: 21, toConfirm: 0, fellBack: [] },
    },
    { state: 'closed' },
  );

/** Buttons for as many devices as the view counts. */
export function sampleButtons({ people, retriable }: Pick<BatchView, 'people' | 'retriable'>): BatchView['buttons'] {
  const some = (length: number, kind: string) =>
    Array.from({ length: Math.min(length, 5_000) }, (_, index) => ({ key: `DELL|${kind}${index}`, life: '1.1' }));
  return {
    ship: people.toShip > 0 ? some(people.toShip + people.shippedUnsaid, 'S') : [],
    confirm: some(people.toConfirm, 'C'),
    retry: some(retriable, 'F'),
  };
}

export function digestDevice(index: number, over: Partial<DigestDevice> = {}): DigestDevice {
  return {
    key: `DELL|5CG${1000 + index}`,
    serialNumber: `5CG${1000 + index}`,
    model: index % 3 === 0 ? 'Surface Laptop 6' : 'Latitude 5450',
    announcementId: `a${index}`,
    ...over,
  };
}

export function sampleDigest(kind: Digest['kind'], devices: number, over: Partial<Digest> = {}): Digest {
  return {
    id: `digest-${kind}`,
    version: 1,
    kind,
    batchId: 'batch-1',
    createdAt: now,
    devices: Array.from({ length: devices }, (_, index) =>
      digestDevice(index, kind === 'active' ? { userPrincipalName: `user${index}@contoso.example` } : {}),
    ),
    deliveries: [],
    state: 'open',
    ...over,
  };
}

export function sampleDevice(over: Partial<Device> = {}): Device {
  return {
    id: 'DELL|5CG1234ABC',
    version: 3,
    serialNumber: '5CG1234ABC',
    manufacturer: 'Dell Inc.',
    model: 'Latitude 5450',
    profile: 'SensitiveData',
    sharedMode: false,
    groupTag: 'Microsoft365Managed_SensitiveData',
    requestedIn: 'batch-1',
    status: 'pending',
    step: 'grouped',
    stepSince: now - 12 * minute,
    deploymentGroup: { name: 'Fast', assignedBy: 'auto', pending: false },
    registeredAt: now - 36 * minute,
    looks: 3,
    announcements: [],
    announcementCount: 0,
    timeline: [
      { at: now - 36 * minute, text: 'Accepted from berlin-laptops.csv' },
      { at: now - 35 * minute, text: 'Sent to Autopilot' },
      { at: now - 20 * minute, text: 'In Autopilot' },
      { at: now - 13 * minute, text: 'Known to Entra' },
      { at: now - 12 * minute, text: 'In its groups: Modern Workplace Devices-All, Modern Workplace Devices-Fast' },
    ],
    ...over,
  };
}

/** A Preflight whose subscriptions live, but one. */
export function sampleHealth(over: Partial<HealthReport> = {}): HealthReport {
  const minute = 60_000;
  const alive = {
    subscriptionId: 's',
    groupId: 'g',
    expiresAt: now + 30 * 60 * minute,
    renewedAt: now - 14 * 60 * minute,
  };
  return {
    isListening: true,
    store: { trouble: undefined, setAside: { count: 0, latest: [] } },
    groups: [
      { ...alive, id: 'Preflight - Enrolled devices', notifiedAt: now - 4 * minute },
      { ...alive, id: 'Preflight tag - Microsoft365Managed_Standard' },
      {
        id: 'Preflight tag - Microsoft365Managed_PowerUser',
        problem: 'There is no Entra group named Preflight tag - Microsoft365Managed_PowerUser, or there are two.',
      },
    ],
    troubles: [],
    notices: [],
    unreached: [],
    ...over,
  };
}

/** A channel that takes no messages, as `health` and `subscriptions` show it. */
export const sampleUnreached: HealthReport['unreached'][number] = {
  id: 'f',
  kind: 'refused',
  code: 'BotNotInConversationRoster',
  since: now - 3 * 3_600_000,
  attempts: 5,
  pausedUntil: now + 3_600_000,
  name: 'Contoso IT > Rollout 2',
  isChannel: true,
  waiting: 2,
};
