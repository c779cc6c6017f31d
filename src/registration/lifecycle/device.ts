import type { Announcement } from '../announcements/announcement.ts';
import type { Person } from '../person.ts';
import type { Stored } from '../ports/stored.ts';
import type { ProblemCode } from '../problems/catalogue.ts';

/** What people are told about a device: the five states of Microsoft Managed Desktop's Devices blade, and `removed` once it was deregistered here. */
export type Status = 'pending' | 'failed' | 'ready' | 'active' | 'inactive' | 'removed';

/** The steps of `pending`, in order; the batch card counts devices by them. */
export const steps = ['accepted', 'importing', 'imported', 'linked', 'grouped', 'assigned'] as const;
export type Step = (typeof steps)[number];

export interface Problem {
  code: ProblemCode;
  /** Milliseconds since 1970 UTC. */
  at: number;
  /** What the service said, to quote for support; never shown as the explanation. */
  detail?: string | undefined;
  /** What Microsoft finds the request by. */
  requestId?: string | undefined;
  /** The Graph permission that is missing. */
  permission?: string | undefined;
  /** It was an act that was refused: a look that works does not end it, only the next step does. */
  acting?: boolean | undefined;
  /** Seen once and not told yet: a single refusal may be a slip of the service. */
  unconfirmed?: true | undefined;
}

/** What a Microsoft service last said against a step of a device, kept until that step is done. */
export interface ServiceAnswer {
  /** The service's own name of the error, where it gave one: `ZtdDeviceAlreadyAssigned`. */
  name?: string | undefined;
  /** Name and number, or method, path and status, to quote for support. */
  text: string;
  /** What Microsoft finds the request by. */
  requestId?: string | undefined;
  /** It was only a look that failed: over when one works. */
  looking?: true | undefined;
}

/** Something a person did or confirmed. */
export interface PersonsWord {
  by: Person;
  /** Milliseconds since 1970 UTC. */
  at: number;
}

/** The deployment group of a device. `Group` on cards shows `name`, which changes only when a move is complete. */
export interface DeploymentPlace {
  name: string;
  assignedBy: 'auto' | 'admin';
  /** Not read back yet. */
  pending: boolean;
  /** Where an administrator wants it; absent when it is where it belongs. */
  movingTo?: Destination | undefined;
}

/** Where an administrator wants a device, and who that is. */
export interface Destination extends PersonsWord {
  name: string;
  assignedBy: 'auto' | 'admin';
  /** Where moves that this one replaced were going: the device may have joined these groups without showing in them yet. */
  insteadOf?: string[] | undefined;
}

/** The steps of a removal, in order: what is being deleted now. */
export type RemovalStep = 'intune' | 'user' | 'autopilot' | 'groups';

/** Somebody asked to deregister a device, and how far that is. */
export interface Removal extends PersonsWord {
  /** Absent before the first look and when it is done. */
  step?: RemovalStep | undefined;
  /** What a service last refused, for support. */
  refusal?: { code: string; requestId: string | undefined } | undefined;
  /** When it was done: milliseconds since 1970 UTC. */
  doneAt?: number | undefined;
  /** The Autopilot identity it had; lists may show that for a while longer. */
  autopilotId?: string | undefined;
}

/** A new name that Preflight asked Intune for. */
export interface Renaming {
  /** The name asked for. */
  name: string;
  /** What it was called then. */
  before: string;
  /** When it was asked for, last. */
  askedAt: number;
  /** `claimed`: about to be asked for, or nobody knows whether it was; `queued`: Intune took it, and the device takes it at its next restart; `failed`: Intune or the device refused. */
  state: 'claimed' | 'queued' | 'failed';
}

/** One line of a device's history. */
export interface TimelineEntry {
  /** Milliseconds since 1970 UTC. */
  at: number;
  text: string;
}

/** A device Preflight registers or follows: one document, committed whole. All times are milliseconds since 1970 UTC. */
export interface Device extends Stored {
  /** Manufacturer and serial number, normalised: see `deviceKey`. */
  readonly id: string;
  serialNumber: string;
  manufacturer: string;
  model: string;
  /** Id of a profile of the policy. */
  profile: string;
  sharedMode: boolean;
  groupTag: string;
  /** SHA-256 of the TPM's public endorsement key, hex, where the hardware hash has one: another one is another mainboard. */
  endorsementKeyDigest?: string | undefined;
  /** User principal name of whom the file assigns it to; looked up once more before the import. */
  assignedUser?: string | undefined;

