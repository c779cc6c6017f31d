import { isLoopback } from './isLoopback.ts';

/**
 * Who starts Preflight. What is for the sandbox only is refused in production whatever the environment says: the sandbox has an entry of its
 * own, so that no variable left over in a shell can let everybody in.
 */
export type StartedBy = 'production' | 'sandbox';

/** What of the environment is for the sandbox alone. */
interface SandboxSettings {
  PREFLIGHT_HOST: string;
  PREFLIGHT_BOT_AUTHENTICATION: string;
  GRAPH_ORIGIN?: string | undefined;
  PREFLIGHT_SANDBOX?: string | undefined;
  BOT_OPENID_METADATA?: string | undefined;
}

/** Notes what of the environment belongs to the sandbox and must not be set here. */
export function checkSandbox(values: SandboxSettings, startedBy: StartedBy, problems: string[]): void {
  if (startedBy === 'production') problems.push(...sandboxOnly(values));
  const keys = values.BOT_OPENID_METADATA;
  const isSandbox = values.GRAPH_ORIGIN !== undefined && isLoopback(values.PREFLIGHT_HOST);
  if (keys !== undefined && !(isSandbox && URL.canParse(keys) && isLoopback(new URL(keys).hostname))) {
    problems.push(
      'BOT_OPENID_METADATA says whose signatures let callers in: it is refused except in the sandbox (GRAPH_ORIGIN set), for an address of this machine and with a loopback PREFLIGHT_HOST. Remove it.',
    );
  }
  for (const name of ['GRAPH_ORIGIN', 'PREFLIGHT_SANDBOX'] as const) {
    const origin = values[name];
    if (origin !== undefined && !(URL.canParse(origin) && isLoopback(new URL(origin).hostname))) {
      problems.push(
        `${name} is for the sandbox on this machine (http://127.0.0.1:…). Remove it to talk to Microsoft Graph.`,
      );
    }
  }
}

function sandboxOnly(values: SandboxSettings): string[] {
  const isAnonymous = values.PREFLIGHT_BOT_AUTHENTICATION === 'dangerously-anonymous';
  const set = [
    ...(['GRAPH_ORIGIN', 'PREFLIGHT_SANDBOX', 'BOT_OPENID_METADATA'] as const).filter(
      (name) => values[name] !== undefined,
    ),
    ...(isAnonymous ? ['PREFLIGHT_BOT_AUTHENTICATION=dangerously-anonymous'] : []),
  ];
  return set.map(
    (name) => `${name} is for the sandbox and refused in production. Remove it; npm start sets it for the sandbox.`,
  );
}
