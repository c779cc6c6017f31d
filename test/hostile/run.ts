import { parseArgs } from 'node:util';
import { play as playCallers } from './callers/play.ts';
import { play as playConnector } from './connector/play.ts';
import { play as playGraph } from './graph/play.ts';
import type { HostilePlay, HostileRow } from './row.ts';

/**
 * `npm run hostile [-- connector | callers] [--json] [--only CELL] [--share 0.3 --seed 7] [--workers 2]`: plays Preflight against answers and callers that lie. Without
 * a name: the answers of Microsoft Graph. A row prints as soon as it is played; exits with status 1 when one is not as wanted, or none was played.
 */
const plays: Record<string, HostilePlay> = { graph: playGraph, connector: playConnector, callers: playCallers };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    share: { type: 'string' },
    seed: { type: 'string' },
    workers: { type: 'string' },
  },
});

function print({ cell, problems, facts }: HostileRow): void {
  if (values.json) {
    console.log(JSON.stringify({ cell, passed: problems.length === 0, problems, ...facts }));
    return;
  }
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'}  ${cell}`);
  for (const problem of problems) console.log(`          ${problem}`);
}

const [name = 'graph'] = positionals;
const play = plays[name];
if (play === undefined) {
  console.error(`There is no hostile play "${name}"; there are: ${Object.keys(plays).join(', ')}.`);
  process.exit(1);
}
let passed = 0;
let failed = 0;
const options = {
  only: values.only,
  share: values.share === undefined ? undefined : Number(values.share),
  seed: values.seed === undefined ? undefined : Number(values.seed),
  workers: values.workers === undefined ? undefined : Number(values.workers),
};
for await (const row of play(options)) {
  print(row);
  if (row.problems.length === 0) passed += 1;
  else failed += 1;
}
if (!values.json) console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
