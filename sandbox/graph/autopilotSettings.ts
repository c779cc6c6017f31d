import { startSync } from '../tenant/autopilotSync.ts';
import { guidOf } from '../tenant/random.ts';
import { type Answer, intuneDate, intuneFailure } from './answer.ts';
import { entityAnswer } from './collection.ts';
import { betaOnly, type Route, type RoutedRequest } from './route.ts';

const path = '/deviceManagement/windowsAutopilotSettings';
const readers = ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'];
const writers = ['DeviceManagementServiceConfig.ReadWrite.All'];

/** When the tenant last synchronised its Autopilot devices, and asking it to do so now; beta only. */
export const autopilotSettingsRoutes: readonly Route[] = [
  { method: 'GET', path, versions: betaOnly, permissions: readers, answer: get },
  { method: 'POST', path: `${path}/sync`, versions: betaOnly, permissions: writers, answer: sync },
];

function get(request: RoutedRequest): Answer {
  const { startedAt, finishedAt, requestedAt } = request.world.sync;
  return entityAnswer(request, 'deviceManagement/windowsAutopilotSettings', {
    id: guidOf('autopilotSettings'),
    lastSyncDateTime: intuneDate(finishedAt),
    lastManualSyncTriggerDateTime: intuneDate(requestedAt),
    syncStatus: startedAt === undefined ? 'completed' : 'inProgress',
  });
}

/** 409 while one runs, 429 within ten minutes of the last: both mean "not now". */
function sync(request: RoutedRequest): Answer {
  switch (startSync(request.world)) {
    case 'started':
      return { status: 204 };
    case 'running':
      throw intuneFailure(409, 'Conflict', 'A sync is already in progress.');
    case 'tooSoon':
      throw intuneFailure(429, 'TooManyRequests', 'A sync was requested less than ten minutes ago.');
  }
}
