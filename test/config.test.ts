import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from '../src/config.ts';

const tenant = '11111111-2222-4333-8444-555555555555';
const production = { PREFLIGHT_TENANT_ID: tenant, BOT_APP_ID: tenant, BOT_APP_SECRET: 's' };
const sandbox = {
  PREFLIGHT_TENANT_ID: tenant,
  PREFLIGHT_HOST: '127.0.0.1',
  PREFLIGHT_BOT_AUTHENTICATION: 'dangerously-anonymous',
  GRAPH_ORIGIN: 'http://127.0.0.1:1',
  PREFLIGHT_SANDBOX: 'http://127.0.0.1:1',
};

function problems(variables: Record<string, string>, startedBy?: 'sandbox'): string[] {
  try {
    readConfig(variables, startedBy);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return [...error.problems];
  }
  return [];
}

describe('configuration', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-config-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('reads a production environment', () => {
    const config = readConfig(production);
    assert.equal(config.port, 3978);
    assert.equal(config.bot.kind, 'entra');
    assert.deepEqual(config.graph.credential, { kind: 'managedIdentity', clientId: undefined });
    assert.ok(Object.isFrozen(config));
  });

  it('reads the sandbox', () => {
    assert.equal(readConfig(sandbox, 'sandbox').bot.kind, 'anonymous');
  });

  it('reads where Graph reaches the listener and who may call it', () => {
    const { notifications } = readConfig({
      ...production,
      PREFLIGHT_PUBLIC_URL: 'https://preflight.contoso.com/',
      PREFLIGHT_NOTIFICATION_SOURCES: '20.20.32.0/19, 2001:db8::/32,127.0.0.1',
      PREFLIGHT_PROXIES: '1',
    });
    assert.deepEqual(notifications, {
      publicUrl: 'https://preflight.contoso.com',
      sources: ['20.20.32.0/19', '2001:db8::/32', '127.0.0.1'],
      perSecond: 2_000,
      proxies: 1,
    });
    assert.equal(readConfig(production).notifications.publicUrl, undefined);
    const spelt = readConfig({ ...production, PREFLIGHT_PUBLIC_URL: 'https://Preflight.Contoso.com:443/A/' });
    assert.equal(spelt.notifications.publicUrl, 'https://preflight.contoso.com/A');
    const local = 'http://127.0.0.1:3978';
    assert.equal(readConfig({ ...sandbox, PREFLIGHT_PUBLIC_URL: local }, 'sandbox').notifications.publicUrl, local);
  });

  it('refuses a listener that Graph does not call, and sources that are none', () => {
    for (const url of ['http://preflight.contoso.com', 'http://127.0.0.1:1', 'https://a.example/?x=1', 'nowhere'])
      assert.match(problems({ ...production, PREFLIGHT_PUBLIC_URL: url }).join(), /^PREFLIGHT_PUBLIC_URL must/);
    for (const range of ['20.20.32.0/33', 'graph', '::1/129', '1.2.3.4/8/9'])
      assert.match(
        problems({ ...production, PREFLIGHT_NOTIFICATION_SOURCES: range }).join(),
        /^PREFLIGHT_NOTIFICATION_SOURCES names/,
      );
  });

  it('reports every problem at once, each with a remedy', () => {
    const found = problems({
      PORT: 'many',
      LOG_LEVEL: 'loud',
      GRAPH_CLIENT_SECRET: 's',
      PREFLIGHT_POLICY: join(folder, 'none.json'),
    });
    for (const name of [
      'PORT',
      'LOG_LEVEL',
      'PREFLIGHT_TENANT_ID',
      'BOT_APP_ID',
      'GRAPH_CLIENT_ID',
      'PREFLIGHT_POLICY',
    ]) {
      assert.equal(
        found.filter((problem) => problem.startsWith(name)).length,
        1,
        `${name} in ${JSON.stringify(found)}`,
      );
    }
  });

  it('refuses to start without authentication outside the sandbox', () => {
    assert.match(problems({ PREFLIGHT_TENANT_ID: tenant }).join(), /BOT_APP_ID is missing/);
    const { GRAPH_ORIGIN: _origin, ...real } = sandbox;
    for (const variables of [
      real,
      { ...sandbox, PREFLIGHT_HOST: '0.0.0.0' },
      { ...sandbox, PREFLIGHT_HOST: '127.0.0.1.example.com' },
    ])
      assert.match(problems(variables, 'sandbox').join(), /dangerously-anonymous lets everybody/);
  });

  it('refuses in production what is for the sandbox, whatever the rest of the environment says', () => {
    const { PREFLIGHT_BOT_AUTHENTICATION: anonymous, GRAPH_ORIGIN, PREFLIGHT_SANDBOX } = sandbox;
    for (const [variables, name] of [
      [{ PREFLIGHT_SANDBOX }, 'PREFLIGHT_SANDBOX'],
      [{ GRAPH_ORIGIN }, 'GRAPH_ORIGIN'],
      [{ PREFLIGHT_BOT_AUTHENTICATION: anonymous, GRAPH_ORIGIN, PREFLIGHT_HOST: '127.0.0.1' }, 'dangerously-anonymous'],
    ] as const)
      for (const mode of ['production', 'development', undefined])
        assert.match(
          problems({ ...production, ...variables, ...(mode && { NODE_ENV: mode }) }).join(),
          new RegExp(`${name} is for the sandbox and refused in production\\. Remove it`),
        );
    assert.equal(problems(sandbox).length, 3);
  });

  it('refuses an id of zeros, which is nobody’s', () => {
    const nil = '00000000-0000-0000-0000-000000000000';
    for (const name of ['BOT_APP_ID', 'PREFLIGHT_TENANT_ID', 'GRAPH_CLIENT_ID'])
      for (const startedBy of [undefined, 'sandbox'] as const)
        assert.match(problems({ ...production, [name]: nil }, startedBy).join(), new RegExp(`${name}.*nobody's id`));
  });

  it('refuses download hosts that are anybody’s, addresses and names inside a network', () => {
    const hosts = ['*', '*.', '', ' ', '*.com', 'com', '*.co.uk', 'co.uk', '*.github.io', '*.blob.core.windows.net'];
    hosts.push('internal', '*.internal', 'corp.local', '*.corp.local', 'localhost', 'metadata.google.internal');
    hosts.push(
      '127.0.0.1',
      '10.0.0.1',
      '169.254.169.254',
      '0x7f.1',
      '2130706433',
      '127.1',
      '::1',
      '[::1]',
      '*.1.2.3.4',
    );
    hosts.push(
      '*.sharepoint.com.',
      'contoso.sharepoint.com.',
      '**.sharepoint.com',
      'a.*.sharepoint.com',
      '*contoso.com',
    );
    hosts.push('https://contoso.sharepoint.com', 'contoso.sharepoint.com:443', 'contoso.sharepoint.com/x', 'a@b.com');
    hosts.push('contoso .com', '..com', '.contoso.com', 'bücher.de', 'contoso.sharepoint.com;evil.com');
    for (const host of hosts) {
      const found = problems({ ...production, PREFLIGHT_DOWNLOAD_HOSTS: `contoso.sharepoint.com,${host}` });
      assert.match(found.join(), /^PREFLIGHT_DOWNLOAD_HOSTS names .*Name your own hosts/, host);
      assert.equal(found.length, 1, host);
    }
  });

  it('takes whole names and everything below a name that somebody registered as download hosts', () => {
    const list =
      'Contoso.SharePoint.com, contoso-my.sharepoint.com,*.sharepoint.com,*.files.contoso.co.uk,a.github.io,*.a.github.io';
    assert.deepEqual(
      readConfig({ ...production, PREFLIGHT_DOWNLOAD_HOSTS: list }).downloadHosts,
      list.toLowerCase().split(/, ?/),
    );
    assert.deepEqual(readConfig(production).downloadHosts, ['*.sharepoint.com']);
  });

  it('sends Graph requests to no other machine', () => {
    assert.match(
      problems({ ...production, GRAPH_ORIGIN: 'https://graph.example.com' }, 'sandbox').join(),
      /GRAPH_ORIGIN is for the sandbox/,
    );
    assert.match(
      problems({ ...sandbox, PREFLIGHT_SANDBOX: 'http://10.0.0.1' }, 'sandbox').join(),
      /PREFLIGHT_SANDBOX is for the sandbox/,
    );
  });

  it('treats empty values as absent', () => {
    assert.equal(readConfig({ ...production, PORT: '', GRAPH_ORIGIN: '' }).port, 3978);
  });

  it('chooses the Graph credential by what is given', () => {
    const secret = readConfig({ ...production, GRAPH_CLIENT_ID: tenant, GRAPH_CLIENT_SECRET: 'x' }).graph.credential;
    assert.equal(secret.kind, 'clientSecret');
    const path = join(folder, 'certificate.pem');
    writeFileSync(path, 'pem');
    const certificate = readConfig({ ...production, GRAPH_CLIENT_ID: tenant, GRAPH_CLIENT_CERTIFICATE_PATH: path })
      .graph.credential;
    assert.equal(certificate.kind, 'clientCertificate');
  });

  describe('policy file', () => {
    const policy = (json: unknown) => {
      const path = join(folder, 'policy.json');
      writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json));
      return { ...production, PREFLIGHT_POLICY: path };
    };

    it('replaces what it sets and nothing else', () => {
      const config = readConfig(
        policy({
          inactiveAfter: 1_000,
          shipReminderAfter: 2_000,
          import: { chunk: 50 },
          stuckAfter: { removal: 2_000 },
        }),
      );
      assert.equal(config.policy.inactiveAfter, 1_000);
      assert.equal(config.policy.shipReminderAfter, 2_000);
      assert.equal(config.policy.import.chunk, 50);
      assert.deepEqual([config.policy.stuckAfter.removal, config.policy.stuckAfter.accepted], [2_000, 3_600_000]);
      assert.equal(config.policy.import.grace, 15 * 60_000);
      assert.equal(config.policy.profiles.length, 3);
    });

    const bad: [json: unknown, expected: RegExp][] = [
      ['{', /not JSON/],
      [{ inactiveAftr: 1 }, /inactiveAftr/],
      [{ restingLook: -1 }, /restingLook/],
      [{ profiles: [] }, /profiles/],
      [
        {
          deployment: {
            groups: [{ name: 'A', group: 'A', share: 50, largeShare: 100 }],
            threshold: 1,
            testGroup: { name: 'T', group: 'T' },
          },
        },
        /add up to 50/,
      ],
    ];
    for (const [json, expected] of bad) {
      it(`says what is wrong with ${JSON.stringify(json).slice(0, 40)}`, () =>
        assert.match(problems(policy(json)).join(), expected));
    }
  });
});
