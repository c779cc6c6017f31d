import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { permissionsDocument } from '../../../docs/generatePermissions.ts';
import { problemsDocument } from '../../../docs/generateProblems.ts';
import { steps } from '../../../src/registration/lifecycle/device.ts';
import { problems } from '../../../src/registration/problems/catalogue.ts';
import { accessProblem, explainAccess, explainProblem } from '../../../src/registration/problems/explain.ts';
import { importErrors, meaningOf } from '../../../src/registration/problems/importErrors.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8');

describe('the catalogue of problems', () => {
  it('is what docs/problems.md says (node docs/generateProblems.ts)', () => {
    assert.equal(read('problems.md'), problemsDocument());
  });

  it('has docs/permissions.md up to date (node docs/generatePermissions.ts)', () => {
    assert.equal(read('permissions.md'), permissionsDocument());
  });

  it('has kebab-case codes, sentences and remedies', () => {
    for (const [code, { sentence, remedy, retry }] of Object.entries(problems)) {
      assert.match(code, /^[a-z]+(-[a-z]+)*$/);
      assert.match(sentence, /^[A-Z].*\.$/s, code);
      assert.match(remedy, /^[A-Z].*\.$/s, code);
      assert.equal(typeof retry, 'boolean');
    }
  });

  it('covers each step a device can be stuck in', () => {
    for (const step of steps.filter((each) => each !== 'assigned')) assert.ok(`stuck-${step}` in problems, step);
  });

  it('knows every documented import error, and takes no name of an object for one', () => {
    assert.equal(Object.keys(importErrors).length, 15);
    for (const meaning of Object.values(importErrors)) {
      assert.ok(meaning === 'already-registered' || meaning === 'transient' || meaning in problems, meaning);
    }
    for (const name of ['Mystery', 'constructor', '__proto__', '', undefined]) assert.equal(meaningOf(name), 'unknown');
  });

  it('tells a missing permission from a sign-in that does not work', () => {
    assert.equal(accessProblem({ status: 403 }), 'permission-missing');
    assert.equal(accessProblem({ status: 401 }), 'sign-in-failed');
    assert.equal(accessProblem({ status: 0 }), 'sign-in-failed');
    assert.match(explainAccess({ status: 403, permission: 'Device.Read.All' }), /Grant Device\.Read\.All to Preflight/);
    assert.match(explainAccess({ status: 401, permission: undefined }), /secret or certificate may have expired/);
    assert.equal(explainProblem({ code: 'stuck-linked' }).remedy, problems['stuck-linked'].remedy);
  });
});
