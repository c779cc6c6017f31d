import { type CryptoKey, importJWK } from 'jose';
import { z } from 'zod/v4';
import { fetchJson } from './fetchJson.ts';

/** A key that the Bot Framework signs tokens with. */
export interface SigningKey {
  key: CryptoKey;
  /** Channels that it may sign for; absent where its publisher says nothing of channels. */
  endorsements: readonly string[] | undefined;
}

/** The keys that tokens may be signed with. */
export interface SigningKeys {
  /** The key of this id, if it is one of them. Rejects with `KeysUnavailable` while there are none to compare with. */
  find(keyId: string): Promise<SigningKey | undefined>;
}

/** The keys cannot be had: nobody can be believed for the time being. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** Where keys come from, and how patient to be; all times in milliseconds. */
export interface SigningKeyOptions {
  /** The OpenID metadata document that says where the keys are. */
  metadataUrl: string;
  /** Milliseconds that never go back. */
  now?: (() => number) | undefined;
  /** For both documents together. */
  timeout?: number | undefined;
  /** Told when they could not be fetched. */
  failed(error: unknown): void;
}

const second = 1_000;
const hour = 60 * 60 * second;

/** Fetched again when they are older (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication: at least every 24 hours). */
const fresh = 24 * hour;
/** Where they cannot be fetched again, the old ones are believed this long. */
const usable = 48 * hour;
/** An id that is not among them may be new; anybody can make one up, so that it is asked for this often at most. */
const unknownAgain = hour;
/** After a failure. */
const failedAgain = 10 * second;
/** Requests that wait for the keys at a time. */
const mostWaiting = 100;

const metadataSchema = z.object({ jwks_uri: z.string() });
const keySchema = z.object({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  use: z.literal('sig').optional(),
  n: z.string(),
  e: z.string(),
  endorsements: z.array(z.string()).optional(),
});
const keySetSchema = z.object({ keys: z.array(z.unknown()) });

/** Signing keys that are fetched when they are first needed, by one request at a time. */
export function createSigningKeys({
  metadataUrl,
  now = () => performance.now(),
  timeout = 5 * second,
  failed,
}: SigningKeyOptions): SigningKeys {
  let keys: ReadonlyMap<string, SigningKey> | undefined;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let pending: Promise<void> | undefined;
  let waiting = 0;

  /** Resolves when it is over, whatever came of it. */
  async function refresh(): Promise<void> {
    triedAt = now();
    try {
      const signal = AbortSignal.timeout(timeout);
      const metadata = metadataSchema.parse(await fetchJson(metadataUrl, signal));
      keys = await readKeys(await fetchJson(keysUrl(metadata.jwks_uri, metadataUrl), signal));
      fetchedAt = now();
    } catch (error) {
      failed(error);
    } finally {
      pending = undefined;
    }
  }

  async function refreshed(): Promise<void> {
    waiting += 1;
    try {
      pending ??= refresh();
      await pending;
    } finally {
      waiting -= 1;
    }
  }

  /** Whether to ask, or to wait for an answer under way. */
  function worthWaiting(again: number): boolean {
    return waiting < mostWaiting && (pending !== undefined || now() - triedAt >= again);
  }

  return {
    async find(keyId) {
      const isFresh = now() - fetchedAt < fresh;
      if (isFresh && keys?.has(keyId)) return keys.get(keyId);
      if (worthWaiting(isFresh ? unknownAgain : failedAgain)) await refreshed();
      if (keys === undefined || now() - fetchedAt >= usable) throw new KeysUnavailable('there are no keys');
      return keys.get(keyId);
    },
  };
}

/** The keys are as well guarded on their way as the document that names them. */
function keysUrl(url: string, metadataUrl: string): string {
  if (!URL.canParse(url)) throw new Error('the metadata names no address of keys');
  const [keys, metadata] = [new URL(url), new URL(metadataUrl)];
  if (keys.protocol !== 'https:' && keys.host !== metadata.host)
    throw new Error('the keys are not at an https address');
  return url;
}

/** Those that can verify RS256; others are left out. Rejects when there are none. */
async function readKeys(document: unknown): Promise<ReadonlyMap<string, SigningKey>> {
  const keys = new Map<string, SigningKey>();
  for (const each of keySetSchema.parse(document).keys) {
    const parsed = keySchema.safeParse(each);
    if (!parsed.success) continue;
    const { kid, kty, n, e, endorsements } = parsed.data;
    const key = await importJWK({ kty, n, e }, 'RS256').catch(() => undefined);
    if (key !== undefined && !(key instanceof Uint8Array)) keys.set(kid, { key, endorsements });
  }
  if (keys.size === 0) throw new Error('the document of keys has none');
  return keys;
}
