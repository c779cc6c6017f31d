import assert from 'node:assert/strict';
import { startSandbox, type TestSandbox, values } from '../support.ts';

const path = '/beta/deviceManagement/managedDevices';
const minute = 60_000;
const hour = 60 * minute;
const serial = 'AAA1111';
const wanted = 'MMD-12345678901';

describe('setDeviceName', () => {
  let tenant: TestSandbox;
  let one: string;
  let before: string;
  beforeEach(() => start());
  afterEach(() => tenant.close());

  async function start(options: Parameters<typeof startSandbox>[0] = {}): Promise<void> {
    await tenant?.close();
    tenant = await startSandbox(options);
    await tenant.registered(serial);
    const managed = tenant.sandbox.tenant.signIn(serial);
    one = `${path}/${managed.id}`;
    before = managed.deviceName;
  }
  const act = () => tenant.sandbox.tenant;
  const pass = (milliseconds: number) => tenant.sandbox.clock.advance(milliseconds);
  const order = async (deviceName: string) => tenant.post(`${one}/setDeviceName`, { deviceName });
  const device = async () => (await tenant.get(one)).body;
  /** Name in Intune, and name and state of each action. */
  const shown = async () => {
    const { deviceName, deviceActionResults } = await device();
    const actions = Object.values(deviceActionResults ?? {});
    return [deviceName, ...actions.map(({ actionName, actionState }) => `${actionName} ${actionState}`)];
  };
  const queued = () => act().overview().devices[0]?.intune?.queuedName;

  it('only queues: heard at the next check-in, taken at the next restart, told at the check-in after it', async () => {
    assert.equal((await order(wanted)).status, 204);
    assert.deepEqual(await shown(), [before, 'setDeviceName pending']);
    pass(8 * hour - 1);
    assert.deepEqual(await shown(), [before, 'setDeviceName pending']);
    pass(1);
    assert.deepEqual(await shown(), [before, 'setDeviceName done']);
    assert.equal(queued(), wanted);
    pass(24 * hour);
    assert.equal((await device())['deviceName'], before);
    pass(minute);
    assert.deepEqual(await shown(), [wanted, 'setDeviceName done']);
    assert.equal(queued(), undefined);
    const entra = await tenant.get(`/v1.0/devices(deviceId='${String((await device())['azureADDeviceId'])}')`);
    assert.equal(entra.body['displayName'], wanted);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('is refused for names Windows does not take, and does not exist in v1.0', async () => {
    for (const deviceName of ['', '123456', 'has space', 'longer-than-fifteen']) {
      assert.equal((await order(deviceName)).status, 400, deviceName);
    }
    const v1 = `${one.replace('beta', 'v1.0')}/setDeviceName`;
    assert.equal((await tenant.post(v1, { deviceName: wanted })).status, 400);
    assert.deepEqual(await shown(), [before]);
  });

  it('takes effect sooner when the device is asked to check in and somebody restarts it', async () => {
    await order(wanted);
    act().restart(serial);
    await tenant.post(`${one}/syncDevice`);
    pass(minute);
    assert.deepEqual(await shown(), [before, 'setDeviceName done']);
    act().restart(serial);
    assert.equal((await device())['deviceName'], before);
    pass(minute);
    assert.equal((await device())['deviceName'], wanted);
  });

  it('takes minutes where everything is quick', async () => {
    await start({ latencies: 'quick' });
    await order(wanted);
    pass(minute);
    assert.deepEqual(await shown(), [before, 'setDeviceName done']);
    pass(5 * minute);
    assert.equal((await device())['deviceName'], wanted);
  });

  it('is not heard by a quiet device until it comes back', async () => {
    act().goQuiet(serial);
    await order(wanted);
    pass(100 * hour);
    act().restart(serial);
    pass(hour);
    assert.deepEqual(await shown(), [before, 'setDeviceName pending']);
    act().comeBack(serial);
    assert.deepEqual(await shown(), [before, 'setDeviceName done']);
    act().restart(serial);
    pass(minute);
    assert.equal((await device())['deviceName'], wanted);
  });

  it('replaces an order that waits: one entry, the newest name', async () => {
    await order('MMD-1');
    pass(hour);
    await order('MMD-2');
    const [action, ...more] = Object.values((await device())['deviceActionResults'] ?? {});
    assert.deepEqual([action?.['actionState'], more], ['pending', []]);
    assert.equal(Date.parse(String(action?.['startDateTime'])), tenant.sandbox.clock.now());
    pass(7 * hour);
    await order('MMD-3');
    assert.deepEqual(await shown(), [before, 'setDeviceName pending']);
    pass(8 * hour);
    assert.equal(queued(), 'MMD-3');
    // The restart that was coming for MMD-2 serves it.
    pass(16 * hour + minute);
    assert.deepEqual(await shown(), ['MMD-3', 'setDeviceName done']);
    pass(24 * hour);
    assert.equal((await device())['deviceName'], 'MMD-3');
  });

  it('loses against a user who renames the device by hand afterwards, unless it is still pending', async () => {
    await order(wanted);
    pass(8 * hour);
    act().rename(serial);
    assert.match(String((await device())['deviceName']), /^LAPTOP-[0-9A-F]{6}$/);
    pass(48 * hour);
    assert.match(String((await device())['deviceName']), /^LAPTOP-/);
    await order(wanted);
    act().rename(serial, 'MINE');
    assert.deepEqual(await shown(), ['MINE', 'setDeviceName done']);
    pass(24 * hour + minute);
    assert.equal((await device())['deviceName'], wanted);
    assert.throws(() => act().rename(serial, 'not a name'), /Windows does not take/);
  });

  it('fails on hybrid joined devices at their next check-in', async () => {
    act().joinHybrid(serial);
    const { joinType, azureADDeviceId } = await device();
    assert.equal(joinType, 'hybridAzureADJoined');
    const entra = await tenant.get(`/v1.0/devices(deviceId='${String(azureADDeviceId)}')`);
    assert.equal(entra.body['trustType'], 'ServerAd');
    assert.equal((await order(wanted)).status, 204);
    pass(8 * hour);
    assert.deepEqual(await shown(), [before, 'setDeviceName failed']);
    pass(48 * hour);
    assert.equal((await device())['deviceName'], before);
    assert.deepEqual(tenant.sandbox.violations(), []);
  });

  it('is refused on hybrid joined devices where the tenant is made so', async () => {
    await start({ hybridRename: 'refused' });
    assert.equal((await order('MMD-1')).status, 204);
    act().joinHybrid(serial);
    const refused = await order(wanted);
    assert.deepEqual([refused.status, refused.body['error']?.['code']], [400, 'BadRequest']);
    assert.equal(Object.keys((await device())['deviceActionResults'] ?? {}).length, 1);
  });

  it('is refused, or fails, for single devices until names are allowed again', async () => {
    act().refuseNames(serial, { status: 403, code: 'Forbidden', message: 'Not this one' });
    const refused = await order(wanted);
    assert.deepEqual([refused.status, refused.body['error']?.['code']], [403, 'Forbidden']);
    assert.match(String(refused.body['error']?.['message']), /Not this one/);
    act().allowNames(serial);
    act().failNames(serial.toLowerCase());
    assert.equal((await order(wanted)).status, 204);
    pass(8 * hour);
    assert.deepEqual(await shown(), [before, 'setDeviceName failed']);
    act().allowNames(serial);
    await order(wanted);
    pass(8 * hour);
    assert.deepEqual(await shown(), [before, 'setDeviceName done']);
  });

  it('shows its result on the device itself, in lists only where the tenant is made so', async () => {
    await order(wanted);
    const listed = async () => values(await tenant.get(path))[0]?.['deviceActionResults'];
    assert.deepEqual(await listed(), []);
    await start({ listedActions: true });
    await order(wanted);
    assert.equal((await listed())?.['0']?.['actionState'], 'pending');
  });

  it('counts as a write to managed devices: 200 in 20 seconds', async () => {
    const answers = await Promise.all(Array.from({ length: 201 }, () => order(wanted)));
    assert.deepEqual(
      [204, 429].map((status) => answers.filter((answer) => answer.status === status).length),
      [200, 1],
    );
    assert.equal(
      tenant.sandbox.log.counters().byRoute[`POST beta ${path.replace('/beta', '')}/{managedDevice-id}/setDeviceName`],
      201,
    );
  });
});

describe('names in a tenant', () => {
  it('of hybrid joined devices are Windows’ own', async () => {
    const tenant = await startSandbox();
    await tenant.registered(serial);
    tenant.sandbox.tenant.joinHybrid(serial);
    assert.match(tenant.sandbox.tenant.signIn(serial).deviceName, /^DESKTOP-/);
    await tenant.close();
  });

  it('are off the convention in as many devices of the fleet as asked for, spread evenly', async () => {
    const tenant = await startSandbox({ fleet: 50, renamedInFleet: 5 });
    const off = values(await tenant.get(path)).flatMap(({ deviceName, serialNumber }) =>
      /^MMD-\d{11}$/.test(String(deviceName)) ? [] : [`${serialNumber} ${deviceName}`],
    );
    assert.equal(off.length, 5);
    for (const [index, each] of off.entries()) {
      assert.match(each, new RegExp(`^FLT0000${index + 1}0 LAPTOP-[0-9A-F]{6}$`));
    }
    await tenant.close();
    await assert.rejects(startSandbox({ fleet: 1, renamedInFleet: 2 }), RangeError);
  });
});
