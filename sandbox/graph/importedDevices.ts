import { z } from 'zod/v4';
import { type ImportInput, submitImport } from '../tenant/imports.ts';
import type { ImportRecord } from '../tenant/records.ts';
import { type Answer, GraphFailure, graphRoot, intuneFailure, unknownIntuneObject } from './answer.ts';
import { entityAnswer, entityOptions, listOptions, pageOf, select } from './collection.ts';
import { type Filter, parseFilter } from './filter.ts';
import type { Entity } from './matches.ts';
import { readBody, text } from './readBody.ts';
import { everywhere, parameter, type Route, type RoutedRequest } from './route.ts';

const path = '/deviceManagement/importedWindowsAutopilotDeviceIdentities';
const onePath = `${path}/{importedWindowsAutopilotDeviceIdentity-id}`;
const context = 'deviceManagement/importedWindowsAutopilotDeviceIdentities';
const typeName = 'microsoft.graph.importedWindowsAutopilotDeviceIdentity';
const readers = ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'];
const writers = ['DeviceManagementServiceConfig.ReadWrite.All'];

/** Id and state are the service's own output; clients echo them all the same, and they are ignored. */
const importedDevice = z.strictObject({
  '@odata.type': z.string().optional(),
  id: z.string().nullish(),
  state: z.unknown().optional(),
  groupTag: text,
  serialNumber: text,
  productKey: text,
  importId: text,
  hardwareIdentifier: text,
  assignedUserPrincipalName: text,
});
const importBody = z.strictObject({ importedWindowsAutopilotDeviceIdentities: z.array(importedDevice) });

/** The tenant-wide Autopilot import list, shared with the portal and every other tool. */
export const importedDeviceRoutes: readonly Route[] = [
  { method: 'GET', path, versions: everywhere, permissions: readers, query: listOptions, answer: list },
  { method: 'POST', path, versions: everywhere, permissions: writers, answer: create },
  { method: 'POST', path: `${path}/import`, versions: everywhere, permissions: writers, answer: importAll },
  { method: 'GET', path: onePath, versions: everywhere, permissions: readers, query: entityOptions, answer: get },
  { method: 'DELETE', path: onePath, versions: everywhere, permissions: writers, answer: remove },
];

function list(request: RoutedRequest): Answer {
  const importId = importIdOf(request.query.get('$filter'));
  const records = [...request.world.imports.values()].filter(
    (record) => importId === undefined || record.importId.toLowerCase() === importId,
  );
  const { intunePage } = request.limits;
  return pageOf(request, context, records, (record) => select(request, render(record)), {
    page: intunePage,
    longest: intunePage,
  });
}

/** The one filter known to work here. */
function importIdOf(filter: string | null): string | undefined {
  if (filter === null) return undefined;
  const parsed = parse(filter);
  if (parsed.kind === 'compare' && parsed.path.toLowerCase() === 'importid' && parsed.operator === 'eq') {
    return String(parsed.value).toLowerCase();
  }
  throw intuneFailure(400, 'BadRequest', `The filter '${filter}' is not supported.`);
}

function parse(filter: string): Filter {
  try {
    return parseFilter(filter);
  } catch (error) {
    throw intuneFailure(400, 'BadRequest', error instanceof Error ? error.message : 'Invalid filter clause');
  }
}

function create(request: RoutedRequest): Answer {
  const body = readBody(request, importedDevice, typeName);
  const [record] = submitImport(request.world, [checked(body)]);
  return entityAnswer(request, context, record === undefined ? {} : render(record), 201);
}

function importAll(request: RoutedRequest): Answer {
  const body = readBody(request, importBody, typeName);
  const devices = body.importedWindowsAutopilotDeviceIdentities.map(checked);
  if (devices.length > request.limits.importChunk) {
    throw new GraphFailure(
      413,
      'RequestEntityTooLarge',
      'The page was not displayed because the request entity is too large.',
    );
  }
  const records = submitImport(request.world, devices);
  return {
    status: 200,
    body: {
      '@odata.context': `${graphRoot(request.version)}/$metadata#Collection(${typeName})`,
      value: records.map(render),
    },
  };
}

/** Refuses what is not padded base64, in the service's words: with the whole literal in them. */
function checked(device: z.output<typeof importedDevice>): ImportInput {
  const { hardwareIdentifier } = device;
  if (hardwareIdentifier.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(hardwareIdentifier)) {
    throw new GraphFailure(
      400,
      'BadRequest',
      `Cannot convert the literal '${hardwareIdentifier}' to the expected type 'Edm.Binary'.`,
    );
  }
  const { groupTag, serialNumber, productKey, importId, assignedUserPrincipalName } = device;
  return { groupTag, serialNumber, productKey, importId, assignedUserPrincipalName, hardwareIdentifier };
}

function get(request: RoutedRequest): Answer {
  return entityAnswer(request, context, select(request, render(find(request))));
}

/** Takes the record off the list; the device it led to stays registered. */
function remove(request: RoutedRequest): Answer {
  request.world.imports.delete(find(request).id);
  return { status: 204 };
}

function find(request: RoutedRequest): ImportRecord {
  const record = request.world.imports.get(
    parameter(request, 'importedWindowsAutopilotDeviceIdentity-id').toLowerCase(),
  );
  if (record === undefined) throw unknownIntuneObject();
  return record;
}

function render(record: ImportRecord): Entity {
  return {
    id: record.id,
    groupTag: record.groupTag,
    serialNumber: record.serialNumber,
    productKey: record.productKey,
    importId: record.importId,
    hardwareIdentifier: record.hardwareIdentifier,
    assignedUserPrincipalName: record.assignedUserPrincipalName,
    state: {
      deviceImportStatus: record.status,
      deviceRegistrationId: record.registrationId,
      deviceErrorCode: record.errorCode,
      deviceErrorName: record.errorName,
    },
  };
}
