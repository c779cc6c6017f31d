import type { Digest } from '../../registration/announcements/digest.ts';
import { needsRegisteringAgain } from '../../registration/problems/needsRegisteringAgain.ts';
import { liveTitle } from './digestLive.ts';
import { count } from './text.ts';

/** What happened, in one line. */
export function digestTitle({ kind, devices }: Pick<Digest, 'kind' | 'devices'>): string {
  const number = devices.length;
  const these = count(number, 'device');
  const one = number === 1;
  switch (kind) {
    case 'ready':
      return liveTitle({ kind, devices }) ?? `${these} ${one ? 'is' : 'are'} ready for user`;
    case 'active':
      return `${these} became active`;
    case 'failed':
      return devices.every(({ problem }) => needsRegisteringAgain(problem))
        ? `${these} ${one ? 'needs' : 'need'} registering again`
        : `${these} failed`;
    case 'stuck':
      return `${these} ${one ? 'is' : 'are'} stuck`;
    case 'inactive':
      return `${these} ${one ? 'has' : 'have'} become inactive`;
    case 'discovered':
      return `${these} ${one ? 'was' : 'were'} uploaded by a partner or OEM and ${one ? 'is' : 'are'} being registered`;
    case 'attention':
      return `${these} ${one ? 'needs' : 'need'} attention`;
    case 'withdrawn':
      return `${these} ${one ? 'is' : 'are'} no longer ready for user`;
    case 'corrected':
      return `${these} ${one ? 'was' : 'were'} changed by hand and put right`;
    case 'moved':
      return `${these} moved to another deployment group`;
    case 'notRenamed':
      return `${these} could not be renamed`;
    case 'unshipped':
      return liveTitle({ kind, devices }) ?? `${these} ${one ? 'is' : 'are'} ready for user and not marked as shipped`;
    case 'removed':
      return `${these} ${one ? 'was' : 'were'} removed`;
    case 'naming':
      return 'News of a naming exception';
    case 'notice':
      return 'Preflight needs an administrator';
    default:
      return kind satisfies never;
  }
}
