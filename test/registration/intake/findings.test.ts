import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingsDocument } from '../../../docs/generateFindings.ts';
import { finding, findingCatalogue } from '../../../src/registration/intake/findings.ts';

describe('the catalogue of findings', () => {
  it('is what docs/findings.md says (node docs/generateFindings.ts)', () => {
    assert.equal(readFileSync(join(import.meta.dirname, '../../../docs/findings.md'), 'utf8'), findingsDocument());
  });

  it('has kebab-case codes, sentences and remedies', () => {
    for (const [code, { when, remedy, severity }] of Object.entries(findingCatalogue)) {
      assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/);
      assert.match(when, /^[A-Z].*\.$/s, code);
      assert.match(remedy, /^[A-Z].*\.$/s, code);
      assert.ok(['info', 'warning', 'error'].includes(severity));
    }
  });

  it('makes findings with what is known and nothing else', () => {
    assert.deepEqual(finding('serial-missing', { line: 3, column: 'Serial' }, 'PF0ZH8MB'), {
      code: 'serial-missing',
      severity: 'info',
      line: 3,
      column: 'Serial',
      message: 'The row has no serial number. The hash says “PF0ZH8MB”.',
      remedy: 'Nothing to do.',
      fix: 'Serial number → PF0ZH8MB',
    });
    assert.deepEqual(Object.keys(finding('file-empty', {})), ['code', 'severity', 'message', 'remedy']);
  });
});
