import { type HashFacts, hardwareKey, readHash } from './readHash.ts';
import type { ImportRecord } from './records.ts';
import { noticeHardware, register } from './registration.ts';
import type { ImportError, World } from './world.ts';

/** One device of an import request. */
export interface ImportInput {
  serialNumber: string;
  groupTag: string;
  productKey: string;
  /** Padded base64. */
  hardwareIdentifier: string;
  assignedUserPrincipalName: string;
  importId: string;
}

/** When, as a share of the import's time, its records turn from `unknown` to `pending`. */
const pendingAt = 0.25;

/**
 * Puts one request's devices on the import list. They are `unknown` at first, then `pending`, and final one by one within
 * the last part of the import's time.
 */
export function submitImport(world: World, inputs: readonly ImportInput[]): ImportRecord[] {
  const { import: duration, importSpread } = world.options.latencies;
  const ownImportId = world.random.guid();
  const records = inputs.map((input): ImportRecord => {
    const record: ImportRecord = {
      ...input,
      id: world.random.guid(),
      facts: readHash(input.hardwareIdentifier),
      importId: world.options.echoImportId ? input.importId : ownImportId,
      status: 'unknown',
      registrationId: '',
      errorCode: 0,
      errorName: '',
    };
    world.imports.set(record.id, record);
    world.importsReceived.set(input.serialNumber, (world.importsReceived.get(input.serialNumber) ?? 0) + 1);
    return record;
  });
  world.after(duration * pendingAt, () => {
    for (const record of records) if (record.status === 'unknown') record.status = 'pending';
  });
  const duplicates = secondCaptures(records);
  records.forEach((record, index) => {
    const early = index === records.length - 1 ? 0 : world.random.next() * importSpread;
    world.after(Math.max(duration - early, duration * pendingAt), () => finish(world, record, duplicates.has(index)));
  });
  return records;
}

/** Indexes of rows whose device already stood in the same request; only the first is processed. */
function secondCaptures(records: readonly ImportRecord[]): Set<number> {
  const seen = new Set<string>();
  const duplicates = new Set<number>();
  records.forEach(({ facts }, index) => {
    if (facts === undefined) return;
    if (seen.has(hardwareKey(facts))) duplicates.add(index);
    seen.add(hardwareKey(facts));
  });
  return duplicates;
}

function finish(world: World, record: ImportRecord, duplicate: boolean): void {
  const { facts } = record;
  const error = refusal(world, facts, duplicate);
  if (error !== undefined || facts === undefined) {
    Object.assign(record, { status: 'error', errorCode: error?.code ?? 0, errorName: error?.name ?? '' });
    return;
  }
  const device = register(world, {
    ...facts,
    groupTag: record.groupTag,
    purchaseOrderIdentifier: '',
    userPrincipalName: record.assignedUserPrincipalName,
  });
  record.registrationId = device.id;
  record.status = 'complete';
}

/** The service's own names; only some of their numbers are known. */
function refusal(world: World, facts: HashFacts | undefined, duplicate: boolean): ImportError | undefined {
  if (facts === undefined) return { code: 802, name: 'InvalidZtdHardwareHash' };
  const ordered = world.importErrors.get(facts.serialNumber.toLowerCase());
  if (ordered !== undefined) return ordered;
  if (duplicate) return { code: 0, name: 'ZtdDeviceDuplicated' };
  if (world.claimedElsewhere.has(facts.serialNumber.toLowerCase())) {
    // Both spellings occur.
    const who = world.random.next() < 0.5 ? 'OtherTenant' : 'AnotherTenant';
    return { code: 808, name: `ZtdDeviceAssignedTo${who}` };
  }
  const registered = world.autopilot.get(world.registered.get(hardwareKey(facts)) ?? '');
  if (registered !== undefined) {
    noticeHardware(world, registered, facts.endorsementKey);
    return { code: 806, name: 'ZtdDeviceAlreadyAssigned' };
  }
  if (world.devices.has(world.leftInEntra.get(facts.serialNumber.toLowerCase()) ?? '')) {
    return { code: 814, name: 'ZtdDeviceAlreadyAadRegistered' };
  }
  return undefined;
}