  /** Batch that asked for it: a registration request. */
  requestedIn?: string | undefined;
  /** When it was accepted, last. Enrolments before this belong to an earlier life of the device. */
  registeredAt: number;
  /** First seen assigned to one of our Autopilot profiles. */
  shippedSince?: number | undefined;
  /** Registered by Preflight: in its groups, read back. */
  managedSince?: number | undefined;

  status: Status;
  step: Step;
  /** Since when it is in this status and step. */
  stepSince: number;
  /** How often it became ready for user, or stopped being that: what a card said of it before holds no longer. Absent before the first time. */
  readiness?: number | undefined;
  /** Since when it waits to be imported, while an import is tried again and again. */
  waitingSince?: number | undefined;
  problem?: Problem | undefined;
  /** The last error of the step it is in; goes into whatever problem comes of it. */
  serviceError?: ServiceAnswer | undefined;

  /** The import request that carries it, ours. Set before the request is sent; absent once that import is certainly over. */
  importId?: string | undefined;
  importRequestedAt?: number | undefined;
  /** Whether Autopilot answered that it took the import. Absent while nobody knows: no answer came, or nobody was left to note it. A `false` is believed once its list shows no trace either. */
  importTaken?: boolean | undefined;
  /** Requests sent for it that ended in a transient error, or were taken and left no trace. */
  importAttempts?: number | undefined;
  /** Staging record of the import, removed once read. */
  importRecordId?: string | undefined;

  autopilotId?: string | undefined;
  entraDeviceId?: string | undefined;
  entraObjectId?: string | undefined;
  /** Since when Entra, asked for the very object that Autopilot names, says that there is none. */
  entraAbsentSince?: number | undefined;
  managedDeviceId?: string | undefined;
  deviceName?: string | undefined;
  /** The latest new name asked for; absent once Intune shows it. */
  renaming?: Renaming | undefined;
  /** Since when it could not be renamed, as people were told once; absent again when its name is what applies. */
  notRenamedSince?: number | undefined;
  userPrincipalName?: string | undefined;
  lastSyncAt?: number | undefined;
  deploymentGroup?: DeploymentPlace | undefined;
  /** Since when Preflight has been putting its groups or tag right, or moving it. */
  correctingSince?: number | undefined;
  /** Display name of the Autopilot profile it was last seen assigned to. */
  assignedProfile?: string | undefined;

  /** Handed to the carrier or to its user: step 10 of the automatic and 18 of the manual workflow. */
  shipped?: PersonsWord | undefined;
  /** When people were last reminded that it waits to be shipped. */
  shipReminderAt?: number | undefined;
  /** Somebody saw that it works in its user's hands: steps 16 and 24. */
  confirmed?: PersonsWord | undefined;
  /** Somebody asked to deregister it; kept when it is done. */
  removal?: Removal | undefined;

  /** When to look again; absent when nothing is expected to change by itself. */
  dueAt?: number | undefined;
  /** Looks since the last move, for the polling back-off. */
  looks: number;
  /** What must still be said about it, oldest first. */
  announcements: Announcement[];
  /** Announcements made over its whole life: gives each an id of its own. */
  announcementCount: number;
  /** Time of the oldest announcement, for the deliver job's query; absent when there is none. */
  announcedAt?: number | undefined;
  /** Oldest first, bounded. */
  timeline: TimelineEntry[];
}

/** A hardware hash, kept until Autopilot has the device. Personal data: never logged. */
export interface StoredHash extends Stored {
  /** The device's key. */
  readonly id: string;
  /** Padded base64. */
  hardwareHash: string;
}

/**
 * The key of a device: manufacturer and serial number as a decoded hash, an Autopilot identity and an Intune record all know them, folded
 * so that case, spacing, punctuation and the legal form of a company (`Dell Inc.`, `Dell`) do not make two devices of one.
 */
export function deviceKey(manufacturer: string, serialNumber: string): string {
  const maker = fold(manufacturer).replace(/[.,]/g, '').replace(legalForm, '');
  return `${maker}|${foldSerial(serialNumber)}`;
}

/** A serial number for comparing: services change case and blanks. */
export function foldSerial(serialNumber: string): string {
  return fold(serialNumber);
}

/** What may follow a manufacturer's name, folded and without dots. */
const legalForm = /( (INC|INCORPORATED|CORP|CORPORATION|CO|COMPANY|LTD|LIMITED|LLC|GMBH|AG|PLC)){1,4}$/;

function fold(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase();
}
