import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProblemText, problems } from '../src/registration/problems/catalogue.ts';
import { importErrors } from '../src/registration/problems/importErrors.ts';

/** What an import error that is no problem leads to. */
const others: Record<string, string> = {
  'already-registered':
    'no problem: Preflight carries on with the registration Autopilot has; `registered-out-of-sight` where Autopilot never shows it',
  transient: 'tried again, three times in all; then `import-failed`',
};

/** `docs/problems.md`, made from the catalogue. */
export function problemsDocument(): string {
  const lines = [
    '# Problems',
    '',
    'What cards and digests say when a device needs somebody, by code. Generated from the catalogue in',
    '`src/registration/problems/catalogue.ts` by `node docs/generateProblems.ts`; change it there.',
    '',
    '*Retry*: whether `retry failed` and the button *Retry failed* try such a device again. A device that is named, `retry 5CG1234ABC`, is',
    'tried whatever its problem, for somebody who knows that the reason is gone: the supplier released it, for instance. The hardware hash of a',
    'failed device is kept for a week; after that its file must be sent again, unless Autopilot has the device.',
    '',
    '| code | what is wrong | what to do | who | retry |',
    '|---|---|---|---|---|',
    ...(Object.entries(problems) as [string, ProblemText][]).map(
      ([code, { sentence, remedy, actor, retry }]) =>
        `| \`${code}\` | ${sentence} | ${remedy} | ${actor} | ${retry ? 'yes' : 'no'} |`,
    ),
    '',
    '`permission-missing` names the permission; see [permissions.md](permissions.md).',
    '',
    '## Import errors',
    '',
    "Autopilot's errors are told apart by name, since their numbers contradict each other in the field.",
    '',
    '| error | leads to |',
    '|---|---|',
    ...Object.entries(importErrors).map(
      ([name, meaning]) => `| \`${name}\` | ${others[meaning] ?? `\`${meaning}\``} |`,
    ),
    '| any other | tried once more later; then `unexpected-error` |',
    '',
    'A problem keeps what the service said, name and number, and the *request id* that the card shows: quote it in a case with Microsoft. For an',
    'import it is the `client-request-id` of the request that sent the device; for a refused request, the `request-id` of the answer.',
  ];
  return `${lines.join('\n')}\n`;
}

if (import.meta.main) await writeFile(join(import.meta.dirname, 'problems.md'), problemsDocument());
