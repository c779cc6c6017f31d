import assert from 'node:assert/strict';
import { automaticWorkflow } from '../../docs/workflowSteps.ts';
import { encodeHash, type Machine } from '../../sandbox/samples/encodeHash.ts';
import { seededRandom } from '../../sandbox/tenant/random.ts';
import { decodeHash } from '../../src/registration/hardwareHash/decodeHash.ts';
import { defaultLimits } from '../../src/registration/intake/limits.ts';
import { readDeviceFile } from '../../src/registration/intake/readDeviceFile.ts';
import type { ReportRow } from '../../src/registration/intake/report.ts';
import {
  autopilotProfile,
  deploymentGroupsGiven,
  proveDeploymentGroups,
  proveProfileGroup,
} from './placementProofs.ts';
import { proveWorkflow } from './proveWorkflow.ts';
import { bySerial, openStage, type Stage } from './stage.ts';
import { useProofs } from './useProofs.ts';

const minute = 60_000;
const hour = 60 * minute;
const header = 'Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User';
const tags: Record<string, string> = {
  PF0A0001: 'Microsoft365Managed_Standard',
  PF0A0002: 'Microsoft365Managed_SensitiveData',
  PF0A0003: 'Microsoft365Managed_PowerUser',
  PF0A0004: 'Microsoft365Managed_Standard-Shared',
  PF0A0005: 'Microsoft365Managed_SensitiveData-Shared',
};
const machines: Machine[] = Object.keys(tags).map((serialNumber) => ({
  serialNumber,
  manufacturer: 'LENOVO',
  model: '21R3001BUK',
}));

describe('the automatic workflow', () => {
  let stage: Stage;
  let hashes: string[];
  let rows: ReportRow[];
  before(async () => {
    stage = await openStage(Object.keys(tags));
    // Somebody else's request, so that the comparison has something to leave alone.
    await stage.engine.register(1, { prefix: 'ASKED' });
    await stage.engine.until(({ status }) => status === 'ready');
  });
  after(() => stage.close());

  const check = (tag: (machine: Machine) => string) => {
    const lines = machines.map((machine, index) => `${machine.serialNumber},,${hashes[index] ?? ''},${tag(machine)},`);
    const options = { limits: defaultLimits, now: stage.engine.ports.clock.now(), policy: stage.engine.policy };
    return readDeviceFile(Buffer.from([header, ...lines, ''].join('\r\n')), options);
  };
  const tagOf = ({ serialNumber }: { serialNumber: string }) => tags[serialNumber] ?? '';
  const requested = async () => (await stage.engine.devices()).filter(({ requestedIn }) => requestedIn !== undefined);

  proveWorkflow(automaticWorkflow, {
    1: () => {
      const random = seededRandom(11);
      hashes = machines.map((machine) => encodeHash(machine, random));
      machines.forEach((machine, index) => {
        const verdict = decodeHash(hashes[index] ?? '');
        assert.ok(verdict.kind === 'whole' && verdict.repairs.length === 0);
        const { serialNumber, manufacturer, model } = verdict;
        assert.deepEqual({ serialNumber, manufacturer, model }, machine);
      });
    },
    2: async () => {
      const report = await check(tagOf);
      assert.deepEqual(report.summary, { accepted: machines.length, repaired: 0, rejected: 0 });
      rows = report.rows;
      assert.deepEqual(
        rows.map(({ serialNumber, device }) => [serialNumber, device?.groupTag]),
        Object.entries(tags),
      );
      const refused = await check(() => 'Microsoft365Managed_PowerUser-Shared');
      for (const { findings } of refused.rows) {
        assert.match(findings.map(({ message }) => message).join(' '), /Power user devices can't be shared/);
      }
    },
    3: async () => {
      const { tenant, clock } = stage.engine.sandbox;
      tenant.partnerUpload(
        rows.map(({ serialNumber, manufacturer, model, device }) => ({
          serialNumber,
          manufacturer,
          model,
          groupTag: device?.groupTag ?? '',
        })),
      );
      clock.advance(minute);
      const listed = bySerial(await stage.view.identities());
      for (const [serialNumber, tag] of Object.entries(tags)) {
        assert.equal(listed.get(serialNumber)?.groupTag, tag);
        assert.deepEqual(await stage.engine.registration.devices(serialNumber), []);
      }
    },
    4: async () => {
      const { engine } = stage;
      engine.sandbox.clock.advance(hour);
      const { schedule, started } = await engine.run('discover');
      assert.deepEqual([schedule, started], ['0 0 * * * *', ['compare']]);
      for (const device of await stage.devices()) {
        assert.deepEqual([device.status, device.shippedSince], ['pending', engine.ports.clock.now()]);
        assert.deepEqual([device.groupTag, device.requestedIn], [tagOf(device), undefined]);
      }
      const profiles = new Set((await stage.devices()).map(autopilotProfile));
      assert.equal(profiles.size, 3);
    },
    5: async () => {
      const { engine } = stage;
      const [asked] = await requested();
      assert.ok(asked?.shippedSince !== undefined && asked.status === 'ready');
      assert.ok((await stage.devices()).every(({ dueAt }) => dueAt === undefined));
      const { schedule } = await engine.run('compare');
      assert.match(schedule, /^0 \d+ \* \* \* \*$/);
      assert.ok((await stage.devices()).every(({ dueAt }) => dueAt === engine.ports.clock.now()));
      assert.deepEqual(await requested(), [asked]);
    },
    6: async () => {
      await stage.engine.turn();
      // One in Broad before them: Fast is the second to be 15 % short when three have been placed.
      assert.deepEqual(await deploymentGroupsGiven(stage), ['Broad', 'Broad', 'Broad', 'Broad', 'Fast']);
    },
    7: async () => {
      stage.engine.sandbox.clock.advance(15_000);
      await proveDeploymentGroups(stage);
    },
    8: () => proveProfileGroup(stage),
    9: async () => {
      assert.ok((await stage.devices()).every(({ status }) => status === 'pending'));
      for (let minutes = 0; minutes < 8; minutes += 1) await stage.later(minute);
      for (const device of await stage.devices()) {
        assert.deepEqual([device.status, device.assignedProfile], ['ready', autopilotProfile(device)]);
        assert.equal(await stage.view.profileOf(device.autopilotId ?? ''), device.assignedProfile);
        assert.ok(device.managedSince !== undefined && device.deploymentGroup?.pending === false);
      }
      await stage.later(stage.engine.policy.digestDelay);
      await stage.later(10 * minute);
      for (const kind of ['discovered', 'ready'] as const) {
        assert.deepEqual(
          stage.told(kind).filter((serialNumber) => serialNumber in tags),
          stage.serialNumbers,
        );
      }
    },
    ...Object.fromEntries(useProofs.map((proof, index) => [10 + index, () => proof(stage)])),
  });
});
