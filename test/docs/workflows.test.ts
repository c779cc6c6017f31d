import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workflowsDocument } from '../../docs/generateWorkflows.ts';
import { automaticWorkflow, manualWorkflow, stepTitle, workflows } from '../../docs/workflowSteps.ts';

const root = join(import.meta.dirname, '../..');

describe('the table of workflow steps', () => {
  it('is what docs/workflows.md says (node docs/generateWorkflows.ts)', () => {
    assert.equal(readFileSync(join(root, 'docs/workflows.md'), 'utf8'), workflowsDocument());
  });

  it('has the 17 steps of the automatic and the 25 of the manual workflow, in order', () => {
    const numbers = workflows.map(({ steps }) => steps.map(({ number }) => number));
    assert.deepEqual(
      numbers,
      [17, 25].map((count) => Array.from({ length: count }, (_, index) => index + 1)),
    );
    assert.deepEqual(workflows, [automaticWorkflow, manualWorkflow]);
  });

  for (const { name, steps, test } of workflows) {
    it(`names files that exist, an owner and a title of its own for each step: ${name}`, () => {
      assert.ok(existsSync(join(root, test)), test);
      for (const { number, code, owners } of steps) {
        assert.ok(code.startsWith('src/') && existsSync(join(root, code)), `step ${number}: ${code}`);
        assert.ok(owners.length > 0, `step ${number} has no owner`);
      }
      assert.equal(new Set(steps.map(stepTitle)).size, steps.length);
    });
  }
});
