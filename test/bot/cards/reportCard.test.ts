import assert from 'node:assert/strict';
import { wordsForMany } from '../../../src/bot/cards/findingWords.ts';
import { reportCard, reportTitle } from '../../../src/bot/cards/reportCard.ts';
import { reportFindings } from '../../../src/bot/cards/reportFindings.ts';
import type { BatchReport } from '../../../src/registration/batches/batch.ts';
import type { FindingKind } from '../../../src/registration/batches/findingKinds.ts';
import { columnFindings } from '../../../src/registration/intake/columnFindings.ts';
import { deviceFindings } from '../../../src/registration/intake/deviceFindings.ts';
import { hashFindings } from '../../../src/registration/intake/hashFindings.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import {
  ada,
  busyReport,
  cleanReport,
  grace,
  now,
  sampleBatch,
  sampleKind,
  sampleReport,
  unusableReport,
} from '../support/samples.ts';

describe('report card', () => {
  it('says in its title what can be registered', () => {
    const title = (accepted: number, repaired: number, rejected: number) =>
      reportTitle({ report: sampleReport({ summary: { accepted, repaired, rejected } }) });
    assert.equal(title(23, 0, 0), '23 devices can be registered');
    assert.equal(title(17, 4, 2), '21 of 23 devices can be registered');
    assert.equal(title(1, 0, 0), '1 device can be registered');
    assert.equal(title(0, 0, 2), "This file can't be used");
    assert.equal(title(5000, 0, 0), '5,000 devices can be registered');
  });

  it('offers the profiles of the policy with their meaning, none chosen', () => {
    const text = JSON.stringify(reportCard(sampleBatch(), defaultPolicy));
    assert.match(text, /"title":"Standard – for most people: no local administrator rights","value":"Standard"/);
    assert.match(text, /"id":"profile"[^[]*"value":""/);
    assert.match(text, /"errorMessage":"Choose a device profile\."/);
    assert.match(text, /Shared devices \(self-deploying, needs TPM 2\.0\); not available with Power user/);
  });

  it('carries the batch id and nothing else in its buttons', () => {
    type Action = { title: string; verb: string; data: object; fallback: { data: object } };
    const { body, actions } = reportCard(sampleBatch(), defaultPolicy) as unknown as {
      body: { type: string; actions?: Action[] }[];
      actions: Action[];
    };
    assert.deepEqual(
      [...body.flatMap((element) => element.actions ?? []), ...actions].map(({ title, verb, data, fallback }) => [
        title,
        verb,
        data,
        fallback.data,
      ]),
      [
        ['Show all findings', 'showFindings', { batchId: 'batch-1' }, { verb: 'showFindings', batchId: 'batch-1' }],
        [
          'Get 2 rejected rows as CSV',
          'rejectedRows',
          { batchId: 'batch-1' },
          { verb: 'rejectedRows', batchId: 'batch-1' },
        ],
        ['Register 21 devices', 'register', { batchId: 'batch-1' }, { verb: 'register', batchId: 'batch-1' }],
        ['Cancel', 'cancel', { batchId: 'batch-1' }, { verb: 'cancel', batchId: 'batch-1' }],
      ],
    );
  });

  it('offers nothing to register for a file that cannot be used, one with a grave finding, or one decided already', () => {
    const grave = [{ code: 'too-many-rows', severity: 'error' as const, message: 'Too many.', remedy: 'Split.' }];
    for (const batch of [
      sampleBatch({ report: unusableReport() }),
      sampleBatch({ report: sampleReport({ findings: grave }) }),
      sampleBatch({ state: 'cancelled' }),
    ]) {
      assert.doesNotMatch(JSON.stringify(reportCard(batch, defaultPolicy)), /"verb":"register"/);
    }
  });

  it('mentions an encoding only where somebody would wonder', () => {
    const text = (encoding: string) =>
      JSON.stringify(reportCard(sampleBatch({ report: { ...cleanReport(1), encoding } }), defaultPolicy));
    assert.doesNotMatch(text('utf-8-bom'), /read as/);
    assert.match(text('utf-16le-bom'), /read as UTF-16, as Windows PowerShell writes it/);
    assert.match(text('windows-1252'), /read as Windows-1252/);
  });
});

describe('what a report says before anybody chooses', () => {
  const text = (over: Parameters<typeof sampleBatch>[0]) =>
    JSON.stringify(reportCard(sampleBatch(over), defaultPolicy));

  it('is what is in the devices', () => {
    const card = reportCard(sampleBatch(), defaultPolicy) as unknown as {
      body: { type: string; rows?: unknown[] }[];
    };
    const table = JSON.stringify(card.body.find(({ type }) => type === 'Table')?.rows);
    const cells = [...table.matchAll(/"text":"([^"]*)"/g)].map(([, cell]) => cell);
    assert.deepEqual(cells, [
      ...['Model', 'Count', 'TPM', 'Memory'],
      ...['Latitude 5450', '12', '2.0, none: 1', '16 and 32 GB'],
      ...['Surface Laptop 6', '9', '2.0', '16 GB'],
    ]);
    assert.match(text({ report: sampleReport({ otherModels: 4 }) }), /And 4 more models\./);
    assert.doesNotMatch(text({ report: unusableReport() }), /"Table"/);
  });

  it('is what became of the same file before', () => {
    const earlier = (over: object) =>
      text({
        sentBefore: { batchId: 'b', by: grace, at: now, outcome: 'registered', profileLabel: 'Standard', ...over },
      });
    assert.match(
      earlier({}),
      /already sent by Grace Hopper and registered as Standard\..*\{\{DATE\(2026-11-23T10:48:00Z/,
    );
    assert.match(earlier({ by: ada, outcome: 'waiting' }), /already sent by you and is still waiting for a choice\./);
    assert.match(earlier({ outcome: 'cancelled' }), /already sent by Grace Hopper and was cancelled\./);
    assert.doesNotMatch(text({}), /already sent/);
  });

  it('is which devices are registered here, and what registering again does', () => {
    assert.match(
      text({ report: busyReport() }),
      /2 in use \(5CG1234ABD and 5CG1234ABE, from first\.csv\): left alone when you register again\. 1 failed \(0045127, from first\.csv\): tried again/,
    );
    const leaving = { state: 'beingRemoved' as const, count: 1, serialNumbers: ['A1'], files: [] };
    const removing = text({ report: sampleReport({ known: [leaving] }) });
    assert.match(
      removing,
      /1 is being removed \(A1\) and cannot be registered until that is done: send the file again then\./,
    );
    assert.doesNotMatch(removing, /left alone/);
  });

  it('is which group tags the file has, and that the choice replaces them', () => {
    const busy = text({ report: busyReport() });
    assert.match(busy, /Microsoft365Managed_PowerUser: 3 and Berlin: 2\. The device profile you choose applies to all/);
    const all = sampleReport({ tags: [{ tag: 'Microsoft365Managed_PowerUser', ours: true, count: 21 }] });
    assert.match(text({ report: all }), /Microsoft365Managed_PowerUser: 21, which is Power user\./);
  });

  it('is who gets the devices, and who does not exist', () => {
    const users = (value: BatchReport['users']) => text({ report: sampleReport({ users: value }) });
    assert.match(
      text({ report: busyReport() }),
      /3 devices will be assigned to the user in the file, unless shared\. 2 devices will be registered without a user\./,
    );
    assert.match(
      users({ devices: 3, withoutUser: 0, checked: false }),
      /3 devices have one\. They could not be looked up yet/,
    );
  });

  it('is how many devices cannot be shared', () => {
    assert.match(
      text({ report: busyReport() }),
      /needs TPM 2\.0\); not available with Power user; not possible for 1 device of this file/,
    );
  });
});

describe('report findings', () => {
  const findings = (...kinds: FindingKind[]) => reportFindings({ kinds });

  it('are one entry a kind, in words for many rows, with lines, serial numbers and remedy', () => {
    const { findings: shown, more } = reportFindings(sampleReport());
    assert.deepEqual(
      shown.map(({ lead, message, where, remedy }) => [lead, message, where, remedy]),
      [
        [
          'Problem',
          '2 hashes are cut off',
          'Lines 5 and 19: 5CG1234ABC and 1 unreadable',
          'Capture the hash on that device again and send the file as the script wrote it.',
        ],
        [
          'Repaired',
          '4 serial numbers were restored from the hardware hash, for example serial number 45123 → 0045123',
          'Lines 3, 7, 8 and 12: 0045123, 0045127, 0045128 and 00451212',
          'Nothing to do; next time, send the file without opening it in Excel.',
        ],
      ],
    );
    assert.equal(more, '');
  });

  it('have the words of the row where there is one, and an example where there are no words for many', () => {
    const [one] = findings(sampleKind({ rows: 1, lines: [5], unread: 0 })).findings;
    assert.deepEqual([one?.message, one?.where], ['The hash is cut off.', 'Line 5: 5CG1234ABC']);
    const [strange] = findings(sampleKind({ code: 'new', alike: false, message: 'S3 was x' })).findings;
    assert.equal(strange?.message, '2 rows, for example on line 5: S3 was x');
  });

  it('count the lines they do not list', () => {
    const lines = Array.from({ length: 20 }, (_, index) => index + 2);
    const [kind] = findings(sampleKind({ rows: 100, lines, unread: 0 })).findings;
    assert.equal(kind?.where, 'Lines 2, 3, 4, 5, 6, 7, 8, 9 and 92 more: 5CG1234ABC');
  });

  it('say how many kinds they leave out', () => {
    const { findings: shown, more } = findings(...Array.from({ length: 7 }, (_, n) => sampleKind({ code: `k${n}` })));
    assert.equal(shown.length, 5);
    assert.equal(more, 'And 2 more kinds of findings.');
  });

  it('have words for many rows for every finding about a row', () => {
    const rowCodes = Object.keys({ ...hashFindings, ...columnFindings, ...deviceFindings });
    assert.deepEqual(
      rowCodes.filter((code) => wordsForMany(code) === undefined),
      [],
    );
  });
});
