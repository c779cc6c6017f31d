import { randomUUID } from 'node:crypto';
import type { Asked } from '../hostileGraph.ts';
import type { Answer } from './lies.ts';

/** What Graph would have answered to a write that never reached it: a proxy, or a gateway, says that all is done. */
export function madeUp({ method, path, body }: Asked): Answer {
  const given = (body ?? {}) as Record<string, unknown>;
  if (path.endsWith('/import')) return value(201, recordsOf(given['importedWindowsAutopilotDeviceIdentities']));
  if (path === '/$batch') {
    const requests = (given['requests'] ?? []) as { id: string }[];
    return answer(200, { responses: requests.map(({ id }) => ({ id, status: 204, headers: {} })) });
  }
  if (path.startsWith('/subscriptions') && method !== 'DELETE') return answer(201, { id: randomUUID(), ...given });
  return { status: 204, headers: {}, body: '' };
}

function recordsOf(rows: unknown): object[] {
  if (!Array.isArray(rows)) return [];
  return (rows as object[]).map((row) => ({
    ...row,
    id: randomUUID(),
    state: { deviceImportStatus: 'unknown', deviceRegistrationId: '', deviceErrorCode: 0, deviceErrorName: '' },
  }));
}

function value(status: number, records: object[]): Answer {
  return answer(status, { value: records });
}

function answer(status: number, body: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
