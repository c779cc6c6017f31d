import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stepTitle, workflows } from './workflowSteps.ts';

/** `docs/workflows.md`, made from the table of steps. */
export function workflowsDocument(): string {
  const lines = [
    '# Workflows',
    '',
    'The steps of Microsoft Managed Desktop’s two registration workflows (see [sources](sources.md)): who does each, which file does it or finds',
    'out about it, and the test that plays it against the sandbox tenant. Generated from `docs/workflowSteps.ts` by',
    '`node docs/generateWorkflows.ts`; change it there.',
  ];
  for (const { name, begins, test, steps } of workflows) {
    lines.push('', `## ${name}`, '', `${begins} Tests: [${test}](../${test}).`, '');
    lines.push('| step | what happens | owner | code | test |', '|---|---|---|---|---|');
    for (const step of steps) {
      const code = `[${step.code.replace('src/', '')}](../${step.code})`;
      lines.push(
        `| ${step.number} | ${step.happens} | ${step.owners.join(', ')} | ${code} | ${plain(stepTitle(step))} |`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Text that a table of Markdown leaves alone. */
function plain(text: string): string {
  return text.replace(/[[\]|*_<]/g, '\\$&');
}

if (import.meta.main) await writeFile(join(import.meta.dirname, 'workflows.md'), workflowsDocument());
