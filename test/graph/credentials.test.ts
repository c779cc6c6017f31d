import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import type { GraphCredential } from '../../src/graph/credentials.ts';

const certificate = new URL('../fixtures/tls/localhost.crt', import.meta.url).pathname;
const key = new URL('../fixtures/tls/localhost.key', import.meta.url).pathname;
const program = new URL('../support/readGroupsWithCredential.ts', import.meta.url).pathname;

describe('Graph credentials', () => {
  let sandbox: Sandbox;
  let signIn: Server;
  let authorityHost: string;
  let folder: string;

  before(async () => {
    sandbox = await createSandbox();
    signIn = httpsInFrontOf(sandbox.origin);
    await new Promise<void>((resolve) => signIn.listen(0, '127.0.0.1', resolve));
    authorityHost = `https://localhost:${(signIn.address() as AddressInfo).port}`;
    folder = mkdtempSync(join(tmpdir(), 'preflight-credentials-'));
  });
  after(async () => {
    signIn.close();
    signIn.closeAllConnections();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The sandbox speaks http; Entra's libraries insist on https. */
  function httpsInFrontOf(origin: string): Server {
    return createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (incoming, outgoing) => {
      const headers = { ...incoming.headers, 'x-forwarded-proto': 'https' };
      const onward = request(`${origin}${incoming.url}`, { method: incoming.method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(onward);
    });
  }

  async function readGroups(credential: GraphCredential): Promise<string> {
    const { IDENTITY_ENDPOINT: _endpoint, IDENTITY_HEADER: _header, ...env } = process.env;
    const identity = {
      IDENTITY_ENDPOINT: `${sandbox.origin}/msi/token`,
      IDENTITY_HEADER: sandbox.credentials.identitySecret,
    };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [program, JSON.stringify({ credential, origin: sandbox.origin })],
      { env: { ...env, NODE_EXTRA_CA_CERTS: certificate, ...(credential.kind === 'managedIdentity' ? identity : {}) } },
    );
    return stdout;
  }

  const application = () => ({
    tenantId: sandbox.credentials.tenantId,
    clientId: sandbox.credentials.clientId,
    authorityHost,
  });

  it('signs in with a client secret', async () => {
    const { clientSecret } = sandbox.credentials;
    assert.equal(await readGroups({ kind: 'clientSecret', ...application(), clientSecret }), '1 found');
  });

  it('says what Entra said about a wrong secret', async () => {
    assert.match(await readGroups({ kind: 'clientSecret', ...application(), clientSecret: 'wrong' }), /AADSTS7000215/);
  });

  it('signs in with a certificate', async () => {
    const certificatePath = join(folder, 'application.pem');
    writeFileSync(certificatePath, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
    assert.equal(await readGroups({ kind: 'clientCertificate', ...application(), certificatePath }), '1 found');
  });

  it('signs in with the managed identity of its host', async () => {
    assert.equal(await readGroups({ kind: 'managedIdentity' }), '1 found');
  });
});
