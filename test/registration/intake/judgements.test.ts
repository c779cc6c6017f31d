import assert from 'node:assert/strict';
import { brief, captions, hp, now, read, surface, vmware } from '../../support/deviceFile.ts';
import { hashText } from '../../support/hardwareHash.ts';

async function row(cells: string, extraCaptions = '') {
  const report = await read(`${captions}${extraCaptions}\n${cells}\n`);
  const [first] = report.rows;
  assert.ok(first !== undefined && report.rows.length === 1);
  return first;
}

async function verdict(cells: string, extraCaptions = ''): Promise<string> {
  const { verdict: said, findings } = await row(cells, extraCaptions);
  return [said, ...findings.map(({ code }) => code)].join(' ');
}

describe('the serial number column', () => {
  it('is repaired from the hash where a spreadsheet damaged it, and the repair is shown', async () => {
    const { verdict: said, serialNumber, findings } = await row(`30603247614,,${surface}`);
    assert.deepEqual([said, serialNumber], ['repaired', '030603247614']);
    assert.equal(findings[0]?.column, 'Device Serial Number');
    assert.equal(findings[0]?.fix, 'Serial number 30603247614 → 030603247614');
    assert.match(findings[0]?.message ?? '', /“30603247614”.*leading zeros.*“030603247614”/);
    assert.equal(await verdict(`3.06E+10,,${surface}`), 'repaired serial-repaired');
    assert.equal(await verdict(`"3,06032E+10",,${surface}`), 'repaired serial-repaired');
    assert.equal(await verdict(`5cj1280ek7,,${hp}`), 'repaired serial-repaired');
  });

  it('is filled in from the hash where it is empty', async () => {
    assert.equal(await verdict(`,,${hp}`), 'repaired serial-missing');
    assert.equal(await verdict(`N/A,,${hp}`), 'repaired serial-missing');
  });

  it('rejects the row where it names another device', async () => {
    const { verdict: said, serialNumber, findings, device } = await row(`PF0OTHER,,${hp}`);
    assert.deepEqual(
      [said, serialNumber, findings[0]?.code, device],
      ['rejected', '5CJ1280EK7', 'serial-mismatch', undefined],
    );
  });

  it('may come in spreadsheet wrapping', async () => {
    assert.equal(await verdict(`"=""030603247614""",,${surface}`), 'accepted');
    assert.equal(await verdict(`'030603247614,,${surface}`), 'accepted');
  });
});

describe('the Windows Product ID column', () => {
  it('must be the one in the hash', async () => {
    assert.equal(await verdict(`5CJ1280EK7,3305276174858,${hp}`), 'accepted');
    assert.equal(await verdict(`5CJ1280EK7,3305276174859,${hp}`), 'rejected product-id-mismatch');
    assert.equal(await verdict(`030603247614,3305276174859,${surface}`), 'accepted');
  });

  it('is repaired or left out where it is damaged', async () => {
    assert.equal(await verdict(`5CJ1280EK7,3.30528E+12,${hp}`), 'repaired product-id-repaired');
    assert.equal(await verdict(`5CJ1280EK7,00330-80000-00000-AA123,${hp}`), 'accepted product-id-malformed');
  });

  it('never keeps a product key, which is a secret', async () => {
    const secrets = ['ABCDE-12345-FGHIJ-67890-KLMNO', 'BCDFGHJKMPQRTVWXY23467BCD', 'abcde-12345-fghij-67890-klmno'];
    for (const secret of secrets) {
      const contents = [
        `${captions}\n5CJ1280EK7,${secret},${hp}\n`,
        `${captions}\n${secret},,${hp}\n`,
        `${captions}\n${secret},,${hp.slice(0, 900)}\n`,
        `${captions},Group Tag,Assigned User\n5CJ1280EK7,,${hp},${secret},key ${secret}\n`,
        `${captions}\n5CJ1280EK7,${secret},\n`,
        `${captions}\n,${secret},\n`,
        `${captions}\n5CJ1280EK7,,${secret}\n`,
        `5CJ1280EK7 ${secret} ${hp} ${secret}`,
        `${secret},${hp}`,
      ];
      for (const content of contents) {
        const report = await read(content, { keepRejected: true });
        assert.ok(!JSON.stringify(report).toUpperCase().includes(secret.toUpperCase()), content.slice(0, 100));
        assert.ok(
          report.rows.some(({ findings }) => findings.some(({ code }) => code === 'product-key-dropped')),
          content.slice(0, 100),
        );
      }
    }
  });

  it('is not mistaken for a product key', async () => {
    assert.equal(await verdict(`VMware-56 4d aa bb,,${vmware}`), 'accepted no-tpm virtual-machine');
    const serialNumber = '4055-8289-2658-0870-3425-3963-62';
    assert.equal(await verdict(`${serialNumber},,${hashText({ serialNumber })}`), 'accepted');
  });
});

