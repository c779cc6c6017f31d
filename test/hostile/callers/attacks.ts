import type { Attack } from './attack.ts';
import { askedHealth } from './attacks/askedHealth.ts';
import { brokenPosts } from './attacks/brokenPosts.ts';
import { compressedBodies } from './attacks/compressedBodies.ts';
import { drippingBodies } from './attacks/drippingBodies.ts';
import { endlessBodies } from './attacks/endlessBodies.ts';
import { forgedSignatures } from './attacks/forgedSignatures.ts';
import { formerAdministrator } from './attacks/formerAdministrator.ts';
import { hostileLinks } from './attacks/hostileLinks.ts';
import { hugeActivities } from './attacks/hugeActivities.ts';
import { hugeHeaders } from './attacks/hugeHeaders.ts';
import { idleConnections } from './attacks/idleConnections.ts';
import { madeUpTokens } from './attacks/madeUpTokens.ts';
import { manyConnections } from './attacks/manyConnections.ts';
import { nobodysQuestions } from './attacks/nobodysQuestions.ts';
import { oddMethods } from './attacks/oddMethods.ts';
import { oddTokens } from './attacks/oddTokens.ts';
import { pipelined } from './attacks/pipelined.ts';
import { slowHeaders } from './attacks/slowHeaders.ts';
import { smuggled } from './attacks/smuggled.ts';
import { stallingTexts } from './attacks/stallingTexts.ts';
import { tooManyAttachments } from './attacks/tooManyAttachments.ts';
import { unfinishedBodies } from './attacks/unfinishedBodies.ts';
import { wholeBodies } from './attacks/wholeBodies.ts';

/** All attacks, one file each in `attacks/`: first those of callers without a token, then those of callers with one. */
export const attacks: readonly Attack[] = [
  tooManyAttachments,
  unfinishedBodies,
  drippingBodies,
  endlessBodies,
  wholeBodies,
  compressedBodies,
  madeUpTokens,
  oddTokens,
  forgedSignatures,
  idleConnections,
  manyConnections,
  slowHeaders,
  hugeHeaders,
  pipelined,
  smuggled,
  oddMethods,
  askedHealth,
  brokenPosts,
  stallingTexts,
  nobodysQuestions,
  formerAdministrator,
  hugeActivities,
  hostileLinks,
];
