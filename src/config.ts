import { readFileSync } from 'node:fs';
import { z } from 'zod/v4';
import { everyTenants, readDownloadHosts } from './downloadHosts.ts';
import type { GraphCredential } from './graph/credentials.ts';
import { isLoopback } from './isLoopback.ts';
import { type NotificationConfig, readNotificationConfig } from './notificationConfig.ts';
import { readPolicy } from './readPolicy.ts';
import { readServiceUrlHosts } from './readServiceUrlHosts.ts';
import { defaultLimits, type IntakeLimits } from './registration/intake/limits.ts';
import { defaultPolicy } from './registration/policy/defaultPolicy.ts';
import type { Policy } from './registration/policy/policy.ts';
import { checkSandbox, type StartedBy } from './sandboxSettings.ts';

/** How callers of the bot prove who they are. */
export type BotAuthenticationConfig =
  | { kind: 'anonymous' }
  | {
      kind: 'entra';
      appId: string;
      tenantId: string;
      credential:
        | { secret: string }
        | { certificate: { thumbprint: string; privateKey: string } }
        | { managedIdentity: true };
      /** Where the keys of the Bot Framework are, in the sandbox; the real ones' place when absent. */
      cloud?: { openIdMetadataUrl: string } | undefined;
    };

/** Everything the environment decides, read once. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Folder for the SQLite file. */
  readonly dataFolder: string;
  readonly tenantId: string;
  readonly bot: BotAuthenticationConfig;
  /** `longestPause` in milliseconds. */
  readonly graph: { credential: GraphCredential; origin: string | undefined; longestPause: number };
  readonly policy: Policy;
  readonly downloadHosts: readonly string[];
  /** Hosts that the Bot connector of Teams may be on. */
  readonly serviceUrlHosts: readonly string[];
  /** The sandbox's origin; files may be downloaded from it without https. */
  readonly sandboxOrigin: string | undefined;
  readonly limits: IntakeLimits;
  readonly notifications: NotificationConfig;
  readonly logLevel: string;
}

