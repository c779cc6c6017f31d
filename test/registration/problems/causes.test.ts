import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importNotSent, importWithoutHash } from '../../../src/registration/lifecycle/decideImport.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { forbidden } from '../../../src/registration/lifecycle/moves.ts';
import { noteLook, noteRefusedChange } from '../../../src/registration/lifecycle/serviceErrors.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { ServiceError } from '../../../src/registration/ports/serviceError.ts';
import { type ProblemCode, problems } from '../../../src/registration/problems/catalogue.ts';
import { importErrors } from '../../../src/registration/problems/importErrors.ts';
import { createEngine } from '../../support/engine.ts';
import {
  accepted,
  assigned,
  grouped,
  hour,
  identity,
  imported,
  importing,
  linked,
  look,
  now,
  ready,
  record,
} from '../../support/sightings.ts';

const late = { now: now + 5 * hour };
const away = new ServiceError('GET /things: 503 serviceNotAvailable', {
  kind: 'unavailable',
  status: 503,
  code: 'serviceNotAvailable',
  requestId: 'request-503',
  outcome: 'none',
});
const dynamic = new ServiceError('POST /groups/1/members/$ref: 400 Request_BadRequest', {
  kind: 'refused',
  status: 400,
  code: 'Request_BadRequest',
  requestId: 'request-400',
  outcome: 'none',
});

const importEndedIn = (errorName: string, errorCode: number, changes: Partial<Device> = {}) =>
  look({ ...importing, ...changes }, { importRecord: record({ state: 'error', errorName, errorCode }) }).device;
const unread = (device: Device, error: ServiceError = away) => look(noteLook(device, error), {}, late).device;
const already = { name: 'ZtdDeviceAlreadyAssigned', text: 'ZtdDeviceAlreadyAssigned (806)', requestId: 'import-1' };

/** How each problem comes about, with what must be kept of what the service said; `undefined` where a sighting says it all. */
const plays: Partial<
  Record<ProblemCode, [device: () => Device, detail: RegExp | undefined, requestId: string | undefined]>
> = {
  'hardware-hash-not-valid': [
    () => importEndedIn('InvalidZtdHardwareHash', 802),
    /^InvalidZtdHardwareHash \(802\)$/,
    'import-1',
  ],
  'claimed-by-another-organization': [
    () => importEndedIn('ZtdDeviceAssignedToAnotherTenant', 808),
    /AnotherTenant \(808\)/,
    'import-1',
  ],
  'registered-with-another-tag': [
    () => look(ready, { identity: identity({ groupTag: 'Microsoft365Managed_PowerUser' }) }).device,
    /^group tag Microsoft365Managed_PowerUser$/,
    undefined,
  ],
  'duplicated-in-request': [() => importEndedIn('ZtdDeviceDuplicated', 0), /Duplicated \(0\)/, 'import-1'],
  'serial-number-missing': [
    () => importEndedIn('MissingZtdSerialNumberAndProductKey', 803),
    /Missing.* \(803\)/,
    'import-1',
  ],
  'device-not-found': [() => importEndedIn('ZtdDeviceNotFound', 811), /ZtdDeviceNotFound \(811\)/, 'import-1'],
  'device-not-unique': [() => importEndedIn('ZtdDeviceIsNotUnique', 812), /NotUnique \(812\)/, 'import-1'],
  'known-to-entra-already': [
    () => importEndedIn('ZtdDeviceAlreadyAadRegistered', 814),
    /AadRegistered \(814\)/,
    'import-1',
  ],
  'autopilot-profile-missing': [
    () => importEndedIn('ZtdProfileIsNotRegistered', 809),
    /ZtdProfileIsNotRegistered \(809\)/,
    'import-1',
  ],
  'import-failed': [
    () => importEndedIn('StorageError', 900, { importAttempts: 2 }),
    /^StorageError \(900\)$/,
    'import-1',
  ],
  'unexpected-error': [
    () => importEndedIn('ZtdSomethingNew', 999, { importAttempts: 1 }),
    /^ZtdSomethingNew \(999\)$/,
    'import-1',
  ],
  'import-refused': [
    () =>
      importNotSent(importing, defaultPolicy, {
        now,
        delay: 0,
        kind: 'refused',
        reason: dynamic.message,
        requestId: dynamic.requestId,
      }),
    /400 Request_BadRequest/,
    'request-400',
  ],
  'hash-missing': [
    () => importWithoutHash({ ...importing, serviceError: { text: 'StorageError (900)', requestId: 'import-0' } }, now),
    /^StorageError \(900\)$/,
    'import-0',
  ],
  'registered-out-of-sight': [
    () => look({ ...imported, serviceError: already, importAttempts: 1 }, { identity: 'absent' }, late).device,
    /^ZtdDeviceAlreadyAssigned \(806\)$/,
    'import-1',
  ],
  'profile-unknown': [() => look({ ...accepted, profile: 'Kiosk' }, {}).device, /^Kiosk$/, undefined],
  'left-autopilot': [() => look(ready, { identity: 'absent' }).device, undefined, undefined],
  'entra-object-missing': [
    () => look({ ...linked, entraAbsentSince: now - hour }, { memberships: new Set(), entraDevice: 'absent' }).device,
    /^Entra device id entra$/,
    undefined,
  ],
  'hardware-changed': [
    () => look(ready, { identity: identity({ hardwareChanged: true }) }).device,
    undefined,
    undefined,
  ],
  'permission-missing': [
    () =>
      forbidden(accepted, now, {
        status: 403,
        permission: 'Device.Read.All',
        message: 'GET /devices: 403 x',
        requestId: 'r',
      }),
    /403/,
    'r',
  ],
  'sign-in-failed': [
    () =>
      forbidden(accepted, now, { status: 401, permission: undefined, message: 'GET /devices: 401 x', requestId: 'r' }),
    /401/,
    'r',
  ],
  'assigned-unexpected-profile': [
    () => look(grouped, { assignment: { ...assigned, profile: 'Kiosk' } }).device,
    /^Kiosk$/,
    undefined,
  ],
  'stuck-accepted': [() => unread(accepted), /503/, 'request-503'],
  'stuck-importing': [() => unread(importing), /503/, 'request-503'],
  'stuck-imported': [() => unread(imported), /503/, 'request-503'],
  'stuck-tag': [
    () => look(noteRefusedChange(imported, dynamic), { identity: identity({ groupTag: '' }) }, late).device,
    /^Waits for group tag Microsoft365Managed_Standard\. .*400/,
    'request-400',
  ],
  'group-missing': [
    () => look(linked, { memberships: new Set(), missingGroups: new Set(['Modern Workplace Devices-All']) }).device,
    /^Waits for Modern Workplace Devices-All$/,
    undefined,
  ],
  'stuck-linked': [
    () => look(noteRefusedChange({ ...linked, looks: 3 }, dynamic), { memberships: new Set<string>() }, late).device,
    /^Not yet in .*\. POST .*400 Request_BadRequest$/,
    'request-400',
  ],
  'stuck-grouped': [() => unread(grouped), /503/, 'request-503'],
};

