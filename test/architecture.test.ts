import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { brokenImports, importCycles, type SourceFile } from './support/importRule.ts';

const files: SourceFile[] = globSync('{src,sandbox}/**/*.ts').map((path) => ({
  path: path.replaceAll('\\', '/'),
  text: readFileSync(path, 'utf8'),
}));

describe('architecture', () => {
  it('finds the source', () => {
    assert.ok(files.length > 60, `only ${files.length} files`);
  });

  it('keeps the import rule', () => {
    assert.deepEqual(brokenImports(files), []);
  });

  it('has no import cycles', () => {
    assert.deepEqual(importCycles(files), []);
  });

  it('has no any in src', () => {
    const untyped = files.filter(({ path, text }) => path.startsWith('src/') && /(:|<|\bas) any\b|any\[\]/.test(text));
    assert.deepEqual(
      untyped.map(({ path }) => path),
      [],
    );
  });

  describe('the rule itself', () => {
    const broken: [path: string, text: string][] = [
      ['src/bot/x.ts', "import { openSqliteStore } from '../store/sqlite.ts';"],
      ['src/jobs/x.ts', "export { createBot } from '../bot/bot.ts';"],
      ['src/registration/lifecycle/x.ts', "import { createAutopilot } from '../../graph/autopilot.ts';"],
      ['src/registration/x.ts', "import { z } from 'zod';"],
      ['src/registration/x.ts', "const { Client } = await import('@microsoft/microsoft-graph-client');"],
      ['src/webhooks/x.ts', "import express from 'express';"],
      ['src/graph/x.ts', "import { CloudAdapter } from 'botbuilder';"],
      ['src/log.ts', "import { createBot } from './bot/bot.ts';"],
      ['src/main.ts', "import { createSandbox } from '../sandbox/server.ts';"],
      ['src/bot/x.ts', "import '../../test/support/thing.ts';"],
      ['src/jobs/x.ts', 'await import(`../bot/bot.ts`);'],
      ['src/registration/x.ts', "const z = require('zod');"],
      ['src/graph/x.ts', "import express = require('express');"],
      ['src/jobs/x.ts', "createRequire(import.meta.url)('botbuilder-core');"],
      ['src/store/x.ts', "import { App } from '@microsoft/teams.apps';"],
      ['src/config.ts', "import { connectGraph } from './graph/graph.ts';"],
    ];
    for (const [path, text] of broken) {
      it(`refuses ${path}: ${text}`, () => {
        assert.equal(brokenImports([{ path, text }]).length, 1);
      });
    }

    const kept: [path: string, text: string][] = [
      ['src/bot/x.ts', "import type { Device } from '../registration/lifecycle/device.ts';"],
      ['src/http.ts', "import express from 'express';"],
      ['src/main.ts', "import { createBot } from './bot/bot.ts';"],
      ['src/registration/intake/x.ts', "import { parse } from 'csv-parse';"],
      ['src/config.ts', "import type { GraphCredential } from './graph/credentials.ts';"],
      ['sandbox/x.ts', "import { run } from '../src/main.ts';"],
      ['src/registration/x.ts', "// import { z } from 'zod';"],
    ];
    for (const [path, text] of kept) {
      it(`allows ${path}: ${text}`, () => {
        assert.deepEqual(brokenImports([{ path, text }]), []);
      });
    }

    it('sees a cycle, even one of types', () => {
      const first = { path: 'src/a.ts', text: "import { b } from './b.ts';" };
      const back = { path: 'src/b.ts', text: "import { a } from './a.ts';" };
      const types = { path: 'src/b.ts', text: "import type { A } from './a.ts';" };
      assert.equal(importCycles([first, back]).length, 1);
      assert.equal(importCycles([first, types]).length, 1);
    });
  });
});