describe('manufacturer and model columns', () => {
  it('are compared to the letter, and only warn', async () => {
    const columns = ',Manufacturer name,Device model';
    assert.equal(await verdict(`5CJ1280EK7,,${hp},HP,HP EliteBook 840 G8 Notebook PC`, columns), 'accepted');
    assert.equal(
      await verdict(`5CJ1280EK7,,${hp},Hp,EliteBook`, columns),
      'accepted manufacturer-differs model-differs',
    );
    const lenovo = hashText({ serialNumber: 'PF0TEST1' });
    assert.equal(await verdict(`PF0TEST1,,${lenovo},LENOVO,ThinkPad T14s`, columns), 'accepted');
  });
});

describe('the device in the hash', () => {
  const of = (fields: Parameters<typeof hashText>[0]) =>
    verdict(`${fields?.serialNumber ?? 'PF0TEST1'},,${hashText(fields)}`);

  it('needs a serial number and a manufacturer of its own', async () => {
    assert.equal(await of({ serialNumber: 'Default string' }), 'rejected serial-placeholder');
    assert.equal(await verdict(`,,${hashText({ serialNumber: null })}`), 'rejected serial-placeholder');
    assert.equal(await of({ manufacturer: 'System manufacturer' }), 'rejected manufacturer-placeholder');
    assert.equal(await of({ manufacturer: null }), 'rejected manufacturer-placeholder');
  });

  it('must be of one piece', async () => {
    assert.equal(await of({ offlineDeviceId: { kind: 1, value: Buffer.alloc(32) } }), 'rejected device-id-mismatch');
    assert.equal(await of({ more: [{ type: 14, payload: Buffer.from('ANOTHER1\0') }] }), 'rejected hash-malformed');
  });

  it('is warned about where sharing and pre-provisioning will not work', async () => {
    assert.equal(await of({ tpm: null, endorsementKey: null }), 'accepted no-tpm');
    assert.equal(await of({ tpm: 'TPM-Version:01.02-Level:2', endorsementKey: null }), 'accepted tpm-version');
    assert.equal(await of({ endorsementKey: null, offlineDeviceId: null }), 'accepted tpm-key-missing');
    assert.equal(await of({ manufacturer: 'QEMU', model: 'Standard PC' }), 'accepted virtual-machine');
  });

  it('must have TPM 2.0 where it is to be shared', async () => {
    const shared = ',Group Tag';
    const tag = 'Microsoft365Managed_Standard-Shared';
    assert.equal(await verdict(`5CJ1280EK7,,${hp},${tag}`, shared), 'accepted');
    const none = hashText({ tpm: null, endorsementKey: null });
    assert.equal(await verdict(`PF0TEST1,,${none},${tag}`, shared), 'rejected no-tpm shared-needs-tpm');
    assert.deepEqual(brief(await read(`${captions}\nPF0TEST1,,${none}\n`, { sharedMode: true })), [
      '2 PF0TEST1 rejected no-tpm shared-needs-tpm',
    ]);
  });

  it('is dated', async () => {
    assert.equal(await of({ capturedAt: now + 30 * 86_400_000 }), 'accepted captured-in-future');
    assert.equal(await of({ capturedAt: now - 1000 * 86_400_000 }), 'accepted captured-long-ago');
    assert.equal(await of({ osType: 1 }), 'accepted captured-outside-windows');
  });
});

describe('group tag and assigned user columns', () => {
  const judge = (tag: string, user = '') => verdict(`5CJ1280EK7,,${hp},"${tag}",${user}`, ',Group Tag,Assigned User');

  it('are held against the policy', async () => {
    assert.equal(await judge('Microsoft365Managed_SensitiveData'), 'accepted');
    assert.equal(await judge('SALES'), 'accepted group-tag-other');
    assert.equal(await judge('microsoft365managed_standard'), 'accepted group-tag-spelling');
    assert.equal(await judge('Microsoft365Managed_PowerUser-Shared'), 'rejected group-tag-refused');
    assert.equal(await judge('microsoft365managed_poweruser-SHARED'), 'rejected group-tag-refused');
    assert.equal(
      await judge('Microsoft365Managed_Standard Microsoft365Managed_PowerUser'),
      'rejected group-tag-refused',
    );
    assert.equal(await judge('Sales, EMEA'), 'accepted group-tag-invalid');
    assert.equal(await judge('T'.repeat(513)), 'accepted group-tag-invalid');
  });

  it('name users by their sign-in name', async () => {
    assert.equal(await judge('', 'ada@contoso.com'), 'accepted');
    assert.equal(await judge('', 'Ada Lovelace'), 'accepted assigned-user-malformed');
  });
});

