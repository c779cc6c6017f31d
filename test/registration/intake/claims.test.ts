import assert from 'node:assert/strict';
import { brief, captions, read } from '../../support/deviceFile.ts';
import { hashText } from '../../support/hardwareHash.ts';

const h = (serialNumber: string) => hashText({ serialNumber });

/** `verdict code…` of the only row. */
async function verdict(content: string): Promise<string> {
  const said = brief(await read(content));
  return said[0]?.split(' ').slice(2).join(' ') ?? '';
}

describe('a Windows Product ID in scientific notation', () => {
  const hash = hashText({ productKeyId: '3305512345678' });
  it('is repaired only where it rounds to the one in the hash', async () => {
    assert.equal(await verdict(`${captions}\nPF0TEST1,9.99E+12,${hash}\n`), 'rejected product-id-mismatch');
    assert.equal(await verdict(`${captions}\nPF0TEST1,3.31E+12,${hash}\n`), 'repaired product-id-repaired');
    assert.equal(await verdict(`${captions}\nPF0TEST1,3.30551E+12,${hash}\n`), 'repaired product-id-repaired');
    assert.equal(await verdict(`${captions}\nPF0TEST1,9.99E+12,${h('PF0TEST1')}\n`), 'repaired product-id-repaired');
  });
});

describe('an empty serial number', () => {
  const hash = h('AAAA1111');
  const contents: [string, string][] = [
    ['with captions', `${captions}\n,,${hash}\n`],
    ['without captions', `,,${hash}\n`],
    ['without captions, in quotes', `"","","${hash}"\n`],
    ['without captions, before a Product ID', `,3305512345678,${hash}\n`],
    ['with captions in an unknown language', `Järjenumero,Windows Product ID,Hardware Hash\n,,${hash}\n`],
    ['in captions repeated in the row', `${captions},,,${hash}\n`],
  ];
  for (const [name, content] of contents) {
    it(`is filled in and said ${name}`, async () => {
      assert.equal(await verdict(content), 'repaired serial-missing');
    });
  }

  it('is not missed where there is no cell for it', async () => {
    assert.equal(await verdict(`${hash}\n`), 'accepted');
    assert.equal(await verdict(`Windows Product ID,Hardware Hash\n,${hash}\n`), 'accepted');
  });
});

describe('a serial number that is also a placeholder', () => {
  it('of digits is another device', async () => {
    assert.equal(await verdict(`${captions}\n12345678,,${h('AAAA1111')}\n`), 'rejected serial-mismatch');
    const [row] = (await read(`${captions}\n123456789,,${h('000123456789')}\n`)).rows;
    assert.equal(row?.findings[0]?.code, 'serial-repaired');
    assert.match(row?.findings[0]?.message ?? '', /leading zeros were lost/);
  });

  it('of words or zeros is missing', async () => {
    for (const claimed of ['Default string', 'n/a', '0', '-'])
      assert.equal(await verdict(`${captions}\n${claimed},,${h('AAAA1111')}\n`), 'repaired serial-missing');
  });

  it('does not hide a clone', async () => {
    const endorsementKey = Buffer.alloc(256, 9);
    const [real, placeholder, other] = ['AAAA1111', 'Default string', 'System Serial Number'].map(
      (serialNumber) => `${serialNumber},,${hashText({ serialNumber, endorsementKey })}`,
    );
    const clones = async (...rows: (string | undefined)[]) =>
      (await read([captions, ...rows].join('\n'))).rows.map(({ verdict: said, findings }) =>
        [said, ...findings.map(({ code }) => code).filter((code) => code === 'cloned-identity')].join(' '),
      );
    assert.deepEqual(await clones(real, placeholder), ['rejected cloned-identity', 'rejected cloned-identity']);
    assert.deepEqual(await clones(placeholder, real), ['rejected cloned-identity', 'rejected cloned-identity']);
    assert.deepEqual(await clones(placeholder, other), ['rejected', 'rejected']);
  });
});