/** The environment is not usable: every problem, each with its remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`Preflight cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const nil = '00000000-0000-0000-0000-000000000000';
const guid = (name: string) =>
  z
    .guid(`${name} must be a GUID like 11112222-3333-4444-5555-666677778888; find it in the Entra admin center.`)
    .refine((id) => id !== nil, `${name} is ${nil}, which is nobody's id. Find yours in the Entra admin center.`);
const whole = (name: string, least: number, most: number, unit: string) =>
  z.coerce
    .number(`${name} must be a number of ${unit}.`)
    .int(`${name} must be a whole number of ${unit}.`)
    .min(least, `${name} must be at least ${least}.`)
    .max(most, `${name} must be at most ${most}.`);

const environment = z.object({
  PORT: whole('PORT', 0, 65_535, 'a TCP port').default(3978),
  PREFLIGHT_HOST: z.string().default('0.0.0.0'),
  PREFLIGHT_DATA: z.string().default('data'),
  PREFLIGHT_TENANT_ID: guid('PREFLIGHT_TENANT_ID (the Entra tenant Preflight serves)'),
  PREFLIGHT_BOT_AUTHENTICATION: z
    .enum(['entra', 'dangerously-anonymous'], 'PREFLIGHT_BOT_AUTHENTICATION must be "entra" or left out.')
    .default('entra'),
  BOT_APP_ID: guid('BOT_APP_ID (the application id of the bot)').optional(),
  BOT_APP_SECRET: z.string().optional(),
  BOT_OPENID_METADATA: z.url('BOT_OPENID_METADATA must be an address; it is for the sandbox only.').optional(),
  BOT_CERTIFICATE_PATH: z.string().optional(),
  BOT_CERTIFICATE_THUMBPRINT: z.string().optional(),
  GRAPH_CLIENT_ID: guid('GRAPH_CLIENT_ID (the application id Preflight calls Graph with)').optional(),
  GRAPH_CLIENT_SECRET: z.string().optional(),
  GRAPH_CLIENT_CERTIFICATE_PATH: z.string().optional(),
  GRAPH_AUTHORITY_HOST: z
    .url({ protocol: /^https$/, error: 'GRAPH_AUTHORITY_HOST must be an https address.' })
    .optional(),
  GRAPH_ORIGIN: z.url('GRAPH_ORIGIN must be an address; it is for the sandbox only.').optional(),
  PREFLIGHT_SANDBOX: z.url('PREFLIGHT_SANDBOX must be an address.').optional(),
  GRAPH_LONGEST_PAUSE_MINUTES: whole('GRAPH_LONGEST_PAUSE_MINUTES', 1, 1_440, 'minutes').default(15),
  PREFLIGHT_POLICY: z.string().optional(),
  PREFLIGHT_DOWNLOAD_HOSTS: z.string().default(everyTenants),
  PREFLIGHT_SERVICE_URL_HOSTS: z.string().optional(),
  PREFLIGHT_MAX_FILE_MEGABYTES: whole('PREFLIGHT_MAX_FILE_MEGABYTES', 1, 1_000, 'megabytes').default(20),
  PREFLIGHT_MAX_ROWS: whole('PREFLIGHT_MAX_ROWS', 1, 100_000, 'rows').default(5_000),
  PREFLIGHT_PUBLIC_URL: z.url('PREFLIGHT_PUBLIC_URL must be an address like https://preflight.contoso.com.').optional(),
  PREFLIGHT_NOTIFICATION_SOURCES: z.string().default(''),
  PREFLIGHT_NOTIFICATION_RATE: whole('PREFLIGHT_NOTIFICATION_RATE', 1, 100_000, 'requests a second').default(2_000),
  PREFLIGHT_PROXIES: whole('PREFLIGHT_PROXIES', 0, 10, 'proxies').default(0),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'LOG_LEVEL must be debug, info, warn, error or silent.')
    .default('info'),
});
type Environment = z.output<typeof environment>;

/** Reads the environment. Throws `ConfigError` with every problem at once; empty values count as absent. */
export function readConfig(variables: Record<string, string | undefined>, startedBy: StartedBy = 'production'): Config {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const problems: string[] = [];
  const parsed = environment.safeParse(present);
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => explain(issue)));
  // Problems of single values hide none of the rest: what can be read is looked at further.
  const values = { ...defaultsOf(present), ...parsed.data } as Environment;
  const bot = readBot(values, problems);
  const policy = readPolicyFile(values.PREFLIGHT_POLICY, problems);
  checkSandbox(values, startedBy, problems);
  const downloadHosts = readDownloadHosts(values.PREFLIGHT_DOWNLOAD_HOSTS, problems);
  const notifications = readNotificationConfig(values, problems);
  const credential = readGraphCredential(values, problems);
  const serviceUrlHosts = readServiceUrlHosts(values.PREFLIGHT_SERVICE_URL_HOSTS, problems);
  if (problems.length > 0 || bot === undefined || policy === undefined || credential === undefined)
    throw new ConfigError(problems);
  return Object.freeze<Config>({
    host: values.PREFLIGHT_HOST,
    port: values.PORT,
    dataFolder: values.PREFLIGHT_DATA,
    tenantId: values.PREFLIGHT_TENANT_ID.toLowerCase(),
    bot,
    graph: { credential, origin: values.GRAPH_ORIGIN, longestPause: values.GRAPH_LONGEST_PAUSE_MINUTES * 60_000 },
    policy,
    serviceUrlHosts,
    downloadHosts,
    sandboxOrigin: values.PREFLIGHT_SANDBOX,
    limits: {
      ...defaultLimits,
      bytes: values.PREFLIGHT_MAX_FILE_MEGABYTES * 1024 * 1024,
      rows: values.PREFLIGHT_MAX_ROWS,
    },
    notifications,
    logLevel: values.LOG_LEVEL,
  });
}

/** Values taken as they are, for the checks that look at several of them. */
function defaultsOf(present: Record<string, string | undefined>): Record<string, unknown> {
  return {
    PREFLIGHT_BOT_AUTHENTICATION: 'entra',
    PREFLIGHT_HOST: '0.0.0.0',
    PREFLIGHT_TENANT_ID: '',
    PREFLIGHT_DOWNLOAD_HOSTS: everyTenants,
    ...present,
  };
}

