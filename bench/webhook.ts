import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bodyOf, smallBody } from './webhook/bodies.ts';
import { type Load, load } from './webhook/load.ts';

/**
 * Our route, which checks every notification and stores it in SQLite (synchronous=FULL) before it answers, beside bare Express with `express.json()` and bare `node:http` with
 * JSON.parse, which check and store nothing: the same bodies, 256 connections, each in a process of its own, in turns. The ratios are medians of the rounds. `--json` prints
 * figures only.
 */
const bodies = { small: smallBody(), hundred: bodyOf(100) };
const kinds = ['raw', 'express', 'preflight'] as const;
const rounds = 5;
const connections = 256;
const milliseconds = 2_000;
/** A tenant with 1,000 groups, the most that all applications of a tenant may subscribe to, each with a POST of its own every second; ten times that. */
const flood = 10_000;

type Kind = (typeof kinds)[number];

async function onServer<T>(kind: Kind, use: (port: number) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-bench-'));
  const child = fork(join(import.meta.dirname, 'webhook/server.ts'), [kind, folder], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  try {
    const [port] = (await once(child, 'message')) as [number];
    return await use(port);
  } finally {
    child.kill();
    await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function measure(body: string) {
  const measured: Record<Kind, Load[]> = { raw: [], express: [], preflight: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of kinds) {
      const result = await onServer(kind, async (port) => {
        await load(port, body, { connections, milliseconds: 700 });
        return load(port, body, { connections, milliseconds });
      });
      measured[kind].push(result);
    }
  }
  const ratio = (other: Kind) =>
    median(
      measured.preflight.map(
        ({ requestsPerSecond }, round) => requestsPerSecond / (measured[other][round]?.requestsPerSecond ?? 1),
      ),
    );
  const middle = (kind: Kind) => ({
    requestsPerSecond: median(measured[kind].map(({ requestsPerSecond }) => requestsPerSecond)),
    p50: median(measured[kind].map(({ p50 }) => p50)),
    p99: median(measured[kind].map(({ p99 }) => p99)),
    failed: measured[kind].reduce((sum, { failed }) => sum + failed, 0),
  });
  return {
    bytes: Buffer.byteLength(body),
    ratioToExpress: ratio('express'),
    ratioToRawHttp: ratio('raw'),
    preflight: middle('preflight'),
    express: middle('express'),
    raw: middle('raw'),
  };
}

const report = {
  small: await measure(bodies.small),
  hundred: await measure(bodies.hundred),
  flood: {
    offeredPerSecond: flood,
    ...(await onServer('preflight', async (port) => {
      await load(port, bodies.small, { connections, milliseconds: 500 });
      return load(port, bodies.small, { connections, milliseconds: 6_000, perSecond: flood });
    })),
  },
};
if (process.argv.includes('--json')) console.log(JSON.stringify(report));
else {
  for (const name of ['small', 'hundred'] as const) {
    const { bytes, ratioToExpress, ratioToRawHttp, preflight, express, raw } = report[name];
    console.log(`${bytes} bytes: ${ratioToExpress.toFixed(2)} of Express, ${ratioToRawHttp.toFixed(2)} of node:http`);
    for (const [kind, line] of Object.entries({ preflight, express, raw }))
      console.log(
        `  ${kind.padEnd(10)} ${line.requestsPerSecond}/s, p50 ${line.p50.toFixed(1)} ms, p99 ${line.p99.toFixed(1)} ms, ${line.failed} failed`,
      );
  }
  const { offeredPerSecond, requestsPerSecond, late, p99 } = report.flood;
  console.log(
    `${offeredPerSecond}/s offered: ${requestsPerSecond}/s answered, p99 ${p99.toFixed(0)} ms, ${(late * 100).toFixed(2)} % over 3 s`,
  );
}
