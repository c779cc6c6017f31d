/** What a Node process needs of ours to run at all, and what makes its time zone and language those of the person at the keyboard. */
const inherited = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
  'LANG',
  'LC_ALL',
  'NODE_EXTRA_CA_CERTS',
];

/**
 * The environment of a child: a few names of ours, and what it is given. The rest stays out, since a client secret, a proxy
 * or a bot endpoint left over in the shell would make the sandbox talk to something real.
 */
export function childEnvironment(given: Record<string, string>): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return { ...environment, ...given };
}
