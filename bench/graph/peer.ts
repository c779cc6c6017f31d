import { z } from 'zod/v4';
import { encodeHash } from '../../sandbox/samples/encodeHash.ts';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { seededRandom } from '../../sandbox/tenant/random.ts';
import { type Result, readCost } from './cost.ts';
import type { Setting } from './setting.ts';

/** A row of the file a peer is given. */
export interface PeerRow {
  serialNumber: string;
  hardwareIdentifier: string;
  groupTag: string;
}

/** What a peer's script has at hand. */
export interface PeerWorld {
  rows: readonly PeerRow[];
  /** The answer's JSON, `undefined` where there is none or the service said 404. Rejects on every other failure. */
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** Every entry of a list, page by page. */
  list(path: string): Promise<unknown[]>;
  /** Seconds. */
  sleep(seconds: number): void;
  newId(): string;
}

export type Peer = (world: PeerWorld) => Promise<void>;

const graphOrigin = 'https://graph.microsoft.com';
const page = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() });

/** Plays a peer's requests over HTTP against a tenant of its own, each sleep moving the clock, until its script ends. */
export async function playPeer(system: string, peer: Peer, devices: number, setting: Setting): Promise<Result> {
  const sandbox = await createSandbox({ manual: true, ...setting });
  try {
    await peer(peerWorld(sandbox, await accessToken(sandbox), peerRows(devices)));
    return readCost(system, devices, sandbox.log);
  } finally {
    await sandbox.close();
  }
}

function peerRows(devices: number): PeerRow[] {
  const random = seededRandom(7);
  return Array.from({ length: devices }, (_, index) => {
    const serialNumber = `PEER${String(index).padStart(4, '0')}`;
    const machine = { serialNumber, manufacturer: 'Dell Inc.', model: 'Latitude 5450' };
    const hardwareIdentifier = encodeHash(machine, random);
    return { serialNumber, hardwareIdentifier, groupTag: 'Microsoft365Managed_Standard' };
  });
}

async function accessToken({ origin, credentials }: Sandbox): Promise<string> {
  const url = `${origin}/msi/token?api-version=2019-08-01&resource=${encodeURIComponent(graphOrigin)}`;
  const answer = await fetch(url, { headers: { 'X-IDENTITY-HEADER': credentials.identitySecret } });
  return z.object({ access_token: z.string() }).parse(await answer.json()).access_token;
}

function peerWorld(sandbox: Sandbox, token: string, rows: readonly PeerRow[]): PeerWorld {
  const random = seededRandom(11);
  const ask: PeerWorld['ask'] = async (method, path, body) => {
    const answer = await fetch(`${sandbox.origin}/beta${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    rows,
    ask,
    async list(path) {
      const all: unknown[] = [];
      for (let next: string | undefined = path; next !== undefined; ) {
        const read: z.output<typeof page> = page.parse(await ask('GET', next));
        all.push(...read.value);
        next = read['@odata.nextLink']?.slice(`${graphOrigin}/beta`.length);
      }
      return all;
    },
    sleep: (seconds) => sandbox.clock.advance(seconds * 1_000),
    newId: random.guid,
  };
}
