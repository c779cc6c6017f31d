import assert from 'node:assert/strict';
import { cancel } from '../../../src/registration/batches/cancel.ts';
import { createDevicesOfDecidedBatches } from '../../../src/registration/batches/createDevices.ts';
import { housekeeping } from '../../../src/registration/batches/housekeeping.ts';
import { createRegistration } from '../../../src/registration/createRegistration.ts';
import { defaultLimits } from '../../../src/registration/intake/limits.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { createHealth } from '../../../src/registration/ports/health.ts';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import { capturedLog } from '../../support/capturedLog.ts';
import { captions, hp, surface, vmware } from '../../support/deviceFile.ts';
import { followNothing, unnamed } from '../../support/followNothing.ts';
import { handClock } from '../../support/handClock.ts';
import { hashText } from '../../support/hardwareHash.ts';

const alex = { id: 'alex', name: 'Alex Wilber' };
const megan = { id: 'megan', name: 'Megan Bowen' };
const week = 7 * 24 * 3_600_000;
const known = ['LynneR@contoso.example', 'DiegoS@contoso.example'];
const wide = `${captions},Group Tag,Assigned User`;
/** A CSV of rows of serial number, product id, hash and more. */
const csv = (rows: string[][], header = wide) => [header, ...rows.map((row) => row.join(','))].join('\r\n');
const device = (serialNumber: string, more: Parameters<typeof hashText>[0] = {}) => hashText({ serialNumber, ...more });

