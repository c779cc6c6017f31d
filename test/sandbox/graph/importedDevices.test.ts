import assert from 'node:assert/strict';
import {
  hashOf,
  identities,
  importBody,
  importList,
  importPath,
  row,
  startSandbox,
  type TestSandbox,
  values,
} from '../support.ts';

const second = 1_000;

describe('importedWindowsAutopilotDeviceIdentities', () => {
  let tenant: TestSandbox;
  afterEach(() => tenant.close());

  const states = async (): Promise<string[]> =>
    values(await tenant.get(importList)).map((record) => String(record['state']?.['deviceImportStatus']));
  const errors = async (): Promise<[string, number, string][]> =>
    values(await tenant.get(importList)).map(({ serialNumber, state }) => [
      String(serialNumber),
      Number(state?.['deviceErrorCode']),
      String(state?.['deviceErrorName']),
    ]);

  it('is unknown at first, then pending, then complete with the id of an identity that appears later', async () => {
    tenant = await startSandbox();
    const answer = await tenant.post(importPath, importBody([row('AAA1111')]));
    assert.deepEqual(
      values(answer).map((record) => record['state']),
      [{ deviceImportStatus: 'unknown', deviceRegistrationId: '', deviceErrorCode: 0, deviceErrorName: '' }],
    );
    assert.deepEqual(await states(), ['unknown']);
    tenant.sandbox.clock.advance(100 * second);
    assert.deepEqual(await states(), ['pending']);
    tenant.sandbox.clock.advance(199 * second);
    assert.deepEqual(await states(), ['pending']);
    tenant.sandbox.clock.advance(second);
    assert.deepEqual(await states(), ['complete']);

    const [record] = values(await tenant.get(importList));
    const id = String(record?.['state']?.['deviceRegistrationId']);
    assert.equal((await tenant.get(`${identities}/${id}`)).status, 404);
    tenant.sandbox.clock.advance(30 * second);
    const identity = await tenant.get(`${identities}/${id}`);
    assert.equal(identity.status, 200);
    assert.equal(identity.body['serialNumber'], 'AAA1111');
    assert.equal(identity.body['manufacturer'], 'Dell Inc.');
    assert.equal(identity.body['azureActiveDirectoryDeviceId'], '00000000-0000-0000-0000-000000000000');
    assert.equal(identity.body['managedDeviceId'], '00000000-0000-0000-0000-000000000000');
    assert.equal(identity.body['lastContactedDateTime'], '0001-01-01T00:00:00Z');
    tenant.sandbox.clock.advance(30 * second);
    const linked = await tenant.get(`${identities}/${id}`);
    assert.match(String(linked.body['azureActiveDirectoryDeviceId']), /^(?!0{8}).{36}$/);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('finishes the devices of one import one by one', async () => {
    tenant = await startSandbox();
    await tenant.post(importPath, importBody(Array.from({ length: 40 }, (_, index) => row(`MANY${index}`))));
    tenant.sandbox.clock.advance(270 * second);
    const halfway = new Set(await states());
    assert.deepEqual([...halfway].toSorted(), ['complete', 'pending']);
  });

  it('finds records by import id, whoever else imports', async () => {
    tenant = await startSandbox();
    await tenant.post(importPath, importBody([row('AAA1111'), row('BBB2222', { importId: 'other' })]));
    const found = values(await tenant.get(`${importList}?$filter=importId eq 'other'&$select=serialNumber,state`));
    assert.deepEqual(
      found.map((record) => Object.keys(record)),
      [['serialNumber', 'state']],
    );
    assert.equal(found[0]?.['serialNumber'], 'BBB2222');
    assert.equal((await tenant.get(`${importList}?$filter=serialNumber eq 'AAA1111'`)).status, 400);
  });

  it('can give import ids of its own', async () => {
    tenant = await startSandbox({ echoImportId: false });
    await tenant.post(importPath, importBody([row('AAA1111')]));
    assert.deepEqual(values(await tenant.get(`${importList}?$filter=importId eq 'import-1'`)), []);
    assert.equal(values(await tenant.get(importList)).length, 1);
  });

  it('names what is wrong with a device', async () => {
    tenant = await startSandbox({ manual: true });
    tenant.sandbox.tenant.claimElsewhere('THEIRS1');
    await tenant.registered('MINE111');
    const good = hashOf('CUT1111');
    const broken = `${good.slice(0, 200)}${good[200] === 'A' ? 'B' : 'A'}${good.slice(201)}`;
    await tenant.post(
      importPath,
      importBody([
        row('MINE111', { hardwareIdentifier: hashOf('MINE111', 8) }),
        row('THEIRS1'),
        row('CUT1111', { hardwareIdentifier: good.slice(0, 400) }),
        row('BENT111', { hardwareIdentifier: broken }),
        row('TWICE11'),
        row('TWICE11'),
        row('NAMELES', { hardwareIdentifier: hashOf('') }),
      ]),
    );
    tenant.sandbox.clock.advance(300 * second);
    const found = (await errors()).map((error): typeof error => [
      error[0],
      error[1],
      error[2].replace('Another', 'Other'),
    ]);
    assert.deepEqual(found.slice(1), [
      ['MINE111', 806, 'ZtdDeviceAlreadyAssigned'],
      ['THEIRS1', 808, 'ZtdDeviceAssignedToOtherTenant'],
      ['CUT1111', 802, 'InvalidZtdHardwareHash'],
      ['BENT111', 802, 'InvalidZtdHardwareHash'],
      ['TWICE11', 0, ''],
      ['TWICE11', 0, 'ZtdDeviceDuplicated'],
      ['NAMELES', 802, 'InvalidZtdHardwareHash'],
    ]);
  });

  it('refuses base64 without its padding, with the whole literal in the message', async () => {
    tenant = await startSandbox();
    for (const hardwareIdentifier of [hashOf('AAA1111').slice(0, 3_999), 'no base64 at all']) {
      const answer = await tenant.post(importPath, importBody([row('AAA1111', { hardwareIdentifier })]));
      assert.equal(answer.status, 400);
      assert.equal(
        answer.body['error']?.['message'],
        `Cannot convert the literal '${hardwareIdentifier}' to the expected type 'Edm.Binary'.`,
      );
    }
    assert.deepEqual(values(await tenant.get(importList)), []);
  });

  it('refuses properties it does not have, and too many devices at once', async () => {
    tenant = await startSandbox({ limits: { importChunk: 2 } });
    const misspelt = await tenant.post(importPath, importBody([row('AAA1111', { orderIdentifier: 'x' })]));
    assert.equal(misspelt.status, 400);
    assert.match(String(misspelt.body['error']?.['message']), /'orderIdentifier' does not exist on type/);
    const three = importBody([row('A'), row('B'), row('C')]);
    assert.equal((await tenant.post(importPath, three)).status, 413);
  });

  it('refuses bodies over four megabytes, and such that are no JSON, and logs them', async () => {
    tenant = await startSandbox();
    const big = importBody([row('AAA1111', { groupTag: 'x'.repeat(4 * 1024 * 1024) })]);
    assert.equal((await tenant.post(importPath, big)).status, 413);
    const headers = { authorization: `Bearer ${tenant.token}`, 'content-type': 'application/json' };
    const broken = await fetch(`${tenant.sandbox.origin}${importPath}`, { method: 'POST', headers, body: '{' });
    assert.equal(broken.status, 400);
    assert.deepEqual(tenant.sandbox.log.counters().byStatus, { '400': 1, '413': 1 });
  });

  it('creates, reads and deletes one record; the device it led to stays', async () => {
    tenant = await startSandbox();
    const created = await tenant.post(importList, row('AAA1111'));
    assert.equal(created.status, 201);
    tenant.sandbox.clock.advance(400 * second);
    const path = `${importList}/${String(created.body['id'])}`;
    assert.equal((await tenant.get(path)).body['state']?.['deviceImportStatus'], 'complete');
    assert.equal((await tenant.remove(path)).status, 204);
    assert.equal((await tenant.remove(path)).status, 404);
    assert.equal(values(await tenant.get(identities)).length, 1);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });
});
