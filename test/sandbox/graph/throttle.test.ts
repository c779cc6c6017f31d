import assert from 'node:assert/strict';
import type { GraphRequest } from '../../../sandbox/graph/route.ts';
import { publishedThrottle } from '../../../sandbox/graph/throttle.ts';
import { seededRandom } from '../../../sandbox/tenant/random.ts';

function request(method: string, path: string, query = ''): GraphRequest {
  return { version: 'v1.0', method, path, query: new URLSearchParams(query), headers: {}, body: undefined };
}

describe('publishedThrottle', () => {
  const deletion = request('DELETE', '/deviceManagement/importedWindowsAutopilotDeviceIdentities/1');
  const reading = request('GET', '/deviceManagement/windowsAutopilotDeviceIdentities');

  it('takes a hundred Intune writes in twenty seconds, and more when those have passed', () => {
    const throttle = publishedThrottle(seededRandom(1));
    for (let index = 0; index < 100; index += 1) assert.equal(throttle.admit(deletion, 5_000), undefined);
    assert.equal(throttle.admit(deletion, 5_000)?.status, 429);
    assert.equal(throttle.admit(reading, 5_000)?.status, 429);
    assert.equal(throttle.admit(deletion, 25_000), undefined);
  });

  it('has twice as much for managed devices, and keeps workloads apart', () => {
    const throttle = publishedThrottle(seededRandom(1));
    const sync = request('POST', '/deviceManagement/managedDevices/1/syncDevice');
    for (let index = 0; index < 200; index += 1) assert.equal(throttle.admit(sync, 0), undefined);
    assert.equal(throttle.admit(sync, 0)?.status, 429);
    assert.equal(throttle.admit(deletion, 0), undefined);
  });

  it('counts directory reads by what they cost', () => {
    const admitted = (one: GraphRequest): number => {
      const throttle = publishedThrottle(seededRandom(1));
      let count = 0;
      while (throttle.admit(one, 1_000) === undefined) count += 1;
      return count;
    };
    assert.equal(admitted(request('GET', '/devices')), 3_500);
    assert.equal(admitted(request('GET', '/groups/1/members')), 1_166);
    assert.equal(admitted(request('GET', '/groups/1/members', '$select=id')), 1_750);
    assert.equal(admitted(request('POST', '/users/1/checkMemberGroups')), 875);
  });

  it('leaves Retry-After out now and then for Intune, never for the directory', () => {
    const throttle = publishedThrottle(seededRandom(1));
    for (let index = 0; index < 100; index += 1) throttle.admit(deletion, 1_000);
    const given = Array.from({ length: 40 }, () => throttle.admit(deletion, 1_000)?.headers['Retry-After']);
    assert.deepEqual(new Set(given), new Set(['20', undefined]));
    for (let index = 0; index < 3_500; index += 1) throttle.admit(request('GET', '/devices'), 1_000);
    assert.equal(throttle.admit(request('GET', '/devices'), 1_000)?.headers['Retry-After'], '10');
  });
});
