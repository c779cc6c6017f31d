import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../../sandbox/stack.ts';
import { requestReport } from './requestReport.ts';
import { openStage, type Scenario } from './stage.ts';

/**
 * `npm run journey [-- SCENARIO]`: plays one conversation against the running stack, through Agents Playground's own interface, and prints it.
 * Exits with status 1 when a promised message does not come or the sandbox saw a request or gave an answer that its OpenAPI descriptions do not allow.
 */
async function journey(name: string): Promise<void> {
  const scenario = await loadScenario(name);
  const folder = await mkdtemp(join(tmpdir(), 'preflight-journey-'));
  const startedAt = performance.now();
  const stack = await startStack({ ports: 'free', dataFolder: folder });
  try {
    const stage = await openStage(stack, console.log);
    console.log(`${scenario.title}\n`);
    await scenario.play(stage);
    stage.close();
    console.log(`\n${requestReport(stack.sandbox)}`);
    console.log(`Played in ${((performance.now() - startedAt) / 1000).toFixed(0)} s.`);
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    await stack.stop();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\nThe logs are in ${join(folder, 'logs')}.`, { cause: error });
  }
}

async function loadScenario(name: string): Promise<Scenario> {
  const folder = new URL('./scenarios/', import.meta.url);
  const known = (await readdir(folder)).filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
  if (!known.includes(name)) throw new Error(`There is no scenario "${name}"; there are: ${known.join(', ')}.`);
  const { scenario }: { scenario: Scenario } = await import(new URL(`${name}.ts`, folder).href);
  return scenario;
}

try {
  await journey(process.argv[2] ?? 'register');
  process.exit(0);
} catch (error) {
  console.error(`\nThe journey failed: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