function explain(issue: z.core.$ZodIssue): string {
  const name = issue.path.join('.');
  if (issue.code === 'invalid_type' && !issue.message.startsWith(name))
    return `${name} is missing. Set it in the environment.`;
  return issue.message.startsWith(name) ? issue.message : `${name}: ${issue.message}`;
}

function readBot(values: Environment, problems: string[]): BotAuthenticationConfig | undefined {
  if (values.PREFLIGHT_BOT_AUTHENTICATION === 'dangerously-anonymous') {
    const safe = isLoopback(values.PREFLIGHT_HOST) && values.GRAPH_ORIGIN !== undefined;
    if (!safe) {
      problems.push(
        'PREFLIGHT_BOT_AUTHENTICATION=dangerously-anonymous lets everybody register devices: it is refused except in the sandbox (GRAPH_ORIGIN set) on a loopback PREFLIGHT_HOST. Remove it.',
      );
    }
    return { kind: 'anonymous' };
  }
  if (values.BOT_APP_ID === undefined) {
    problems.push(
      'BOT_APP_ID is missing. Set it to the application id of the bot; without it anybody could talk to the bot.',
    );
    return undefined;
  }
  return {
    kind: 'entra',
    appId: values.BOT_APP_ID,
    tenantId: values.PREFLIGHT_TENANT_ID,
    credential: readBotCredential(values, problems),
    cloud: values.BOT_OPENID_METADATA === undefined ? undefined : { openIdMetadataUrl: values.BOT_OPENID_METADATA },
  };
}

function readBotCredential(
  values: Environment,
  problems: string[],
): Extract<BotAuthenticationConfig, { kind: 'entra' }>['credential'] {
  if (values.BOT_APP_SECRET !== undefined) return { secret: values.BOT_APP_SECRET };
  if (values.BOT_CERTIFICATE_PATH === undefined) return { managedIdentity: true };
  const thumbprint = values.BOT_CERTIFICATE_THUMBPRINT;
  if (thumbprint === undefined)
    problems.push(
      'BOT_CERTIFICATE_THUMBPRINT is missing. It belongs to BOT_CERTIFICATE_PATH: the SHA-1 of the certificate, in hex.',
    );
  const privateKey = readFile('BOT_CERTIFICATE_PATH', values.BOT_CERTIFICATE_PATH, problems);
  return { certificate: { thumbprint: thumbprint ?? '', privateKey: privateKey ?? '' } };
}

function readGraphCredential(values: Environment, problems: string[]): GraphCredential | undefined {
  const {
    GRAPH_CLIENT_ID: clientId,
    GRAPH_CLIENT_SECRET: clientSecret,
    GRAPH_CLIENT_CERTIFICATE_PATH: certificatePath,
  } = values;
  if (clientSecret === undefined && certificatePath === undefined) return { kind: 'managedIdentity', clientId };
  if (clientId === undefined) {
    problems.push('GRAPH_CLIENT_ID is missing. It belongs to GRAPH_CLIENT_SECRET or GRAPH_CLIENT_CERTIFICATE_PATH.');
    return undefined;
  }
  const common = { tenantId: values.PREFLIGHT_TENANT_ID, clientId, authorityHost: values.GRAPH_AUTHORITY_HOST };
  if (certificatePath !== undefined) {
    readFile('GRAPH_CLIENT_CERTIFICATE_PATH', certificatePath, problems);
    return { kind: 'clientCertificate', ...common, certificatePath };
  }
  return { kind: 'clientSecret', ...common, clientSecret: clientSecret ?? '' };
}

function readPolicyFile(path: string | undefined, problems: string[]): Policy | undefined {
  if (path === undefined) return defaultPolicy;
  const text = readFile('PREFLIGHT_POLICY', path, problems);
  if (text === undefined) return undefined;
  const read = readPolicy(text);
  if ('problems' in read) problems.push(...read.problems.map((problem) => `PREFLIGHT_POLICY (${path}): ${problem}`));
  return 'policy' in read ? read.policy : undefined;
}

function readFile(name: string, path: string, problems: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    problems.push(
      `${name} names ${path}, which cannot be read (${error instanceof Error ? error.message : String(error)}). Correct the path.`,
    );
    return undefined;
  }
}
