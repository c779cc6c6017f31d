import type { AuditEntry } from '../audit.ts';
import type { Device } from '../lifecycle/device.ts';
import type { Person } from '../person.ts';
import type { NameRule } from './nameRule.ts';
import type { NamingCard, NamingException, NamingScope, WantedNames } from './namingException.ts';
import type { NamingRefusal, NamingStep } from './step.ts';

/** What somebody wrote on the card of a request. */
export interface NamingDraft {
  scope: NamingScope;
  /** A template as written; checked here. */
  wanted: WantedNames;
  reason: string;
  /** `2027-03-31` */
  lastDay: string;
  actor: Person;
  /** The chat it is written in, without a thread: where the requester is told what becomes of it. */
  conversationId: string;
}

/** What is wrong with a request, by field, each with what to do. */
export interface DraftProblem {
  field: 'scope' | 'wanted' | 'reason' | 'lastDay';
  message: string;
}

/** One device, and the name the exception's template would give it. */
export interface NameExample {
  serialNumber: string;
  deviceName: string | undefined;
  /** With random digits that are an example. */
  newName: string;
}

/** A device that the exception's template gives no name: it keeps the one it has. */
export interface Misfit {
  serialNumber: string;
  /** The end of a sentence: `the name would have 18 characters`. */
  why: string;
}

/** A new name that a device takes at its next restart, whatever is decided now. */
export interface QueuedName {
  serialNumber: string;
  name: string;
}

/** Another exception in force, or asked for, that some of the same devices are in. */
export interface NamingOverlap {
  exception: NamingException;
  scope: ScopeWords;
  /** Devices that are in both. */
  devices: number;
  /** Which of the two names them, once this one is approved. */
  wins: 'this' | 'other';
}

/** A scope as people read it. */
export interface ScopeWords {
  /** `all devices`, `Standard devices`, `the devices of laptops.csv`, `5CG1234ABC and 4 more` */
  text: string;
  /** Devices of ours in it now. */
  devices: number;
}

/** An exception and what follows from it, as people are shown it. */
export interface NamingView {
  exception: NamingException;
  scope: ScopeWords;
  /** Three at most; none where names are kept. */
  examples: NameExample[];
  /** All of them; none where names are kept. */
  misfits: Misfit[];
  overlaps: NamingOverlap[];
  /** Devices of the scope that another exception in force names, narrower or later: this one changes nothing for them. */
  overruled: number;
  /** Devices of the others that have a new name queued which is not what applies: Intune cannot take it back. */
  queued: QueuedName[];
  /** What the convention says meanwhile, and again afterwards. */
  convention: string;
  /** Milliseconds since 1970 UTC. */
  asOf: number;
}

/** An Autopilot profile whose device name template is not what applies to its devices. */
export interface TemplateDifference {
  profileId: string;
  profileName: string;
  /** What the profile has; empty where it sets no names. */
  actual: string;
  /** What applies; empty where names are to be left alone. */
  wanted: string;
  /** The exception that says so; absent where it is the convention. */
  exception?: NamingException | undefined;
  /** Labels of the device profiles that share it. */
  profiles: string[];
}

/** What is in force, what waits, and what an administrator should know. */
export interface NamingOverview {
  /** The template of the naming convention. */
  convention: string;
  /** Strongest first. */
  inForce: NamingView[];
  /** Asked for and not decided, oldest first. */
  waiting: NamingView[];
  /** As the hourly comparison found them last. */
  differences: TemplateDifference[];
  /** Devices in use whose name is not what applies, as far as is known. */
  off: number;
  /** Devices that the latest run did not rename, because they are many and no administrator has allowed it for this template; absent where nothing is held back. */
  held?: { template: string; devices: number } | undefined;
  asOf: number;
}

/** Why a device has its name. */
export interface NameReason {
  device: Device;
  rule: NameRule;
  /** Why the rule's template gives it no name. */
  misfit?: string | undefined;
  /** Whether its name follows the rule; `unknown` before Intune has told its name. */
  follows: 'yes' | 'no' | 'unknown';
}