describe('rows that describe the same device', () => {
  const of = async (...lines: string[]) => brief(await read(`${captions}\n${lines.join('\n')}\n`));
  const device = (fields: Parameters<typeof hashText>[0]) => `${fields?.serialNumber},,${hashText(fields)}`;

  it('are kept once', async () => {
    const again = device({ serialNumber: 'PF0TEST1', capturedAt: now - 86_400_000 });
    assert.deepEqual(await of(device({ serialNumber: 'PF0TEST1' }), again, again), [
      '2 PF0TEST1 accepted',
      '3 PF0TEST1 rejected duplicate-device',
      '4 PF0TEST1 rejected duplicate-device',
    ]);
  });

  it('are kept from the first row that can be registered', async () => {
    assert.deepEqual(await of(`OTHER001,,${hp}`, `5CJ1280EK7,,${hp}`, `5CJ1280EK7,,${hp}`), [
      '2 5CJ1280EK7 rejected serial-mismatch',
      '3 5CJ1280EK7 accepted',
      '4 5CJ1280EK7 rejected duplicate-row',
    ]);
  });

  it('are rejected, all of them, where a TPM or UUID has two serial numbers', async () => {
    const smbiosUuid = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    assert.deepEqual(
      await of(
        device({ serialNumber: 'CLONE001', smbiosUuid }),
        `5CJ1280EK7,,${hp}`,
        device({ serialNumber: 'CLONE002', smbiosUuid }),
        device({ serialNumber: 'CLONE003', smbiosUuid }),
      ),
      [
        '2 CLONE001 rejected cloned-identity',
        '3 5CJ1280EK7 accepted',
        '4 CLONE002 rejected cloned-identity',
        '5 CLONE003 rejected cloned-identity',
      ],
    );
    const endorsementKey = Buffer.alloc(256, 5);
    const clones = await of(
      device({ serialNumber: 'CLONE001', endorsementKey }),
      device({ serialNumber: 'CLONE002', endorsementKey }),
    );
    assert.deepEqual(clones, ['2 CLONE001 rejected cloned-identity', '3 CLONE002 rejected cloned-identity']);
  });

  it('may share a UUID that nobody set', async () => {
    const smbiosUuid = Buffer.from('00020003000400050006000700080009', 'hex');
    assert.deepEqual(
      await of(device({ serialNumber: 'PF0TEST1', smbiosUuid }), device({ serialNumber: 'PF0TEST2', smbiosUuid })),
      ['2 PF0TEST1 accepted', '3 PF0TEST2 accepted'],
    );
  });

  it('are two machines where neither TPM nor UUID is the same', async () => {
    const other = device({
      serialNumber: 'PF0TEST1',
      smbiosUuid: Buffer.alloc(16, 9).fill(1, 8),
      endorsementKey: Buffer.alloc(256, 9),
    });
    assert.deepEqual(await of(device({ serialNumber: 'PF0TEST1' }), other), [
      '2 PF0TEST1 rejected serial-shared',
      '3 PF0TEST1 rejected serial-shared',
    ]);
  });

  it('may have their hashes swapped, two or more of them', async () => {
    const [a, b, c] = ['SWAP0001', 'SWAP0002', 'SWAP0003'].map((serialNumber) => hashText({ serialNumber }));
    const report = await read(`${captions}\nSWAP0001,,${b}\nSWAP0002,,${c}\nSWAP0003,,${a}\n5CJ1280EK7,,${hp}\n`);
    assert.deepEqual(brief(report), [
      '2 SWAP0002 rejected hash-swapped',
      '3 SWAP0003 rejected hash-swapped',
      '4 SWAP0001 rejected hash-swapped',
      '5 5CJ1280EK7 accepted',
    ]);
    assert.match(report.rows[0]?.findings[0]?.message ?? '', /line 3/);
  });
});

describe('rejected rows', () => {
  it('carry what the file said in them where that is asked for', async () => {
    const text = `${captions},Group Tag,Assigned User\nOTHER001,,${hp},North,ada@contoso.com\nPF0NONE1,,,South,\n030603247614,,${surface},,\n`;
    const kept = await read(text, { keepRejected: true });
    assert.deepEqual(
      kept.rows.map(({ given }) => given),
      [
        {
          serialNumber: 'OTHER001',
          productId: '',
          hardwareHash: hp,
          groupTag: 'North',
          assignedUser: 'ada@contoso.com',
        },
        { serialNumber: 'PF0NONE1', productId: '', hardwareHash: '', groupTag: 'South', assignedUser: '' },
        undefined,
      ],
    );
    assert.ok((await read(text)).rows.every(({ given }) => given === undefined));
  });

  it('carry it too where only a later row was their undoing', async () => {
    const smbiosUuid = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    const clones = ['CLONE001', 'CLONE002'].map((serialNumber) => ({
      serialNumber,
      hash: hashText({ serialNumber, smbiosUuid }),
    }));
    const text = `${captions}\n${clones.map(({ serialNumber, hash }) => `${serialNumber},,${hash}`).join('\n')}\n`;
    const report = await read(text, { keepRejected: true });
    assert.deepEqual(
      report.rows.map(({ given }) => given?.hardwareHash),
      clones.map(({ hash }) => hash),
    );
  });
});

describe('devices that can be registered', () => {
  it('say whether they can be shared', async () => {
    const report = await read(`${captions}\n5CJ1280EK7,,${hp}\nVMware-56 4d aa bb,,${vmware}\n`);
    assert.deepEqual(
      report.rows.map(({ device }) => device?.sharingObstacle),
      [undefined, 'is a virtual machine'],
    );
  });
});
