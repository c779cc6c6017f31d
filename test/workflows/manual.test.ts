import assert from 'node:assert/strict';
import { manualWorkflow } from '../../docs/workflowSteps.ts';
import { encodeHash } from '../../sandbox/samples/encodeHash.ts';
import { tagGroupName } from '../../sandbox/tenant/preset.ts';
import { seededRandom } from '../../sandbox/tenant/random.ts';
import type { Batch } from '../../src/registration/batches/batch.ts';
import { createDevicesOfDecidedBatches } from '../../src/registration/batches/createDevices.ts';
import { captions } from '../support/deviceFile.ts';
import {
  autopilotProfile,
  deploymentGroupsGiven,
  proveDeploymentGroups,
  proveProfileGroup,
} from './placementProofs.ts';
import { proveWorkflow } from './proveWorkflow.ts';
import { alex, bySerial, openStage, type Stage } from './stage.ts';
import { useProofs } from './useProofs.ts';

const second = 1_000;
const minute = 60 * second;
const zeroGuid = '00000000-0000-0000-0000-000000000000';
const importRoute = 'POST v1.0 /deviceManagement/importedWindowsAutopilotDeviceIdentities/import';

/** The files, each with the choice made on its card. */
const files = [
  { name: 'people.csv', serialNumbers: ['5CG0001AAA', '5CG0002AAA'], profile: 'Standard', shared: false },
  { name: 'counter.csv', serialNumbers: ['5CG0003AAA', '5CG0004AAA'], profile: 'SensitiveData', shared: true },
  { name: 'developers.csv', serialNumbers: ['5CG0005AAA', '5CG0006AAA'], profile: 'PowerUser', shared: false },
];
const tags = [
  'Microsoft365Managed_Standard',
  'Microsoft365Managed_SensitiveData-Shared',
  'Microsoft365Managed_PowerUser',
];

