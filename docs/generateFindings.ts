import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogueEntry } from '../src/registration/intake/catalogueEntry.ts';
import { columnFindings } from '../src/registration/intake/columnFindings.ts';
import { deviceFindings } from '../src/registration/intake/deviceFindings.ts';
import { fileFindings } from '../src/registration/intake/fileFindings.ts';
import { hashFindings } from '../src/registration/intake/hashFindings.ts';

const sections: [string, Record<string, Pick<CatalogueEntry<never>, 'severity' | 'when' | 'remedy' | 'fix'>>][] = [
  ['The hardware hash', hashFindings],
  ['The device it describes', deviceFindings],
  ['The other columns', columnFindings],
  ['The file', fileFindings],
];

/** `docs/findings.md`, made from the catalogue. */
export function findingsDocument(): string {
  const lines = [
    '# Findings',
    '',
    'What `preflight check` and the report card say about a file of hardware hashes, by code. Generated from the catalogue in',
    '`src/registration/intake/findings.ts` by `node docs/generateFindings.ts`; change it there.',
    '',
    'A row with an **error** is rejected and never sent. A row with a _repair_ and no error is sent repaired; the repair is shown. Warnings and',
    'infos change nothing. An error of the file makes the whole file unusable.',
  ];
  for (const [title, entries] of sections) {
    lines.push('', `## ${title}`, '');
    for (const [code, { severity, when, remedy, fix }] of Object.entries(entries)) {
      const kind = fix === undefined ? severity : `${severity}, _repair_`;
      lines.push(`- \`${code}\` (${kind}): ${plain(when)} → ${plain(remedy)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Text that Markdown leaves alone. */
function plain(text: string): string {
  return text.replace(/[*_<]/g, '\\$&');
}

if (import.meta.main) await writeFile(join(import.meta.dirname, 'findings.md'), findingsDocument());