/** Played where the whole of them is. */
const elsewhere: Partial<Record<ProblemCode, string>> = {
  'unsupported-tag': 'discovery/discover.test.ts',
  'left-over-intune-record': 'lifecycle/decideSetback.test.ts',
  'in-use-not-shared': 'lifecycle/inUse.test.ts',
  'removal-stuck': 'removal/decideRemoval.test.ts',
  'approval-required': 'answers/approval.test.ts',
};

describe('a stored problem says what happened', () => {
  for (const [code, [play, detail, requestId]] of Object.entries(plays) as [
    ProblemCode,
    [() => Device, RegExp | undefined, string | undefined],
  ][])
    it(`${code} keeps what the service said`, () => {
      const { problem } = play();
      assert.equal(problem?.code, code);
      if (detail === undefined) assert.equal(problem.detail, undefined);
      else assert.match(problem.detail ?? '', detail);
      assert.equal(problem.requestId, requestId);
    });

  it('leaves no problem of the catalogue out', () => {
    assert.deepEqual([...Object.keys(plays), ...Object.keys(elsewhere)].sort(), Object.keys(problems).sort());
    for (const [code, file] of Object.entries(elsewhere))
      assert.ok(readFileSync(join(import.meta.dirname, '..', file), 'utf8').includes(code), `${code} in ${file}`);
  });

  it('keeps name, number and request id of every documented import error that is one', () => {
    for (const [name, meaning] of Object.entries(importErrors)) {
      if (meaning === 'already-registered') continue;
      const { problem } = importEndedIn(name, 801, { importAttempts: 2 });
      assert.deepEqual([problem?.detail, problem?.requestId], [`${name} (801)`, 'import-1'], name);
    }
  });

  it('says the latest, without telling anybody again, and drops a look that failed when one works', () => {
    const told = unread(accepted);
    const another = new ServiceError('GET /things: 429 tooMany', {
      ...away,
      status: 429,
      requestId: 'request-429',
      kind: 'throttled',
      code: 'tooMany',
    });
    const again = look(noteLook(told, another), {}, { now: late.now + hour }).device;
    assert.deepEqual([again.problem?.detail, again.problem?.requestId], [another.message, 'request-429']);
    assert.equal(again.announcementCount, told.announcementCount);
    assert.equal(noteLook(again, undefined).serviceError, undefined);
    const refused = noteRefusedChange(linked, dynamic);
    assert.equal(noteLook(refused, undefined), refused, 'what was said against a change stays until the step is done');
    assert.equal(noteLook(refused, away).serviceError?.requestId, 'request-400');
  });

  it('tells an import that every tenant would be refused from a Graph that cannot be reached', async () => {
    const engine = await createEngine();
    try {
      const route = '/deviceManagement/importedWindowsAutopilotDeviceIdentities/import';
      engine.sandbox.faults.add({ route, status: 400, message: 'Request not applicable to target tenant.' });
      await engine.register(20);
      const devices = await engine.until(({ problem }) => problem?.code === 'stuck-accepted', 6 * hour);
      for (const { problem } of devices) {
        assert.match(problem?.detail ?? '', /import: 400 /);
        assert.match(problem?.requestId ?? '', /^[0-9a-f-]{36}$/);
      }
    } finally {
      await engine.close();
    }
  });

  it('says why a group takes nobody', async () => {
    const engine = await createEngine();
    try {
      engine.sandbox.faults.add({ route: '/groups/*', method: 'PATCH', status: 400 });
      engine.sandbox.faults.add({ route: '/groups/*/members/$ref', method: 'POST', status: 400 });
      await engine.register(1);
      const [device] = await engine.until(({ problem }) => problem?.code === 'stuck-linked', 6 * hour);
      assert.match(device?.problem?.detail ?? '', /^Not yet in .*POST \/groups\/.* 400/);
      assert.match(device?.problem?.requestId ?? '', /^[0-9a-f-]{36}$/);
      engine.sandbox.faults.clear();
      const [done] = await engine.until(({ status }) => status === 'ready');
      assert.deepEqual([done?.problem, done?.serviceError], [undefined, undefined]);
    } finally {
      await engine.close();
    }
  });
});
