import assert from 'node:assert/strict';
import { z } from 'zod/v4';
import { encodeHash } from '../../sandbox/samples/encodeHash.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server.ts';
import { seededRandom } from '../../sandbox/tenant/random.ts';

/** Noon of a day on which nothing special happens. */
export const noon = Date.UTC(2026, 2, 10, 12);

/** What a test gets of an answer. */
export interface Reply {
  status: number;
  headers: Headers;
  body: Json;
}

/** JSON, read loosely: tests name what they expect and fail on the rest. */
export interface Json {
  [name: string]: Json;
}

/** A sandbox with a signed-in client. */
export interface TestSandbox {
  sandbox: Sandbox;
  token: string;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body?: unknown): Promise<Reply>;
  patch(path: string, body: unknown): Promise<Reply>;
  remove(path: string): Promise<Reply>;
  /** Imports one device and lets everything happen until its profile is assigned; resolves with its Autopilot id. */
  registered(serialNumber: string, groupTag?: string): Promise<string>;
  close(): Promise<void>;
}

/** A held sandbox at noon. Closing it fails the test when any answer was not as Microsoft's description says. */
export async function startSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = await createSandbox({ manual: true, startAt: noon, ...options });
  const token = await tokenFor(sandbox);

  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(`${sandbox.origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  }

  const post = (path: string, body?: unknown) => send('POST', path, body);
  return {
    sandbox,
    token,
    get: (path, headers) => send('GET', path, undefined, headers),
    post,
    patch: (path, body) => send('PATCH', path, body),
    remove: (path) => send('DELETE', path),
    async registered(serialNumber, groupTag = 'Microsoft365Managed_Standard') {
      await post(importPath, importBody([row(serialNumber, { groupTag })]));
      sandbox.clock.advance(60 * 60_000);
      const device = [...sandbox.tenant.world().autopilot.values()].find((each) => each.serialNumber === serialNumber);
      assert.ok(device !== undefined, `${serialNumber} was not registered`);
      return device.id;
    },
    async close() {
      await sandbox.close();
      assert.deepEqual(
        sandbox.violations().filter(({ where }) => where === 'answer'),
        [],
      );
    },
  };
}

/** An access token from the managed identity endpoint. */
export async function tokenFor(sandbox: Sandbox, resource = 'https://graph.microsoft.com'): Promise<string> {
  const query = new URLSearchParams({ 'api-version': '2019-08-01', resource });
  const response = await fetch(`${sandbox.origin}/msi/token?${query}`, {
    headers: { 'x-identity-header': sandbox.credentials.identitySecret },
  });
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}

export const importPath = '/v1.0/deviceManagement/importedWindowsAutopilotDeviceIdentities/import';
export const importList = '/v1.0/deviceManagement/importedWindowsAutopilotDeviceIdentities';
export const identities = '/beta/deviceManagement/windowsAutopilotDeviceIdentities';

/** One device of an import request, with a hash that decodes to this serial number. */
export function row(serialNumber: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { serialNumber, hardwareIdentifier: hashOf(serialNumber), importId: 'import-1', ...more };
}

/** The body of the `import` action. */
export function importBody(rows: readonly Record<string, unknown>[]): unknown {
  return { importedWindowsAutopilotDeviceIdentities: rows };
}

/** A capture of a machine; another seed gives another capture of the same one. */
export function hashOf(serialNumber: string, seed = 7): string {
  return encodeHash({ serialNumber, manufacturer: 'Dell Inc.', model: 'Latitude 5450' }, seededRandom(seed));
}

/** The items of a list. */
export function values(reply: Reply): Json[] {
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return Object.values(reply.body['value'] ?? {});
}

/** Id of the group with this name. */
export function groupId(sandbox: Sandbox, name: string): string {
  const group = [...sandbox.tenant.world().groups.values()].find(({ displayName }) => displayName === name);
  assert.ok(group !== undefined, `there is no group ${name}`);
  return group.id;
}
