import type { IncomingMessage } from 'node:http';
import type { Policy } from '../registration/policy/policy.ts';
import type { Clock } from '../registration/ports/clock.ts';
import type { Log } from '../registration/ports/log.ts';
import type { Registration } from '../registration/registration.ts';
import type { Roles } from '../registration/roles.ts';
import type { TokenRefusal } from './callers/bearerToken.ts';
import type { ServiceUrlRule } from './serviceUrls.ts';
import type { LookupAll } from './upload/lookupAll.ts';

/** How the bot proves itself to the connector: one of these. */
export type BotCredential =
  | { secret: string }
  /** The private key is PEM text; the thumbprint is the certificate's SHA-1, hex. */
  | { certificate: { thumbprint: string; privateKey: string } }
  | { managedIdentity: true }
  /** Any other source of access tokens, e.g. a workload identity; called for each request, so it should cache. */
  | { token: (scope: string) => Promise<string> };

/** Endpoints of the Bot Framework; the defaults are those of the public cloud. A sovereign cloud, or a test, sets its own. */
export interface BotCloud {
  /** Where the bot gets its tokens, tenant included. */
  loginUrl: string;
  /** Audience of those tokens, without `/.default`. */
  oauthScope: string;
  /** Issuer of the tokens the connector sends to the bot. */
  tokenIssuer: string;
  /** Where the signing keys of that issuer are found. */
  openIdMetadataUrl: string;
  /** The same for tokens that Entra issues for the bot itself. */
  entraOpenIdMetadataUrl: string;
  /** The Bot Framework token service. */
  oauthUrl: string;
}

/** Who may call the bot, and as whom it calls. */
export type BotAuthentication =
  /** Everybody is believed. Only for the sandbox, on loopback; whoever composes the bot refuses it elsewhere. */
  | { kind: 'anonymous' }
  | {
      kind: 'entra';
      /** Application (client) id of the bot. */
      appId: string;
      /** Tenant of the app registration. */
      tenantId: string;
      credential: BotCredential;
      cloud?: Partial<BotCloud> | undefined;
    };

/** Reads a request's body and hands its text on; `tooLarge` or `tooMany` (all bodies on their way together) when it was not read. Rejects when the connection ends early. */
export type ReadBody = <T>(
  request: IncomingMessage,
  use: (text: string) => Promise<T>,
) => Promise<T | 'tooLarge' | 'tooMany'>;

/** Why the bot refuses a request before it works on it. */
export type RefusedCaller =
  | TokenRefusal
  | 'unknownKey'
  | 'notEndorsed'
  | 'signature'
  | 'keysUnavailable'
  | 'malformedActivity'
  | 'notJson'
  | 'tooLarge'
  | 'tooComplex'
  | 'busy'
  | 'aborted'
  | 'method';

/** How requests of anybody come in. */
export interface BotHttp {
  readBody: ReadBody;
  /** Whether a JSON text is no more complicated than an activity may be; asked before it is parsed. */
  isWithinShape(text: string): boolean;
  countRefusal(reason: RefusedCaller): void;
}

/** Where files may be downloaded from and handed over to, and how much of them. */
export interface DownloadLimits {
  /** Host names, or `*.` and a domain for every host under it: `*.sharepoint.com`. Https and the default port only. */
  allowedHosts: readonly string[];
  /** An origin that is trusted without https, e.g. `http://127.0.0.1:4000`: the sandbox's file host. Must be loopback. */
  insecureLoopbackOrigin?: string | undefined;
  /** Resolves host names; the system's when absent. */
  lookup?: LookupAll | undefined;
  maxBytes: number;
  /** Milliseconds for the whole download, redirects included, or for handing a file over. */
  timeoutMs: number;
}

/** What the bot is made of. */
export interface BotOptions {
  authentication: BotAuthentication;
  http: BotHttp;
  /** Where the connector may be; checked when an activity comes and when what was remembered of it is used. */
  serviceUrls: ServiceUrlRule;
  /** The tenant whose people may use the bot. */
  tenantId: string;
  policy: Policy;
  registration: Registration;
  roles: Roles;
  /** Looks up what `registration.rememberConversation` kept: its `reference`. */
  conversations: { get(conversationId: string): Promise<unknown> };
  clock: Pick<Clock, 'now'>;
  log: Log;
  download: DownloadLimits;
  /** Milliseconds for one request to the connector; 15 s when absent. */
  connectorTimeoutMs?: number | undefined;
  /** A new id, for the reference a person can quote to support. */
  newId(): string;
}

/** What commands and card actions work with. */
export type BotWorld = Pick<BotOptions, 'policy' | 'registration' | 'roles' | 'clock' | 'log' | 'download'>;
