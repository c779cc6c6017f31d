import type { NamingView } from '../../registration/naming/naming.ts';
import { count, formatNumber, plain } from '../cards/text.ts';
import { dayWords } from '../cards/time.ts';

/** An exception and the words of its scope: what a view of it has, and an overlap too. */
export type NamedScope = Pick<NamingView, 'exception' | 'scope'>;

/** The devices of an exception with their number: `40 Standard devices`, `the 12 devices of laptops.csv`. Goes on in a sentence. */
export function scopeText({ exception, scope }: NamedScope): string {
  const text = plain(scope.text, 100);
  const { devices } = scope;
  switch (exception.scope.kind) {
    case 'tenant':
      return devices > 1 ? `all ${count(devices, 'device')}` : 'all devices';
    case 'profile':
      if (devices === 0) return text;
      return `${formatNumber(devices)} ${devices === 1 ? text.replace(/devices$/, 'device') : text}`;
    case 'batch':
      if (devices === 0) return text;
      return text.replace(/^the devices of /, devices === 1 ? 'the device of ' : `the ${count(devices, 'device')} of `);
    case 'devices':
      return text;
    default:
      return exception.scope satisfies never;
  }
}

/** `the exception of Ada Lovelace for 40 Standard devices`; a `request` while nobody has approved it. */
export function exceptionWords({ exception, scope }: NamedScope): string {
  const what = exception.state === 'requested' ? 'request' : 'exception';
  return `the ${what} of ${plain(exception.requester.name, 80)} for ${scopeText({ exception, scope })}`;
}

/** Whether its devices are spoken of as one. */
export function isOne({ exception, scope }: NamedScope): boolean {
  return scope.devices === 1 && exception.scope.kind !== 'tenant';
}

/** `keep device names for 40 Standard devices`, `name 40 Standard devices CONTOSO-%SERIAL%`. */
export function whatIsAsked(view: NamedScope): string {
  const { wanted } = view.exception;
  return wanted.kind === 'keep'
    ? `keep ${isOne(view) ? 'the device name' : 'device names'} for ${scopeText(view)}`
    : `name ${scopeText(view)} ${plain(wanted.template, 60)}`;
}

/** `until 31 March 2027` */
export function untilWords({ exception }: NamedScope): string {
  return `until ${dayWords(exception.lastDay)}`;
}

/** What an exception does, in a sentence or two. */
export function whatChanges(view: NamingView): string {
  const { convention } = view;
  const one = isOne(view);
  const these = one ? 'this device' : 'these devices';
  const { wanted, scope } = view.exception;
  const until = untilWords(view);
  const later =
    scope.kind === 'tenant' || scope.kind === 'profile' ? ' Devices that are added later are included.' : '';
  if (wanted.kind === 'keep') {
    const kept = one ? 'it keeps the name it has' : 'they keep the names they have';
    return `The naming convention ${convention} and the rename job are off for ${these} ${until}: ${kept}.${later}`;
  }
  const named = one ? 'it' : 'them';
  const each = one ? '' : 'each ';
  return `The naming convention ${convention} is off for ${these} ${until}. The rename job names ${named} ${plain(wanted.template, 60)} instead, ${each}at its next restart.${later}`;
}

/** How many of its devices another exception names, so that this one changes nothing for them. */
export function overruledWords({ scope: { devices }, overruled }: NamingView): string {
  if (overruled < devices) {
    const follow = overruled === 1 ? 'device follows' : 'devices follow';
    return `${formatNumber(overruled)} of the ${count(devices, 'device')} there are now: ${overruled === 1 ? 'this' : 'these'} ${follow} another exception.`;
  }
  return devices === 1
    ? 'The device follows another exception: nothing changes for it now.'
    : `All ${count(devices, 'device')} there are now follow other exceptions: nothing changes for them.`;
}

/** What follows once an exception is over. */
export function whatFollows(view: NamingView): string {
  const [these, names, their] = isOne(view)
    ? ['this device', 'a name that follows', 'its']
    : ['these devices', 'names that follow', 'their'];
  const others = view.overlaps.some(({ exception }) => exception.state === 'approved');
  const unless = others ? ', unless another exception applies' : '';
  return `The rename job gives ${these} ${names} ${view.convention} again, at ${their} next restart${unless}.`;
}
