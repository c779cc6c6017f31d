/**
 * Hosts that Microsoft names for the Bot connector of Teams: the public cloud's, GCC's, and those of GCC High and DoD (Agents-for-js `TeamsServiceEndpoints`; msteams-docs,
 * send-proactive-messages and conversation-messages). No page says that there are no others.
 */
const teamsHosts: readonly string[] = [
  'smba.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
];

/** A whole name of at least two labels, the last of which is not a number: no address, no wildcard, no port. */
const wholeName = /^(?=.{4,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/;

/** Reads PREFLIGHT_SERVICE_URL_HOSTS, names separated by commas, and adds what is wrong with them; Microsoft's own when it is absent. */
export function readServiceUrlHosts(text: string | undefined, problems: string[]): readonly string[] {
  if (text === undefined) return teamsHosts;
  const hosts = text.split(',').map((host) => host.trim().toLowerCase());
  for (const host of hosts.filter((each) => !wholeName.test(each))) {
    problems.push(
      `PREFLIGHT_SERVICE_URL_HOSTS names "${host}", which is no whole host name like smba.trafficmanager.net. The bot sends its token there: correct or remove it.`,
    );
  }
  return hosts;
}
