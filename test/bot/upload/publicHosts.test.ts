import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { upload } from '../../../src/bot/handover/upload.ts';
import { download } from '../../../src/bot/upload/download.ts';
import { isPublicAddress } from '../../../src/bot/upload/isPublicAddress.ts';
import { PrivateAddressError, publicLookup } from '../../../src/bot/upload/publicHosts.ts';

const inside = [
  '127.0.0.1',
  '127.255.255.254',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
];
inside.push(
  '100.64.0.1',
  '100.127.255.255',
  '0.0.0.0',
  '0.1.2.3',
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
);
inside.push(
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
);
inside.push(
  '::ffff:7f00:1',
  '::127.0.0.1',
  '::a00:1',
  'fe80::1',
  'febf::1',
  'fc00::1',
  'fd12::1',
  'fec0::1',
  'ff02::1',
);
inside.push(
  '64:ff9b::10.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2001::1',
  '100::1',
  '',
);
inside.push('fe80::1%eth0', 'nonsense');
const outside = [
  '13.107.136.9',
  '52.105.1.1',
  '172.32.0.1',
  '100.128.0.1',
  '2620:1ec:8f8::9',
  '2603:1063::1',
  '::ffff:13.107.136.9',
];
outside.push('64:ff9b::13.107.136.9');

type Answer = readonly string[];
/** Resolves names to one answer after the other; the last one stays. */
function resolver(...answers: Answer[]) {
  const asked: string[] = [];
  return {
    asked,
    lookup(hostname: string, _options: unknown, done: (error: null, addresses: LookupAddress[]) => void) {
      const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
      asked.push(hostname);
      done(
        null,
        answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    },
  };
}

describe('a name that resolves to an address inside a network', () => {
  const limits = { allowedHosts: ['*.sharepoint.com'], maxBytes: 1_000, timeoutMs: 2_000 };

  for (const address of inside) it(`“${address}” is inside`, () => assert.equal(isPublicAddress(address), false));
  for (const address of outside) it(`${address} is outside`, () => assert.equal(isPublicAddress(address), true));

  it('is not connected to, for a file that is fetched or handed over', async () => {
    for (const answer of [['127.0.0.1'], ['::ffff:127.0.0.1'], ['13.107.136.9', '10.0.0.1']]) {
      const { lookup, asked } = resolver(answer);
      const refused = { kind: 'elsewhere', host: 'contoso.sharepoint.com' };
      assert.deepEqual(await download('https://contoso.sharepoint.com/x', { ...limits, lookup }), refused);
      assert.deepEqual(
        await upload('https://contoso.sharepoint.com/x', new Uint8Array(1), { ...limits, lookup }),
        refused,
      );
      assert.equal(asked.length, 2);
    }
  });

  it('is looked up once: what was checked is what is connected to', async () => {
    const { lookup, asked } = resolver(['13.107.136.9'], ['127.0.0.1']);
    const answer = await new Promise((resolve) =>
      publicLookup(lookup)('contoso.sharepoint.com', { all: true }, (error, addresses) => resolve([error, addresses])),
    );
    assert.deepEqual(answer, [null, [{ address: '13.107.136.9', family: 4 }]]);
    assert.deepEqual(asked, ['contoso.sharepoint.com']);
    const rebound = await new Promise((resolve) =>
      publicLookup(lookup)('contoso.sharepoint.com', {}, (error) => resolve(error)),
    );
    assert.ok(rebound instanceof PrivateAddressError);
  });

  it('that has no address is no place that answers', async () => {
    const { lookup } = resolver([]);
    assert.deepEqual(await download('https://contoso.sharepoint.com/x', { ...limits, lookup }), {
      kind: 'unreachable',
    });
  });
});
