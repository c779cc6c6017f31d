import type { NamingOverview } from '../../registration/naming/naming.ts';
import type { Policy } from '../../registration/policy/policy.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './renames.json' with { type: 'json' };
import { count, formatNumber, plain } from './text.ts';

/** Devices that the rename job holds back, and the template they would follow. */
export type HeldRenames = NonNullable<NamingOverview['held']>;

/** Devices that are to be renamed; `undefined` where the latest run counted them for another template. */
export interface AskedRenames {
  template: string;
  devices: number | undefined;
}

/** Why devices are not renamed yet, and what to do: what the overview says of them. */
export function heldBackWords(
  { template: names, devices }: HeldRenames,
  policy: Policy,
): { lead: string; detail: string } {
  return {
    lead: `${count(devices, 'device')} would get ${devices === 1 ? 'a name that follows' : 'names that follow'} ${plain(names, 60)}.`,
    detail: `So many at once need an administrator’s word: ${pace(policy)}, each at its next restart. “naming preview” shows some.`,
  };
}

/** The button that asks. */
export function renameTitle({ devices }: Pick<HeldRenames, 'devices'>): string {
  return `Rename ${count(devices, 'device')}`;
}

/** Asks whether devices shall be renamed to the naming convention: what that does, and what cannot be undone. */
export function confirmRenamesCard(asked: AskedRenames, policy: Policy): AdaptiveCard {
  const { template: names, devices } = asked;
  const one = devices === 1;
  return draw({
    title: confirmRenamesTitle(asked),
    facts: [
      { label: 'Naming convention', text: plain(names, 60) },
      ...(devices === undefined
        ? [{ label: 'Devices', text: 'all whose names do not follow it. The next run of the rename job counts them.' }]
        : []),
      {
        label: 'What it does',
        text: `The rename job gives ${one ? 'this device a name that follows' : 'these devices names that follow'} the naming convention, from its next run on: ${pace(policy)}, each at its next restart. Devices that are added later are included, until the naming convention changes.`,
      },
      { label: 'No way back', text: 'A name that is queued for a device cannot be called back.' },
      {
        label: 'Exceptions',
        text: 'Devices in a naming exception keep the names they have, or follow the template of the exception.',
      },
    ],
    renameTitle: one ? 'Rename it' : 'Rename them',
    shown: names,
  });
}

/** The question in one line. */
export function confirmRenamesTitle({ template: names, devices }: AskedRenames): string {
  return devices === undefined
    ? `Rename all devices that do not follow ${plain(names, 60)}?`
    : `Rename ${count(devices, 'device')}?`;
}

/** Stands in the place of the question once an administrator has allowed it. */
export function allowedRenamesCard(asked: AskedRenames, by: string, policy: Policy): AdaptiveCard {
  return draw({
    title: allowedRenamesTitle(asked),
    facts: [
      { label: 'Naming convention', text: plain(asked.template, 60) },
      { label: 'When', text: `from the next run of the rename job on: ${pace(policy)}, each at its next restart.` },
      { label: 'Allowed by', text: plain(by, 80) },
    ],
    ...noQuestion,
  });
}

/** What was allowed, in one line. */
export function allowedRenamesTitle({ template: names, devices }: AskedRenames): string {
  return devices === undefined
    ? `Devices that do not follow ${plain(names, 60)} will be renamed`
    : `${count(devices, 'device')} will be renamed`;
}

/** Stands in the place of the question when somebody decided to leave the names as they are. */
export function leftNamesCard(by: string): AdaptiveCard {
  const facts = [
    { label: plain(by, 80), text: 'left them as they are. They stay held back: write “naming” to be asked again.' },
  ];
  return draw({ title: leftNamesTitle, facts, ...noQuestion });
}

/** That nothing was changed, in one line. */
export const leftNamesTitle = 'The devices were not renamed';

/** How fast the rename job goes; it runs every four hours. */
function pace({ naming }: Policy): string {
  const { mostPerRun } = naming;
  return `at most ${formatNumber(mostPerRun)} ${mostPerRun === 1 ? 'is' : 'are'} renamed every four hours`;
}

const noQuestion = { renameTitle: '', shown: '' };

function draw(view: {
  title: string;
  facts: readonly { label: string; text: string }[];
  renameTitle: string;
  shown: string;
}): AdaptiveCard {
  return expand(template, view);
}
