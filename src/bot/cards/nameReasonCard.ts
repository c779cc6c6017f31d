import type { NameReason, NamingView } from '../../registration/naming/naming.ts';
import { exceptionWords, untilWords } from '../naming/namingWords.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './list.json' with { type: 'json' };
import { capitalise, count, plain, shownSerial } from './text.ts';

/** Why a device has its name, with the exception behind it where there is one. */
export interface ShownReason {
  reason: NameReason;
  view: NamingView | undefined;
}

/** Why devices have the names they have, and whether these are right. */
export function nameReasonCard(shown: readonly ShownReason[]): AdaptiveCard {
  return expand(template, {
    title: nameReasonTitle(shown),
    intro: '',
    items: shown.map(({ reason, view }) => {
      const { device } = reason;
      const name = device.deviceName === undefined ? '' : ` is called ${plain(device.deviceName, 60)}`;
      return {
        lead: `${shownSerial(device.serialNumber)}${name}`,
        detail: [whatApplies(reason, view), whetherItFollows(reason)].filter(Boolean).join(' '),
        at: '',
      };
    }),
  });
}

/** `1 of 3 devices has a name that does not follow what applies` */
export function nameReasonTitle(shown: readonly ShownReason[]): string {
  const off = shown.filter(({ reason }) => reason.follows === 'no').length;
  const all = count(shown.length, 'device');
  if (shown.length === 1) {
    if (off === 1) return 'The name does not follow what applies';
    return shown[0]?.reason.follows === 'yes' ? 'The name follows what applies' : 'The name is not known yet';
  }
  return off === 0
    ? `Names of ${all}`
    : `${off} of ${all} ${off === 1 ? 'has a name that does' : 'have names that do'} not follow what applies`;
}

function whatApplies({ rule }: NameReason, view: NamingView | undefined): string {
  if (rule.source === 'convention') return `The naming convention applies: ${plain(rule.template.text, 60)}.`;
  const named = view ?? { exception: rule.exception, scope: { text: 'this device', devices: 1 } };
  const applies = `${capitalise(exceptionWords(named))} applies ${untilWords(named)}`;
  return rule.template === undefined
    ? `${applies}: names are left as they are.`
    : `${applies}: ${plain(rule.template.text, 60)}.`;
}

function whetherItFollows(reason: NameReason): string {
  const { device, follows } = reason;
  const says = followsWords(reason);
  if (follows !== 'yes' || device.renaming?.state !== 'queued') return says;
  return `${says} Intune has the new name ${plain(device.renaming.name, 60)} queued already, which it takes at its next restart all the same.`.trim();
}

function followsWords({ follows, misfit, rule, device }: NameReason): string {
  if (misfit !== undefined) return `That gives it no name, so it keeps the one it has: ${plain(misfit, 160)}.`;
  if (rule.template === undefined) return '';
  const { renaming } = device;
  if (follows === 'unknown') return 'Intune has not told its name yet.';
  if (follows === 'yes') return 'Its name follows that.';
  if (renaming?.state === 'queued')
    return `Its name does not: it becomes ${plain(renaming.name, 60)} at its next restart.`;
  if (renaming?.state === 'failed')
    return `Its name does not, and ${plain(renaming.name, 60)} could not be set. Preflight tries again by itself.`;
  return 'Its name does not: the rename job gives it a new one.';
}
