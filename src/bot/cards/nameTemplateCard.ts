import type { TemplateDifference } from '../../registration/naming/naming.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './nameTemplate.json' with { type: 'json' };
import { enumerate, plain } from './text.ts';

/** A template, or that there is none. */
export function nameTemplateWords(text: string): string {
  return text === '' ? 'no name template' : plain(text, 60);
}

const takeAway = 'Take the template away';

/** The button that sets a template; without one, it takes the template away. */
export function setTemplateTitle(wanted: string): string {
  return wanted === '' ? takeAway : `Set the template to ${plain(wanted, 60)}`;
}

/** Asks whether the name template of an Autopilot profile shall be changed: from what to what, and whose devices it names. */
export function confirmTemplateCard(difference: TemplateDifference): AdaptiveCard {
  const { profileId, profileName, profiles, actual, wanted } = difference;
  const labels = profiles.map((label) => plain(label, 60));
  const shared =
    labels.length > 1 ? `${enumerate(labels)} share it: the template changes for all of them.` : labels.join('');
  return draw({
    title: confirmTemplateTitle(difference),
    facts: [
      { label: 'Autopilot profile', text: plain(profileName, 100) },
      { label: 'Template', text: `${nameTemplateWords(actual)} → ${nameTemplateWords(wanted)}` },
      ...(labels.length === 0 ? [] : [{ label: 'Device profiles', text: shared }]),
      {
        label: 'What it does',
        text: `This changes your tenant. Devices that are set up from then on ${wanted === '' ? 'keep the names Windows gives them' : 'get such names'}; devices in use are not renamed by it.`,
      },
    ],
    changeTitle: wanted === '' ? takeAway : 'Change the template',
    profileId,
    wanted,
  });
}

/** The question in one line. */
export function confirmTemplateTitle({ wanted }: Pick<TemplateDifference, 'wanted'>): string {
  return wanted === '' ? 'Take the name template away?' : `Set the name template to ${plain(wanted, 60)}?`;
}

/** Stands in the place of the question once the template is set. */
export function changedTemplateCard(difference: TemplateDifference, by: string): AdaptiveCard {
  const { profileName, actual, wanted } = difference;
  return draw({
    title: changedTemplateTitle(difference),
    facts: [
      { label: 'Autopilot profile', text: plain(profileName, 100) },
      { label: 'Before', text: nameTemplateWords(actual) },
      { label: 'Now', text: nameTemplateWords(wanted) },
      { label: 'Changed by', text: plain(by, 80) },
    ],
    ...noQuestion,
  });
}

/** What was changed, in one line. */
export function changedTemplateTitle({ wanted }: Pick<TemplateDifference, 'wanted'>): string {
  return wanted === ''
    ? 'The Autopilot profile sets no names any more'
    : `The Autopilot profile names devices ${plain(wanted, 60)} now`;
}

/** Stands in the place of the question when somebody decided to leave the profile as it is. */
export function keptTemplateCard(by: string): AdaptiveCard {
  const facts = [{ label: plain(by, 80), text: 'left it as it is.' }];
  return draw({ title: keptTemplateTitle, facts, ...noQuestion });
}

/** That nothing was changed, in one line. */
export const keptTemplateTitle = 'The Autopilot profile was not changed';

const noQuestion = { changeTitle: '', profileId: '', wanted: '' };

function draw(view: {
  title: string;
  facts: readonly { label: string; text: string }[];
  changeTitle: string;
  profileId: string;
  wanted: string;
}): AdaptiveCard {
  return expand(template, { ...view, asOf: '' });
}
