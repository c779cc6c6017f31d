import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../../../sandbox/children/childEnvironment.ts';
import { freePort } from '../../../sandbox/children/freePort.ts';
import { pathOf } from '../../../sandbox/children/startChild.ts';
import { createSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { presetTenantId } from '../../../sandbox/tenant/preset.ts';
import { type FakeConnector, startConnector } from '../../bot/support/fakeConnector.ts';
import { type IdentityProvider, startIdentityProvider } from '../../bot/support/identityProvider.ts';

/** The application id of the bot on this stage. */
export const appId = '99990000-0000-4000-8000-000000000000';

/** Memory of the product after its garbage was collected, in bytes. */
export interface Memory {
  heapUsed: number;
  rss: number;
  external: number;
}

/** The product in a process of its own, with the flags it has in production and callers who must prove who they are, between stand-ins of Microsoft. */
export interface Stage {
  port: number;
  sandbox: Sandbox;
  provider: IdentityProvider;
  connector: FakeConnector;
  /** Set when the process ended. */
  ended(): string | undefined;
  memory(): Promise<Memory>;
  /** An activity of somebody who may write to the bot, as Teams sends it. */
  activity(text: string): string;
  /** A body with one notification that is believed. */
  notification(): string;
  /** The product's log, one JSON line each. */
  log(): readonly string[];
  close(): Promise<void>;
}

const startWithin = 60_000;

/** Starts it; resolves when the product is ready and subscribed to its groups. */
export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-hostile-'));
  const identitySecret = 'stage';
  const sandbox = await createSandbox({ identitySecret, throttling: false });
  const connector = await startConnector();
  const provider = await startIdentityProvider(appId, `${connector.origin}/`);
  const port = await freePort();
  const child = fork(pathOf('../../../sandbox/production.ts', import.meta.url), {
    execArgv: [
      '--max-semi-space-size=4',
      '--max-old-space-size=192',
      '--import',
      new URL('./reportMemory.ts', import.meta.url).href,
    ],
    env: childEnvironment({
      NODE_ENV: 'production',
      PORT: String(port),
      PREFLIGHT_HOST: '127.0.0.1',
      PREFLIGHT_DATA: folder,
      PREFLIGHT_TENANT_ID: presetTenantId,
      PREFLIGHT_PUBLIC_URL: `http://127.0.0.1:${port}`,
      GRAPH_ORIGIN: sandbox.origin,
      IDENTITY_ENDPOINT: `${sandbox.origin}/msi/token`,
      IDENTITY_HEADER: identitySecret,
      BOT_APP_ID: appId,
      BOT_OPENID_METADATA: provider.openIdMetadataUrl,
    }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  for (const output of [child.stdout, child.stderr])
    output?.on('data', (chunk: Buffer) => lines.push(...chunk.toString('utf8').split('\n').filter(Boolean)));
  let end: string | undefined;
  child.once('exit', (code, signal) => {
    end = signal ?? `exit code ${code}`;
  });
  const stage: Stage = {
    port,
    sandbox,
    provider,
    connector,
    ended: () => end,
    async memory() {
      const answer = once(child, 'message');
      child.send('memory');
      const [memory] = (await answer) as [Memory];
      return memory;
    },
    activity: (text) => JSON.stringify(goodActivity(connector.origin, sandbox, text)),
    notification: () => JSON.stringify({ value: [goodNotification(sandbox)] }),
    log: () => lines,
    async close() {
      if (end === undefined) {
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }
      await Promise.all([sandbox.close(), connector.close(), provider.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await untilReady(stage);
  } catch (error) {
    await stage.close();
    throw error;
  }
  return stage;
}

async function untilReady(stage: Stage): Promise<void> {
  const late = Date.now() + startWithin;
  while (Date.now() < late && stage.ended() === undefined) {
    const answer = await fetch(`http://127.0.0.1:${stage.port}/readyz`).catch(() => undefined);
    if (answer?.status === 200 && stage.sandbox.notifications.subscriptions().length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(
    `The product did not come up (${stage.ended() ?? 'no answer'}):\n${stage.log().slice(-12).join('\n')}`,
  );
}

function goodActivity(origin: string, sandbox: Sandbox, text: string) {
  const [user] = sandbox.tenant.world().users.values();
  const id = user?.id ?? '';
  return {
    type: 'message',
    id: 'incoming-1',
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl: `${origin}/`,
    from: { id: `29:${id}`, name: 'Somebody', aadObjectId: id },
    recipient: { id: `28:${appId}`, name: 'Preflight' },
    conversation: { conversationType: 'personal', id: 'a:personal-chat', tenantId: presetTenantId },
    channelData: { tenant: { id: presetTenantId } },
    locale: 'en-GB',
    text,
  };
}

function goodNotification(sandbox: Sandbox) {
  const [subscription] = sandbox.notifications.subscriptions();
  const group = subscription?.target.id;
  return {
    subscriptionId: subscription?.id,
    clientState: subscription?.clientState,
    tenantId: presetTenantId,
    changeType: 'updated',
    resource: `Groups/${group}`,
    resourceData: { id: group, 'members@delta': [{ id: 'bbbbbbbb-0000-4000-8000-000000000001' }] },
  };
}
