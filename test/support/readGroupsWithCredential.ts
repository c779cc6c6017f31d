import type { GraphCredential } from '../../src/graph/credentials.ts';
import { connectGraph } from '../../src/graph/graph.ts';
import { createHealth } from '../../src/registration/ports/health.ts';
import { systemClock } from '../../src/systemClock.ts';
import { capturedLog } from './capturedLog.ts';

/*
 * Reads one group from the sandbox with the credential given as JSON, and prints how many were found. A process of its own, because
 * Node reads additional certificate authorities only at start.
 */
const { credential, origin } = JSON.parse(process.argv[2] ?? '{}') as { credential: GraphCredential; origin: string };
const ports = { clock: systemClock, log: capturedLog(), health: createHealth(systemClock) };
const { directory } = connectGraph({ credential, origin, random: Math.random }, ports);
try {
  const groups = await directory.groupIds(['Preflight registrars']);
  process.stdout.write(`${groups.size} found`);
} catch (error) {
  process.stdout.write(`failed: ${error instanceof Error ? error.message : error}`);
}
