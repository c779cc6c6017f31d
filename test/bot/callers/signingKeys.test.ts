import assert from 'node:assert/strict';
import { createSigningKeys, KeysUnavailable, type SigningKeys } from '../../../src/bot/callers/signingKeys.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identityProvider.ts';

const hour = 60 * 60_000;

describe('signing keys of the Bot Framework', () => {
  let provider: IdentityProvider;
  let keys: SigningKeys;
  let now: number;
  let failures: number;
  beforeEach(async () => {
    provider = await startIdentityProvider('app', 'https://smba.trafficmanager.net/teams/');
    now = 0;
    failures = 0;
    keys = createSigningKeys({
      metadataUrl: provider.openIdMetadataUrl,
      now: () => now,
      failed: () => {
        failures += 1;
      },
    });
  });
  afterEach(() => provider.close());

  it('are fetched once for all who ask at a time, and not again for a day', async () => {
    const found = await Promise.all(Array.from({ length: 90 }, () => keys.find('published')));
    assert.ok(found.every((key) => key !== undefined));
    now = 23 * hour;
    assert.ok(await keys.find('published'));
    assert.equal(provider.fetched(), 1);
    now = 24 * hour;
    assert.ok(await keys.find('published'));
    assert.equal(provider.fetched(), 2);
  });

  it('are asked for anew at most once an hour, however many ids are made up (2,700 unsigned tokens)', async () => {
    await keys.find('published');
    for (let index = 0; index < 2_700; index += 1) assert.equal(await keys.find(`made-up-${index}`), undefined);
    assert.equal(provider.fetched(), 1);
    now = hour;
    await Promise.all(Array.from({ length: 2_700 }, (_, index) => keys.find(`made-up-${index}`)));
    assert.equal(provider.fetched(), 2);
    assert.equal(failures, 0);
  });

  it('know a key that was added, within the hour', async () => {
    await keys.find('published');
    await provider.rotate('added');
    assert.equal(await keys.find('added'), undefined);
    now = hour;
    assert.ok(await keys.find('added'));
  });

  it('cannot be had: said at once, and asked for every ten seconds', async () => {
    provider.breakDown();
    await assert.rejects(keys.find('published'), KeysUnavailable);
    for (let times = 0; times < 50; times += 1) await assert.rejects(keys.find('published'), KeysUnavailable);
    assert.equal(failures, 1);
    provider.breakDown(false);
    now = 10_000;
    assert.ok(await keys.find('published'));
    assert.equal(failures, 1);
  });

  it('are believed for another day while they cannot be fetched again, and no longer', async () => {
    await keys.find('published');
    provider.breakDown();
    now = 25 * hour;
    assert.ok(await keys.find('published'));
    assert.equal(failures, 1);
    now = 47 * hour;
    assert.equal(await keys.find('made-up'), undefined);
    now = 48 * hour;
    await assert.rejects(keys.find('published'), KeysUnavailable);
    provider.breakDown(false);
    now += 10_000;
    assert.ok(await keys.find('published'));
  });

  it('say which channels they are for', async () => {
    assert.deepEqual((await keys.find('endorsed'))?.endorsements, ['webchat']);
    assert.equal((await keys.find('published'))?.endorsements, undefined);
  });
});
