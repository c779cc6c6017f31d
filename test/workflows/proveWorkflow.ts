import assert from 'node:assert/strict';
import { stepTitle, type Workflow } from '../../docs/workflowSteps.ts';

/** What proves each step, by its number. A proof goes on in the world that the one before left. */
export type Proofs = Readonly<Record<number, () => void | Promise<void>>>;

/** One test for each step of the table, in its order; a step without a proof fails, and so does everything after a step that failed. */
export function proveWorkflow({ steps }: Workflow, proofs: Proofs): void {
  let broken: string | undefined;
  for (const step of steps) {
    const title = stepTitle(step);
    it(title, async () => {
      if (broken !== undefined) throw new Error(`not reached: ${broken}`);
      const proof = proofs[step.number];
      assert.ok(proof !== undefined, `step ${step.number} has no proof`);
      broken = title;
      await proof();
      broken = undefined;
    });
  }

  it('has no proof of a step that the table does not have', () => {
    const numbers = steps.map(({ number }) => number);
    assert.deepEqual(
      Object.keys(proofs).filter((number) => !numbers.includes(Number(number))),
      [],
    );
  });
}
