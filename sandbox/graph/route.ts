import type { Notifications } from '../notifications/notifications.ts';
import type { World } from '../tenant/world.ts';
import type { Answer, GraphFailure, Version } from './answer.ts';

/** One request to Graph, sent alone or in a `$batch`. */
export interface GraphRequest {
  version: Version;
  method: string;
  /** Decoded, without the version, e.g. `/devices/1b3f…`. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Parsed JSON; `undefined` where there is none. */
  body: unknown;
}

/** A request to be answered, with what the log wants to know of it. */
export interface IncomingRequest extends GraphRequest {
  /** Bytes of the body. */
  size: number;
  /** Why the body could not be read, where it could not. */
  unreadable?: GraphFailure | undefined;
  /** Set on items of a `$batch`. */
  batch?: string | undefined;
}

/** A request that has found its route. */
export interface RoutedRequest extends GraphRequest {
  /** Values of the `{names}` in the route's path. */
  parameters: Record<string, string>;
  world: World;
  limits: Limits;
  notifications: Notifications;
  /** Application permissions of whoever asks. */
  granted: readonly string[];
}

/** Sizes the service does not document. */
export interface Limits {
  /** Devices one `import` takes; more are refused with 413. */
  importChunk: number;
  /** Longest page of Intune's lists. */
  intunePage: number;
  /** Page of the directory's lists where the client asks for none. */
  directoryPage: number;
}

/** One operation of Graph. */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As in Microsoft's OpenAPI description, e.g. `/groups/{group-id}/members`. */
  path: string;
  /** Where the operation exists. */
  versions: readonly Version[];
  /** Application permissions of which one is enough. */
  permissions: readonly string[];
  /** Query options the operation understands, beside none. */
  query?: readonly string[];
  /** Throws a `GraphFailure`, or rejects with one, for what Graph refuses. */
  answer(request: RoutedRequest): Answer | Promise<Answer>;
}

/** Operations that v1.0 and beta share. */
export const everywhere: readonly Version[] = ['v1.0', 'beta'];
/** Operations that v1.0 does not have. */
export const betaOnly: readonly Version[] = ['beta'];

/** The value of a `{name}` in the route's path. */
export function parameter(request: RoutedRequest, name: string): string {
  const value = request.parameters[name];
  if (value === undefined) throw new Error(`The route of ${request.path} has no {${name}}.`);
  return value;
}

/** Routes compiled for look-up. */
export interface RouteTable {
  /** The route, or why there is none: the path is unknown in this version, or has no such method. */
  find(
    version: Version,
    method: string,
    path: string,
  ): { route: Route; parameters: Record<string, string> } | 'unknownPath' | 'unknownMethod';
}

/** Compiles routes; of two that match, the one with fewer parameters wins. */
export function routeTable(routes: readonly Route[]): RouteTable {
  const compiled = routes
    .map((route) => ({ route, ...compile(route.path) }))
    .sort((one, other) => one.names.length - other.names.length);
  return {
    find(version, method, path) {
      const matches = compiled.filter(({ route, pattern }) => route.versions.includes(version) && pattern.test(path));
      if (matches.length === 0) return 'unknownPath';
      const match = matches.find(({ route }) => route.method === method);
      if (match === undefined) return 'unknownMethod';
      const values = match.pattern.exec(path)?.slice(1) ?? [];
      return {
        route: match.route,
        parameters: Object.fromEntries(match.names.map((name, index) => [name, values[index] ?? ''])),
      };
    },
  };
}

/** Turns `/devices(deviceId='{deviceId}')` into an expression and the names of what it captures. */
export function compile(path: string): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const source = path.replaceAll(/\{([^}]+)\}|([^{]+)/g, (_, name: string | undefined, literal: string | undefined) => {
    if (name === undefined) return RegExp.escape(literal ?? '');
    names.push(name);
    // A key in parentheses ends at its apostrophe; in a segment of its own an apostrophe is part of a name.
    const isQuoted = path.includes(`'{${name}}'`);
    return isQuoted ? "([^/()']+)" : '([^/()]+)';
  });
  // The service takes functions without their empty parentheses too.
  return { pattern: new RegExp(`^${source.replace(/\\\(\\\)$/, '(?:\\(\\))?')}$`), names };
}