describe('the manual workflow', () => {
  let stage: Stage;
  let batches: Batch[] = [];
  before(async () => {
    stage = await openStage(files.flatMap(({ serialNumbers }) => serialNumbers));
  });
  after(() => stage.close());

  const register = (batch: Batch, profile: string, sharedMode: boolean) =>
    stage.engine.registration.register({
      batchId: batch.id,
      profile,
      sharedMode,
      note: undefined,
      actor: alex,
      activityId: undefined,
    });
  /** Each device's Autopilot identity and Entra object, as Graph shows them. */
  const records = async () => {
    const identities = bySerial(await stage.view.identities());
    const objects = await stage.view.entraDevices();
    return (await stage.devices()).map((device) => {
      const identity = identities.get(device.serialNumber);
      const object = objects.find(({ physicalIds }) => physicalIds.includes(`[ZTDID]:${device.autopilotId ?? ''}`));
      assert.ok(object !== undefined, `no Entra object of ${device.serialNumber}`);
      return { device, identity, object };
    });
  };

  proveWorkflow(manualWorkflow, {
    1: async () => {
      const random = seededRandom(11);
      const bytes = files.map(({ serialNumbers }) => {
        const machine = { manufacturer: 'HP', model: 'HP EliteBook 840 14 inch G11 Notebook PC' };
        const lines = serialNumbers.map((serialNumber) => {
          return `${serialNumber},,${encodeHash({ ...machine, serialNumber }, random)}`;
        });
        // As Windows PowerShell writes it.
        return Buffer.from(`\uFEFF${[captions, ...lines, ''].join('\r\n')}`, 'utf16le');
      });
      batches = [];
      for (const [index, { name }] of files.entries()) {
        const upload = {
          bytes: bytes[index] ?? Buffer.alloc(0),
          fileName: name,
          requester: alex,
          conversationId: 'chat',
        };
        batches.push(await stage.engine.registration.receive(upload));
      }
      for (const { report } of batches) {
        assert.deepEqual(report.summary, { accepted: 2, repaired: 0, rejected: 0 });
        assert.deepEqual(report.findings, []);
      }
    },
    2: async () => {
      await stage.engine.turn();
      assert.deepEqual(await stage.engine.devices(), []);
      for (const [index, batch] of batches.entries()) {
        const refused = await register(batch, 'PowerUser', true);
        assert.ok(refused.kind === 'refused' && /can't be shared/.test(refused.message));
        const { profile = '', shared = false } = files[index] ?? {};
        const outcome = await register(batch, profile, shared);
        assert.ok(outcome.kind === 'registered');
        assert.equal(outcome.view.groupTag, tags[index]);
        await stage.engine.registration.placeCard(batch.id, { conversationId: 'chat', activityId: `card-${index}` });
      }
    },
    3: async () => {
      await createDevicesOfDecidedBatches(stage.engine.ports, stage.engine.policy);
      const devices = await stage.devices();
      assert.deepEqual(
        devices.map(({ status, groupTag }) => [status, groupTag]),
        tags.flatMap((tag) => [
          ['pending', tag],
          ['pending', tag],
        ]),
      );
      assert.deepEqual(
        devices.map(({ requestedIn }) => requestedIn),
        batches.flatMap(({ id }) => [id, id]),
      );
      assert.equal(await stage.engine.ports.store.count('hashes', {}), devices.length);
    },
    4: async () => {
      const { sandbox } = stage.engine;
      assert.deepEqual(await stage.view.entraDevices(), []);
      sandbox.log.reset();
      await stage.later(5 * minute);
      assert.equal(sandbox.log.counters().byRoute[importRoute], 1);
      const sent = bySerial(await stage.view.stagingRecords());
      for (const { serialNumber, step, importId, groupTag } of await stage.devices()) {
        assert.equal(step, 'importing');
        const record = sent.get(serialNumber);
        assert.deepEqual([record?.importId, record?.groupTag], [importId, groupTag]);
        assert.equal(record?.state.deviceImportStatus, 'unknown');
      }
    },
    5: async () => {
      await stage.later(2 * minute);
      assert.ok((await stage.view.stagingRecords()).every(({ state }) => state.deviceImportStatus === 'pending'));
      assert.ok((await stage.devices()).every(({ step }) => step === 'importing'));
      stage.engine.sandbox.clock.advance(3 * minute);
      const records = bySerial(await stage.view.stagingRecords());
      await stage.engine.turn();
      for (const { serialNumber, step, autopilotId } of await stage.devices()) {
        const state = records.get(serialNumber)?.state;
        assert.equal(state?.deviceImportStatus, 'complete');
        assert.deepEqual([step, autopilotId], ['imported', state?.deviceRegistrationId]);
      }
    },
    6: async () => {
      assert.equal((await stage.view.entraDevices()).length, stage.serialNumbers.length);
      const asked = Object.keys(stage.engine.sandbox.log.counters().byRoute);
      assert.deepEqual(
        asked.filter((route) => /^(POST|PATCH|PUT) \S+ \/(devices|groups)/.test(route)),
        [],
      );
    },
    7: async () => {
      const found = await records();
      assert.equal(new Set(found.map(({ object }) => object.id)).size, stage.serialNumbers.length);
    },
    8: async () => {
      for (const { device, object } of await records()) {
        const orders = object.physicalIds.filter((id) => id.startsWith('[OrderID]:'));
        assert.deepEqual(orders, [`[OrderID]:${device.groupTag}`]);
      }
    },
    9: async () => {
      const { clock } = stage.engine.sandbox;
      clock.advance(30 * second);
      for (const { identity } of await records()) assert.equal(identity?.azureActiveDirectoryDeviceId, zeroGuid);
      clock.advance(30 * second);
      for (const { identity, object } of await records()) {
        assert.equal(identity?.azureActiveDirectoryDeviceId, object.deviceId);
      }
    },
    10: async () => {
      stage.engine.sandbox.clock.advance(2 * minute + 30 * minute);
      for (const { device, identity, object } of await records()) {
        assert.deepEqual(await stage.view.groupsOf(object.id), [tagGroupName(device.groupTag)]);
        assert.match(identity?.deploymentProfileAssignmentStatus ?? '', /^assigned/);
        assert.equal(await stage.view.profileOf(identity?.id ?? ''), autopilotProfile(device));
      }
    },
    11: async () => {
      for (const { identity, object } of await records()) {
        assert.equal(identity?.azureActiveDirectoryDeviceId, object.deviceId);
      }
    },
    12: async () => {
      assert.ok((await stage.devices()).every(({ entraDeviceId }) => entraDeviceId === undefined));
      await stage.engine.turn();
      for (const { device, identity, object } of await records()) {
        assert.deepEqual(
          [device.autopilotId, device.entraDeviceId, device.entraObjectId],
          [identity?.id, object.deviceId, object.id],
        );
      }
      assert.deepEqual(await stage.view.stagingRecords(), []);
      assert.equal(await stage.engine.ports.store.count('hashes', {}), 0);
    },
    13: async () => {
      // The third is the first for which Fast is furthest below its 15 %.
      assert.deepEqual(await deploymentGroupsGiven(stage), ['Broad', 'Broad', 'Broad', 'Broad', 'Broad', 'Fast']);
    },
    14: async () => {
      stage.engine.sandbox.clock.advance(15 * second);
      await proveDeploymentGroups(stage);
    },
    15: () => proveProfileGroup(stage),
    16: async () => {
      assert.ok((await stage.devices()).every(({ shippedSince }) => shippedSince === undefined));
      const { schedule } = await stage.engine.run('discover');
      assert.equal(schedule, '0 0 * * * *');
      const now = stage.engine.ports.clock.now();
      assert.ok((await stage.devices()).every(({ shippedSince }) => shippedSince === now));
      await stage.engine.run('compare');
      assert.equal((await stage.engine.devices()).length, stage.serialNumbers.length);
      assert.ok((await stage.devices()).every(({ status, step }) => status === 'pending' && step === 'linked'));
    },
    17: async () => {
      for (let minutes = 0; minutes < 8; minutes += 1) await stage.later(minute);
      for (const device of await stage.devices()) {
        assert.deepEqual([device.status, device.assignedProfile], ['ready', autopilotProfile(device)]);
        assert.ok(device.managedSince !== undefined && device.deploymentGroup?.pending === false);
      }
      await stage.later(stage.engine.policy.digestDelay);
      await stage.later(10 * minute);
      assert.deepEqual(stage.told('ready'), stage.serialNumbers);
      assert.deepEqual(stage.told('ready', 'chat'), stage.serialNumbers);
      assert.deepEqual(stage.told('discovered'), []);
      const imports = [...stage.engine.sandbox.tenant.world().importsReceived.values()];
      assert.deepEqual(
        imports,
        stage.serialNumbers.map(() => 1),
      );
    },
    ...Object.fromEntries(useProofs.map((proof, index) => [18 + index, () => proof(stage)])),
  });
});