/** A rename that the next run would make, or a device it would leave as it is, and why. */
export interface NamePlan {
  renames: { deviceId: string; serialNumber: string; before: string; after: string }[];
  left: Record<LeftBecause, number>;
  /** Devices that are off and have to wait for a later run. */
  later: number;
  /** Devices that wait for an administrator's word, because they are many: `renames` shows what it would do to them once that is given. */
  held: number;
}

/** Why a device whose name does not follow the convention is not renamed now. */
export type LeftBecause = 'excepted' | 'hybridJoined' | 'justEnrolled' | 'underWay' | 'triedLately' | 'noName';

export type DraftOutcome = { kind: 'drafted'; view: NamingView } | { kind: 'invalid'; problems: DraftProblem[] };

export type NamingOutcome =
  | { kind: 'done'; view: NamingView }
  | { kind: 'refused'; reason: NamingRefusal; view: NamingView }
  /** The new last day is none. */
  | { kind: 'invalid'; message: string; view: NamingView }
  | { kind: 'notFound' };

/** What somebody asks to do to an exception; `extend` with the day as it was written. */
export type AskedStep = Exclude<NamingStep, { kind: 'extend' }> | { kind: 'extend'; lastDay: string };

export type TemplateOutcome =
  /** The Autopilot profile has the template now. */
  | { kind: 'changed'; difference: TemplateDifference }
  /** There was nothing to change any more. */
  | { kind: 'same' }
  /** Something else applies than the person was asked about. */
  | { kind: 'differs'; difference: TemplateDifference }
  /** Microsoft refused; a sentence for the administrator. */
  | { kind: 'failed'; message: string };

/** Names of devices: the convention, exceptions from it, and why. Rights are checked by the caller before; who acted is recorded here. */
export interface Naming {
  overview(): Promise<NamingOverview>;
  /** Autopilot profiles whose device name template is not what applies, as the hourly comparison found them last: as in the overview, without reading any device. */
  differences(): Promise<TemplateDifference[]>;
  exception(id: string): Promise<NamingView | undefined>;
  /** Why this device, by key, has its name. */
  reason(deviceId: string): Promise<NameReason | undefined>;
  /** What the next run of the rename job would do; asks Intune and changes nothing. Rejects with `ServiceError`. */
  plan(): Promise<NamePlan>;
  /** Checks a request and keeps it as a draft; drafts that nobody sends are dropped after a week. */
  draft(request: NamingDraft): Promise<DraftOutcome>;
  /** Puts a draft away, for whoever wrote it; `false` when it is no draft of theirs. Its buttons lead nowhere from then on. */
  drop(request: { id: string; actor: Person }): Promise<boolean>;
  /** Takes a draft back to be changed, for whoever wrote it: it can still be read, and is not sent any more. */
  reopen(request: { id: string; actor: Person }): Promise<boolean>;
  /** The card of an exception stands in this message too, because somebody asked to see it: it is edited like the others. */
  cardShown(request: {
    id: string;
    conversationId: string;
    activityId: string;
    reader: NamingCard['reader'];
  }): Promise<void>;
  /** Takes a step. The first decision wins; a second learns of it. `card` is the message that was clicked: `send` makes it the requester's card. */
  step(request: {
    id: string;
    step: AskedStep;
    actor: Person;
    activityId: string | undefined;
    card?: { conversationId: string; activityId: string } | undefined;
  }): Promise<NamingOutcome>;
  /** Changes the name template of an Autopilot profile to what applies; it changes the tenant. `shown` is what the person was asked about: where something else applies by now, nothing is changed. */
  setTemplate(request: {
    profileId: string;
    shown: string;
    actor: Person;
    activityId: string | undefined;
  }): Promise<TemplateOutcome>;
  /** Allows the rename job to rename however many devices to the convention's template, from its next run on. `shown`: the template the person was asked about; `differs` where the convention is another by now, `same` where it was allowed before. */
  allowRenames(request: {
    shown: string;
    actor: Person;
    activityId: string | undefined;
  }): Promise<'allowed' | 'same' | 'differs'>;
  /** Every audit entry since then (milliseconds since 1970 UTC), oldest first. */
  audit(since: number): AsyncIterable<AuditEntry>;
}
