import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from '../../sandbox/server.ts';
import { createSandbox } from '../../sandbox/server.ts';
import type { connectGraph } from '../../src/graph/graph.ts';
import type { Clock } from '../../src/registration/ports/clock.ts';
import { withSignal } from '../../src/registration/ports/currentSignal.ts';
import { createHealth, type Health } from '../../src/registration/ports/health.ts';
import { ServiceError, type ServiceErrorKind } from '../../src/registration/ports/serviceError.ts';
import { directoryRoles } from '../../src/registration/roles.ts';
import { bodies, paths } from '../support/answers.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { connectSandbox, ownTime } from '../support/engine.ts';

const minute = 60_000;
const group = 'Modern Workplace Devices-All';
const roleNames = {
  reader: 'Preflight readers',
  registrar: 'Preflight registrars',
  approver: 'Preflight approvers',
  administrator: 'Preflight administrators',
};

describe('what counts as an answer of Microsoft Graph', () => {
  let sandbox: Sandbox;
  let health: Health;
  let graph: ReturnType<typeof connectGraph>;
  let clock: Clock;

  beforeEach(async () => {
    sandbox = await createSandbox({ manual: true, latencies: 'quick', throttling: false });
    clock = ownTime(sandbox.clock);
    health = createHealth(clock);
    graph = connectSandbox(sandbox, { clock, log: capturedLog(), health });
  });
  afterEach(() => sandbox.close());

  const upload = (serialNumbers: string[]): string[] => {
    sandbox.tenant.partnerUpload(
      serialNumbers.map((serialNumber) => ({
        serialNumber,
        manufacturer: 'HP',
        model: 'X',
        groupTag: 'Microsoft365Managed_Standard',
      })),
    );
    sandbox.clock.advance(60 * minute);
    return [...sandbox.tenant.world().autopilot.keys()];
  };
  const requests = (part: string) => sandbox.log.entries().filter(({ url }) => url.includes(part)).length;
  const fails = (kind: ServiceErrorKind, run: () => Promise<unknown>) =>
    assert.rejects(run, (error) => {
      assert.ok(error instanceof ServiceError, String(error));
      assert.equal(error.kind, kind, error.message);
      return true;
    });
  const all = async <T>(pages: AsyncIterable<T[]>) => (await Array.fromAsync(pages)).flat();

  const reads: [string, string, () => Promise<unknown>][] = [
    ['the staging list', paths.staging, () => graph.autopilot.importRecords('x', [])],
    ['the list of Autopilot devices', paths.identities, () => all(graph.autopilot.everyIdentity())],
    ['Autopilot profiles', paths.profiles, () => graph.autopilot.profiles()],
    ['devices of a profile', `${paths.profiles}/*/assignedDevices`, () => all(graph.autopilot.assignedDevices('x'))],
    ['groups by name', '/groups', () => graph.directory.groupIds([group])],
    ['members', '/groups/*/members/**', () => all(graph.directory.members('x'))],
    ['the groups of a person', '/users/*/checkMemberGroups', () => graph.directory.userGroups('x', ['y'])],
    ['users by name', '/users/*', () => graph.directory.usersExist(['a@contoso.com'])],
    ['memberships in a batch', '/devices/*/checkMemberGroups', () => graph.directory.memberships(['x'], ['y'])],
    ['an Autopilot device in a batch', `${paths.identities}/*`, () => graph.autopilot.identities(['x'])],
    ['Entra devices in a batch', '/devices(deviceId=*', () => graph.directory.devices(['x'], [])],
    ['Intune devices', paths.managed, () => all(graph.intune.changedSince(0))],
    ['Intune devices in a batch', paths.managed, () => graph.intune.managedDevicesBySerialNumber(['A1'])],
    ['a whole batch', '/$batch', () => graph.autopilot.identities(['x'])],
    ['changes of groups', '/groups/delta', () => graph.groupWatch.startChanges(['x'])],
    ['subscriptions', '/subscriptions', () => graph.groupWatch.subscriptions()],
  ];
  for (const [name, route, read] of reads) {
    for (const lie of bodies) {
      it(`${name}: 200 and ${lie} is unreadable, not empty`, async () => {
        sandbox.faults.add({ route, lie });
        await fails('unreadable', read);
      });
    }
    it(`${name}: 404 in a proxy's words is unreadable, not absent`, async () => {
      sandbox.faults.add({ route, lie: 'html', status: 404 });
      await fails('unreadable', read);
    });
  }

  it('is asked for a few times: one garbled answer is nobody’s concern', async () => {
    for (const lie of bodies) {
      sandbox.faults.add({ route: '/groups', lie, count: 2 });
      assert.equal((await graph.directory.groupIds([group])).size, 1);
    }
  });

  it('an administrator is not told that they lack the role', async () => {
    const roles = directoryRoles(graph.directory, roleNames, clock);
    const [megan] = [...sandbox.tenant.world().users.values()].filter(({ userPrincipalName }) =>
      /^megan/i.test(userPrincipalName),
    );
    assert.ok(megan !== undefined);
    for (const route of ['/groups', '/users/*/checkMemberGroups']) {
      sandbox.faults.clear();
      sandbox.faults.add({ route, lie: 'object' });
      await fails('unreadable', () => roles.hasNow(megan.id, 'administrator'));
    }
  });

  it('a write whose answer is garbled is unknown, and sent once', async () => {
    for (const lie of bodies) {
      sandbox.faults.clear();
      sandbox.faults.add({ route: '/subscriptions', method: 'POST', lie });
      const request = { groupId: 'x', notificationUrl: 'u', lifecycleNotificationUrl: 'l', clientState: 's' };
      await assert.rejects(
        graph.groupWatch.subscribe({ ...request, expiresAt: sandbox.clock.now() + minute }),
        (error) => error instanceof ServiceError && error.kind === 'unreadable' && error.outcome === 'unknown',
      );
    }
    assert.equal(requests('/subscriptions'), bodies.length);
  });

  const links: [string, string][] = [
    ['its own page', 'self'],
    ['another host', 'https://elsewhere.example/beta/next'],
    ['a host that looks like Graph', 'https://graph.microsoft.com@elsewhere.example/beta/next'],
    ['another port', 'https://graph.microsoft.com:8443/beta/next'],
    ['http', 'http://graph.microsoft.com/beta/next'],
    ['a path', '/beta/next'],
  ];
  for (const [name, nextLink] of links) {
    it(`a list whose next page is at ${name} is unreadable, with few requests`, async () => {
      const [id = ''] = upload(['A1', 'B1']);
      const before = requests(paths.identities);
      sandbox.faults.add({ route: paths.identities, lie: { nextLink } });
      await fails('unreadable', () => all(graph.autopilot.everyIdentity()));
      assert.ok(requests(paths.identities) - before <= 10);
      // What is asked for by itself is known all the same.
      assert.equal((await graph.autopilot.identities([id], 'asked')).get(id) === 'unread', false);
      await clock.sleep(20_000);
      assert.match(health.trouble()?.sentence ?? '', /cannot read \(the list of Autopilot devices\)/);
    });
  }

  it('a list that goes in a circle, or on for ever, is unreadable', async () => {
    upload(['A1']);
    const circle = ['a', 'b', 'c'].map(
      (token) => `https://graph.microsoft.com/beta${paths.identities}?$skiptoken=${token}`,
    );
    let page = 0;
    for (const next of [(n: number) => circle[n % 3] ?? '', (n: number) => `${circle[0]}${n}`]) {
      const liar = createServer((_request, response) => {
        page += 1;
        const value = next === undefined ? [] : [{ id: `row ${page}` }];
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify({ value, '@odata.nextLink': next(page) }));
      });
      await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
      const origin = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
      const lied = connectSandbox(sandbox, { clock, log: capturedLog(), health }, { origin });
      page = 0;
      await fails('unreadable', () => all(lied.directory.members('x')));
      assert.ok(page <= 2_000, `${page} pages`);
      liar.closeAllConnections();
      await new Promise((resolve) => liar.close(resolve));
    }
  });

  it('reading ends when the job is aborted', async () => {
    const stop = new AbortController();
    sandbox.faults.add({ route: paths.identities, delay: 3_600_000 });
    const reading = withSignal(stop.signal, () => all(graph.autopilot.everyIdentity()));
    setTimeout(() => stop.abort(), 20);
    await assert.rejects(reading, (error) => error instanceof ServiceError && error.code === 'aborted');
    assert.equal(health.trouble(), undefined);
  });

  it('100 s of silence are no answer, and an import then is unknown', async () => {
    const slow = connectSandbox(sandbox, { clock, log: capturedLog(), health }, { timeout: 50 });
    sandbox.faults.add({ route: '/**', delay: 3_600_000 });
    await fails('unavailable', () => slow.directory.groupIds([group]));
    await assert.rejects(
      slow.autopilot.importDevices('x', []),
      (error) => error instanceof ServiceError && error.outcome === 'unknown',
    );
  });

  it('one 401 is answered with a new token and is no missing permission; an import is not sent again on its word', async () => {
    sandbox.faults.add({ route: '/groups', status: 401, count: 1 });
    assert.equal((await graph.directory.groupIds([group])).size, 1);
    sandbox.faults.add({ route: paths.import, status: 401, count: 1 });
    const before = requests(paths.import);
    await assert.rejects(graph.autopilot.importDevices('x', []), { status: 401 });
    assert.equal(requests(paths.import), before + 1);
    sandbox.faults.add({ route: '/groups', status: 401 });
    await fails('forbidden', () => graph.interactive.directory.groupIds([group]));
  });

  it('a pause has a ceiling of fifteen minutes, whatever Graph asks for', async () => {
    const asked: [string | number, number, number][] = [
      [999_999, 15 * minute, 15 * minute],
      ['-5', 0, minute],
      ['soon', 0, minute],
      [new Date(Date.now() + 40 * 24 * 60 * minute).toUTCString(), 15 * minute, 15 * minute],
      ['Thu, 01 Jan 1970 00:00:00 GMT', 0, minute],
      ['Infinity', 15 * minute, 15 * minute],
    ];
    for (const [retryAfter, least, most] of asked) {
      const own = connectSandbox(sandbox, {
        clock,
        log: capturedLog(),
        health: createHealth(clock),
      });
      sandbox.faults.add({ route: '/groups', status: 429, retryAfter, count: least === 0 ? 1 : 5 });
      const error = await own.interactive.directory.groupIds([group]).then(
        () => undefined,
        (thrown: ServiceError) => thrown,
      );
      if (least > 0)
        assert.ok((error?.retryAfter ?? 0) >= least && (error?.retryAfter ?? 0) <= most, String(retryAfter));
      sandbox.faults.clear();
    }
  });

  it('spells the physical id in both ways, and asks one by one for what neither shows', async () => {
    const ids = upload(Array.from({ length: 60 }, (_, index) => `S${index}`));
    const found = await graph.autopilot.identities(ids);
    const deviceIds = [...found.values()].flatMap((identity) =>
      identity === 'unread' ? [] : (identity.entraDeviceId ?? []),
    );
    for (const [index, device] of [...sandbox.tenant.world().devices.values()].entries()) {
      const mark = ['[OrderID]', '[OrderId]', '[ORDERID]'][index % 3];
      device.physicalIds = device.physicalIds.map((id) => id.replace(/^\[orderid\]/i, mark ?? ''));
    }
    const devices = await graph.directory.devices(deviceIds, ['Microsoft365Managed_Standard']);
    assert.equal(devices.size, 60);
    assert.ok([...devices.values()].every((device) => device !== 'unread'));
  });

  for (const status of ['unknown', 'notAssigned', 'pending', 'failed', 'somethingNew'] as const) {
    it(`a device in the list of a profile is assigned to it, although its status says ${status}`, async () => {
      const ids = upload(Array.from({ length: 60 }, (_, index) => `S${index}`));
      const name = 'Modern Workplace Autopilot Profile';
      for (const device of sandbox.tenant.world().autopilot.values()) Object.assign(device.assignment, { status });
      const found = await graph.autopilot.assignments(ids, [name]);
      assert.ok([...found.values()].every((each) => each !== 'unread' && each.assigned && each.profile === name));
      assert.equal(found.size, 60);
    });
  }
});