describe('a file that is received', () => {
  let world: ReturnType<typeof createWorld>;
  let asked: string[][];
  let directoryFails: Error | undefined;
  beforeEach(() => {
    asked = [];
    directoryFails = undefined;
    world = createWorld();
  });
  afterEach(() => world.store.close());

  function createWorld() {
    const clock = handClock(Date.UTC(2026, 10, 1));
    let ids = 0;
    const newId = () => {
      ids += 1;
      return `id-${ids}`;
    };
    const directory = {
      async usersExist(names: readonly string[]) {
        asked.push([...names]);
        if (directoryFails !== undefined) throw directoryFails;
        return new Set(names.filter((name) => known.includes(name)));
      },
    };
    const store = openSqliteStore(':memory:');
    return { clock, store, log: capturedLog(), health: createHealth(clock), newId, directory };
  }

  const engine = () => createRegistration({ ...world, ...unnamed }, defaultPolicy, defaultLimits, followNothing);
  const send = (text: string | Uint8Array, requester = alex, fileName = 'Berlin laptops.csv') =>
    engine().receive({
      bytes: typeof text === 'string' ? Buffer.from(text) : text,
      fileName,
      requester,
      conversationId: 'chat',
    });
  const register = async (batchId: string, profile = 'Standard', sharedMode = false) => {
    const request = { batchId, profile, sharedMode, note: undefined, actor: alex, activityId: undefined };
    const outcome = await engine().register(request);
    await createDevicesOfDecidedBatches(world, defaultPolicy);
    return outcome;
  };
  const devices = (): Promise<Device[]> => Array.fromAsync(everyRecord(world.store, 'devices', {}));
  const firstPage = async (batchId: string) => {
    const found = await engine().findings(batchId, 1);
    assert.equal(found.kind, 'page');
    return found.kind === 'page' ? found : assert.fail();
  };
  const rejected = async (batchId: string) => {
    const file = await engine().rejectedRows(batchId);
    return file.kind === 'file' ? file : assert.fail(file.kind);
  };
  const text = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

  /** Three good rows, one whose zeros Excel took, one that mail cut. */
  const typical = () =>
    csv([
      ['GOOD1', '', device('GOOD1'), '', ''],
      ['30603247614', '', surface, '', ''],
      ['CUT1', '', device('CUT1').slice(0, 700), 'Microsoft365Managed_Standard', 'LynneR@contoso.example'],
      ['GOOD2', '', device('GOOD2'), '', ''],
      ['GOOD3', '', device('GOOD3'), '', ''],
    ]);

  describe('and its findings', () => {
    it('are kept by kind, and by row with the rejected rows first', async () => {
      const batch = await send(typical());
      assert.deepEqual(batch.report.summary, { accepted: 3, repaired: 1, rejected: 1 });
      assert.deepEqual(
        batch.report.kinds.map(({ code, rows, lines, serialNumbers }) => [code, rows, lines, serialNumbers]),
        [
          ['hash-cut', 1, [4], ['CUT1']],
          ['serial-repaired', 1, [3], ['030603247614']],
        ],
      );
      const { rows, page, pages } = await firstPage(batch.id);
      assert.deepEqual([page, pages], [1, 1]);
      assert.deepEqual(
        rows.map(({ line, verdict }) => [line, verdict]),
        [
          [4, 'rejected'],
          [3, 'repaired'],
        ],
      );
    });

    it('can be read after the registration, after cancelling, and after a restart, for a week; hashes to import cannot', async () => {
      const one = await send(typical());
      const other = await send(typical(), megan);
      await register(one.id);
      await cancel({ batchId: other.id, actor: megan, activityId: undefined }, world, defaultPolicy);
      assert.equal(await world.store.count('batchRows', {}), 0);
      for (const { id } of [one, other]) {
        assert.equal((await firstPage(id)).rows.length, 2);
        assert.equal((await rejected(id)).rows, 1);
        assert.doesNotMatch(JSON.stringify((await firstPage(id)).rows), new RegExp(surface.slice(0, 200)));
      }
      await world.clock.advance(week - 1);
      await housekeeping(world);
      assert.equal((await firstPage(one.id)).rows.length, 2);
      await world.clock.advance(1);
      await housekeeping(world);
      assert.equal((await engine().findings(one.id, 1)).kind, 'gone');
      assert.equal((await engine().rejectedRows(one.id)).kind, 'gone');
      assert.equal((await engine().findings(other.id, 1)).kind, 'notFound');
      assert.equal(await world.store.count('findingPages', {}), 0);
    });

    it('go to the nearest page for any number', async () => {
      const rows = Array.from({ length: 25 }, (_, index) => [`CUT${index}`, '', device(`CUT${index}`).slice(0, 700)]);
      const { id } = await send(csv(rows, captions));
      for (const [asks, gets] of [
        [1, 1],
        [3, 3],
        [4, 3],
        [-7, 1],
        [2.7, 2],
      ] as const) {
        const found = await engine().findings(id, asks);
        assert.deepEqual(found.kind === 'page' && [found.page, found.pages], [gets, 3]);
      }
      const last = await engine().findings(id, 3);
      assert.equal(last.kind === 'page' && last.rows.length, 5);
    });

    it('of a clean file are none', async () => {
      const { id } = await send(csv([['GOOD1', '', device('GOOD1')]], captions));
      assert.equal((await engine().findings(id, 1)).kind, 'gone');
      assert.equal((await engine().rejectedRows(id)).kind, 'gone');
      assert.equal((await engine().findings('nobody', 1)).kind, 'notFound');
      assert.equal((await engine().rejectedRows('nobody')).kind, 'notFound');
    });
  });

  describe('and its rejected rows', () => {
    it('come back as they were, with the reason, in plain ASCII', async () => {
      const { id } = await send(Buffer.from(`\u{FEFF}${typical()}`, 'utf16le'));
      const { name, bytes, rows } = await rejected(id);
      assert.equal(name, 'Berlin laptops-rejected.csv');
      assert.equal(rows, 1);
      const cut = device('CUT1').slice(0, 700);
      assert.equal(
        text(bytes),
        `${wide},Reason\r\n` +
          `CUT1,,${cut},Microsoft365Managed_Standard,LynneR@contoso.example,"Line 4: The hash is cut off. Serial number CUT1 was in there, but the end that proves it is missing. Capture the hash on that device again and send the file as the script wrote it."\r\n`,
      );
    });

    it('can be sent again, and come back the same', async () => {
      const first = await rejected((await send(typical())).id);
      const again = await send(first.bytes);
      assert.deepEqual(again.report.summary, { accepted: 0, repaired: 0, rejected: 1 });
      const second = await rejected(again.id);
      assert.equal(text(second.bytes).replace('Line 2:', 'Line 4:'), text(first.bytes));
    });

    it('can be registered once they are corrected', async () => {
      const { bytes } = await rejected((await send(typical())).id);
      const corrected = text(bytes).replace(device('CUT1').slice(0, 700), device('CUT1'));
      assert.deepEqual((await send(corrected)).report.summary, { accepted: 1, repaired: 0, rejected: 0 });
    });

    it('never bring a product key back', async () => {
      const key = 'ABCDE-FGHIJ-KLMNO-PQRST-UVWXY';
      const { id } = await send(csv([['CUT1', key, device('CUT1').slice(0, 700), key, '']]));
      assert.doesNotMatch(text((await rejected(id)).bytes), /ABCDE|UVWXY/);
      const records = await Array.fromAsync(everyRecord(world.store, 'findingPages', {}));
      assert.doesNotMatch(JSON.stringify(records), /ABCDE|UVWXY/);
    });

    it('hold nothing that a spreadsheet would run', async () => {
      const cut = device('CUT1').slice(0, 700);
      const cells = ['@SUM(A1)', '-2+3', '+cmd|calc', '=HYPERLINK(""http://x"")'];
      const rows = cells.map((cell) => ['CUT1', '', cut, `"${cell}"`, '']);
      const { id } = await send(csv(rows));
      const lines = text((await rejected(id)).bytes)
        .split('\r\n')
        .slice(1, -1);
      assert.equal(lines.length, cells.length);
      for (const line of lines) {
        // As a spreadsheet splits it: no cell begins with what begins a formula.
        const split = [...line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell = '']) =>
          cell.replace(/^"/, ''),
        );
        assert.deepEqual(
          split.filter((cell) => /^[=+\-@\t\r]/.test(cell)),
          [],
        );
      }
    });

    it('have a byte order mark where they hold other letters than ASCII, for Excel', async () => {
      const { id } = await send(csv([['CUT1', '', device('CUT1').slice(0, 700), 'Zürich', '']]));
      const { bytes } = await rejected(id);
      assert.ok(text(bytes).startsWith('\u{FEFF}Device Serial Number'));
      assert.match(text(bytes), /,Zürich,/);
    });

    it('have a file name that OneDrive takes', async () => {
      for (const [given, name] of [
        ['pasted text', 'pasted text-rejected.csv'],
        ['a:b*c?.csv', 'a b c-rejected.csv'],
        ['..\\..\\x.txt', 'x-rejected.csv'],
        ['.csv', 'devices-rejected.csv'],
      ] as const) {
        const { id } = await send(typical(), alex, given);
        assert.equal((await rejected(id)).name, name);
      }
    });
  });

  describe('and its contents', () => {
    it('are summed up by model, TPM and memory', async () => {
      const { report } = await send(
        csv(
          [
            ['PF0LAP1', '', device('PF0LAP1')],
            ['PF0LAP2', '', device('PF0LAP2', { memoryGiB: 32 })],
            ['PF0LAP3', '', device('PF0LAP3', { tpm: null, endorsementKey: null })],
            ['5CJ1280EK7', '', hp],
          ],
          captions,
        ),
      );
      assert.deepEqual(report.models, [
        {
          model: '21R3001BUK',
          count: 3,
          tpm: [
            { version: '2.0', count: 2 },
            { version: 'none', count: 1 },
          ],
          memory: [16, 32],
        },
        { model: 'HP EliteBook 840 G8 Notebook PC', count: 1, tpm: [{ version: '2.0', count: 1 }], memory: [16] },
      ]);
      assert.deepEqual(report.notShareable, { count: 1, lines: [4] });
    });

    it('without TPM 2.0 are registered for one user, and refused as shared devices', async () => {
      const { id } = await send(
        csv(
          [
            ['GOOD1', '', device('GOOD1')],
            ['VMware-56 4d aa bb', '', vmware],
            ['PF0LAP3', '', device('PF0LAP3', { tpm: null, endorsementKey: null })],
          ],
          captions,
        ),
      );
      const refused = await register(id, 'Standard', true);
      assert.deepEqual(refused.kind === 'refused' && [refused.message, refused.remedy], [
        '2 devices (lines 3, 4) cannot be shared: shared devices need a TPM 2.0 that can be attested.',
        'Turn shared devices off, or take these rows out of the file and send it again.',
      ]);
      assert.equal((await devices()).length, 0);
      assert.equal((await register(id)).kind, 'registered');
      assert.equal((await devices()).length, 3);
    });

    it('name group tags, which the choice replaces; how many differ is remembered', async () => {
      const { id, report } = await send(
        csv([
          ['PF0LAP1', '', device('PF0LAP1'), 'Berlin', ''],
          ['PF0LAP2', '', device('PF0LAP2'), 'Microsoft365Managed_PowerUser', ''],
          ['PF0LAP3', '', device('PF0LAP3'), 'Microsoft365Managed_PowerUser', ''],
          ['PF0LAP4', '', device('PF0LAP4'), 'Microsoft365Managed_Standard', ''],
          ['PF0LAP5', '', device('PF0LAP5'), '', ''],
        ]),
      );
      assert.deepEqual(report.tags, [
        { tag: 'Microsoft365Managed_PowerUser', ours: true, count: 2 },
        { tag: 'Microsoft365Managed_Standard', ours: true, count: 1 },
        { tag: 'Berlin', ours: false, count: 1 },
      ]);
      await register(id);
      assert.equal((await world.store.get('batches', id))?.otherTags, 2);
      assert.ok((await devices()).every(({ groupTag }) => groupTag === 'Microsoft365Managed_Standard'));
    });
  });

  describe('and its assigned users', () => {
    const file = () =>
      csv([
        ['PF0LAP1', '', device('PF0LAP1'), '', 'LynneR@contoso.example'],
        ['PF0LAP2', '', device('PF0LAP2'), '', 'nobody@contoso.example'],
        ['PF0LAP3', '', device('PF0LAP3'), '', 'Lynne'],
        ['PF0LAP4', '', device('PF0LAP4'), '', ''],
        ['PF0LAP5', '', device('PF0LAP5'), '', 'LynneR@contoso.example'],
      ]);

    it('are looked up; who does not exist, or cannot, is a finding and never assigned', async () => {
      const { id, report } = await send(file());
      assert.deepEqual(asked, [['LynneR@contoso.example', 'nobody@contoso.example']]);
      assert.deepEqual(report.users, { devices: 4, withoutUser: 2, checked: true });
      assert.deepEqual(
        report.kinds.map(({ code, lines }) => [code, lines]),
        [
          ['assigned-user-unknown', [3]],
          ['assigned-user-malformed', [4]],
        ],
      );
      assert.deepEqual(report.summary, { accepted: 5, repaired: 0, rejected: 0 });
      await register(id);
      const users = (await devices()).map(({ serialNumber, assignedUser }) => [serialNumber, assignedUser]);
      assert.deepEqual(users, [
        ['PF0LAP1', 'LynneR@contoso.example'],
        ['PF0LAP2', undefined],
        ['PF0LAP3', undefined],
        ['PF0LAP4', undefined],
        ['PF0LAP5', 'LynneR@contoso.example'],
      ]);
    });

    it('are not assigned to shared devices', async () => {
      const { id } = await send(file());
      await register(id, 'Standard', true);
      assert.ok((await devices()).every(({ assignedUser }) => assignedUser === undefined));
    });

    it('wait for the import where the directory cannot be asked, which the report says', async () => {
      directoryFails = new ServiceError('away', { kind: 'unavailable', status: 503, code: 'x', outcome: 'none' });
      const { report } = await send(file());
      assert.deepEqual(report.users, { devices: 4, withoutUser: 1, checked: false });
      assert.deepEqual(
        report.kinds.map(({ code }) => code),
        ['assigned-user-malformed'],
      );
    });

    it('that are too many to wait for are left to the import', async () => {
      const rows = Array.from({ length: 401 }, (_, index) => [
        `PF1LAP${index}`,
        '',
        device(`PF1LAP${index}`),
        '',
        `u${index}@contoso.example`,
      ]);
      const { report } = await send(csv(rows));
      assert.deepEqual(asked, []);
      assert.deepEqual(report.users, { devices: 401, withoutUser: 0, checked: false });
    });

    it('are not asked for when there are none', async () => {
      assert.equal((await send(csv([['PF0LAP1', '', device('PF0LAP1')]], captions))).report.users, undefined);
      assert.deepEqual(asked, []);
    });
  });

  describe('and was sent before', () => {
    it('is recognised by its bytes, whoever sent it under whatever name', async () => {
      const first = await send(typical());
      assert.equal(first.sentBefore, undefined);
      const second = await send(typical(), megan, 'copy.csv');
      assert.deepEqual(second.sentBefore, {
        batchId: first.id,
        by: alex,
        at: first.createdAt,
        outcome: 'waiting',
        profileLabel: undefined,
      });
      await register(first.id, 'SensitiveData');
      const third = await send(typical(), megan);
      assert.deepEqual([third.sentBefore?.outcome, third.sentBefore?.profileLabel], ['registered', 'Sensitive data']);
      assert.equal((await send(`${typical()}\r\n`)).sentBefore, undefined);
    });

    it('says which devices are known, and does with them what it says', async () => {
      const one = await send(typical(), alex, 'one.csv');
      await register(one.id);
      const [failing, using, ready] = await devices();
      assert.ok(failing && using && ready);
      await world.store.replace('devices', { ...failing, status: 'failed', dueAt: undefined });
      await world.store.replace('devices', { ...using, status: 'active' });
      await world.store.replace('devices', { ...ready, status: 'ready' });
      const two = await send(typical());
      const groups = two.report.known.map(({ state, count, serialNumbers, files }) => [
        state,
        count,
        serialNumbers,
        files,
      ]);
      assert.deepEqual(groups.sort(), [
        ['failed', 1, [failing.serialNumber], ['one.csv']],
        ['inUse', 1, [using.serialNumber], ['one.csv']],
        ['onTheirWay', 1, [(await devices())[3]?.serialNumber], ['one.csv']],
        ['ready', 1, [ready.serialNumber], ['one.csv']],
      ]);
      await register(two.id, 'PowerUser');
      const batch = await world.store.get('batches', two.id);
      assert.equal(batch?.total, 1);
      assert.equal(batch?.registeredOtherwise?.length, 3);
      const again = (await devices()).find(({ id }) => id === failing.id);
      assert.deepEqual([again?.requestedIn, again?.status, again?.profile], [two.id, 'pending', 'PowerUser']);
    });
  });
});
