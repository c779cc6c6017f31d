import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answer } from './graph/answer.ts';
import type { GraphRequest } from './graph/route.ts';
import { type Description, describe } from './openapi/description.ts';
import { withMissing } from './openapi/missing.ts';

/** Something that is not as Microsoft's OpenAPI description of Graph says. */
export interface Violation {
  version: string;
  method: string;
  path: string;
  where: 'request' | 'answer';
  /** What is wrong, e.g. `/state/deviceImportStatus must be equal to one of the allowed values`. */
  problem: string;
}

/** Holds every request and every answer against the description. */
export interface Contract {
  /** Notes what is wrong with them; items of a `$batch` are handed over one by one. */
  check(request: GraphRequest, answer: Answer): void;
  /** Notes what is wrong with a POST of notifications to a listener; it counts as an answer of Graph's. */
  checkNotification(url: string, body: unknown): void;
  violations(): Violation[];
  reset(): void;
}

/** Violations kept; a client in a loop must not fill the memory. */
const mostViolations = 1_000;
let saidSo = false;

/**
 * The contract in `folder` (`openapi-v1.0-subset.json` and `openapi-beta-subset.json`). Without a folder nothing is
 * checked, and that is said once. Rejects where the files cannot be read.
 */
export async function loadContract(folder: string | undefined): Promise<Contract> {
  if (folder === undefined || folder === '') {
    if (!saidSo)
      console.warn(
        "Sandbox: GRAPH_OPENAPI is not set, so requests and answers are not checked against Microsoft's description.",
      );
    saidSo = true;
    return { check: () => undefined, checkNotification: () => undefined, violations: () => [], reset: () => undefined };
  }
  const descriptions = { 'v1.0': await load(folder, 'v1.0'), beta: await load(folder, 'beta') };
  let violations: Violation[] = [];
  const note = (violation: Violation): void => {
    if (violations.length < mostViolations) violations.push(violation);
  };
  return {
    check(request, answer) {
      const { version, method, path } = request;
      for (const found of descriptions[version].check(request, answer)) {
        note({ version, method, path, ...found });
      }
    },
    checkNotification(url, body) {
      for (const problem of descriptions['v1.0'].checkSchema('microsoft.graph.changeNotificationCollection', body)) {
        note({ version: 'v1.0', method: 'POST', path: url, where: 'answer', problem });
      }
    },
    violations: () => [...violations],
    reset() {
      violations = [];
    },
  };
}

async function load(folder: string, version: string): Promise<Description> {
  const file = join(folder, `openapi-${version}-subset.json`);
  if (!existsSync(file)) {
    throw new Error(
      `GRAPH_OPENAPI names ${folder}, but there is no ${file}. Correct the folder or unset the variable.`,
    );
  }
  return describe(withMissing(JSON.parse(await readFile(file, 'utf8'))));
}
