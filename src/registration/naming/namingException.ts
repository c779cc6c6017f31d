import type { Person } from '../person.ts';
import type { Stored } from '../ports/stored.ts';

/** Which devices an exception is for, widest first. */
export type NamingScope =
  | { kind: 'tenant' }
  /** Id of a device profile of the policy. */
  | { kind: 'profile'; profile: string }
  | { kind: 'batch'; batchId: string }
  /** Device keys. */
  | { kind: 'devices'; deviceIds: string[] };

/** What is wanted instead of the naming convention. */
export type WantedNames =
  /** Names are left as they are. */
  | { kind: 'keep' }
  /** A template of the organisation's own, valid when it was asked for. */
  | { kind: 'template'; template: string };

/** `draft`: being written, seen by who writes it only. */
export type NamingState = 'draft' | 'requested' | 'approved' | 'denied' | 'withdrawn' | 'revoked' | 'expired';

/** Something somebody did to an exception. */
export interface NamingAct {
  by: Person;
  /** Milliseconds since 1970 UTC. */
  at: number;
  comment?: string | undefined;
}

/** What people are to be told of an exception, beside its cards: `request` is a card of its own for whoever may decide. */
export type NamingNews = 'request' | 'decided' | 'withdrawn' | 'revoked' | 'extended' | 'ending' | 'expired';

/** The card of an exception in one conversation: posted once, then edited in place. */
export interface NamingCard {
  /** Conversation id of a chat or channel. */
  conversationId: string;
  /** Who reads it there: those who may decide, or who asked. */
  reader: 'approver' | 'requester';
  /** Somebody asked to see it; nobody is told of news there because of it. */
  isCopy?: true | undefined;
  /** `sending`: a process claimed it and is posting, or died while it was. */
  state: 'waiting' | 'sending' | 'sent' | 'dropped';
  /** When it was claimed. Milliseconds since 1970 UTC. */
  claimedAt?: number | undefined;
  activityId?: string | undefined;
  attempts: number;
  /** Not before this, after a failure. Milliseconds since 1970 UTC. */
  retryAt?: number | undefined;
  /** Attempts in a row of which nobody knows whether they arrived, and when the latest was. */
  unknown?: number | undefined;
  unknownAt?: number | undefined;
  /** Revision of the exception that it shows. */
  shown?: number | undefined;
}

/** Something that happened to an exception, for the audit: kept in the exception, in the write that made it happen, until it is there. */
export interface NamingEffect {
  /** Of the audit entry too, so that it is written once. */
  id: string;
  action: string;
  by: Person;
  /** Milliseconds since 1970 UTC. */
  at: number;
  detail: Record<string, unknown>;
  activityId?: string | undefined;
}

/** A naming exception, from its draft to its end: one document, committed whole. Times are milliseconds since 1970 UTC. */
export interface NamingException extends Stored {
  readonly id: string;
  state: NamingState;
  /** A draft that its writer went back to, to change it: another takes its place, and it is not sent. */
  isSuperseded?: true | undefined;
  /** Counts what people can see of it: a card that shows an older one is edited. */
  revision: number;
  scope: NamingScope;
  wanted: WantedNames;
  reason: string;
  /** Last day it is in force, `2027-03-31`; it ends at midnight UTC after it. */
  lastDay: string;
  /** When it ends. */
  until: number;
  requester: Person;
  /** When it was sent, or written while it is a draft. */
  requestedAt: number;
  /** Approved or denied, by whom; the first decision stays. */
  decision?: NamingAct | undefined;
  /** Withdrawn or revoked, by whom; expired by nobody. */
  ending?: Partial<NamingAct> | undefined;
  /** The latest extension. */
  extension?: (NamingAct & { before: string }) | undefined;
  /** When people were told that it ends soon. */
  remindedAt?: number | undefined;
  cards: NamingCard[];
  /** Nobody but the requester has the approver role. */
  nobody?: boolean | undefined;
  /** What happened and is not in the audit yet. */
  effects?: NamingEffect[] | undefined;
  /** Approvers who could not be told, by name, because they have not met Preflight in a chat. */
  unreached?: string[] | undefined;
  /** What is still to be told, oldest first. */
  news: { id: string; kind: NamingNews; at: number }[];
  /** When its cards or news are to be looked at; absent when everything is told. */
  tellAt?: number | undefined;
  /** When something happens by itself: its reminder or its end; absent when nothing does. */
  dueAt?: number | undefined;
}

/** Whether it changes names now. The clock decides, not only the job that notes the end. */
export function isInForce({ state, until }: Pick<NamingException, 'state' | 'until'>, now: number): boolean {
  return state === 'approved' && now < until;
}

/** Whether nothing can happen to it any more. */
export function isOver({ state }: Pick<NamingException, 'state'>): boolean {
  return state === 'denied' || state === 'withdrawn' || state === 'revoked' || state === 'expired';
}
