/** Something people must be told about one device. */
export type AnnouncementKind =
  | 'ready'
  | 'active'
  | 'failed'
  | 'stuck'
  | 'discovered'
  | 'inactive'
  /** Something is wrong with a device in use, and a person has to act. */
  | 'attention'
  /** Was ready for user and is not any more: do not ship it. */
  | 'withdrawn'
  /** Somebody changed its groups or tag by hand, and Preflight put that right. */
  | 'corrected'
  /** An administrator's move to another deployment group is complete. */
  | 'moved'
  /** It could not be given a name that follows the naming convention; told once, until one works. */
  | 'notRenamed'
  /** Ready for long and nobody said that it was shipped. */
  | 'unshipped'
  /** Deregistered, as somebody asked. */
  | 'removed';

export interface Announcement {
  /** Unique for all time: device key, kind and the count of announcements before it. */
  id: string;
  kind: AnnouncementKind;
  /** Milliseconds since 1970 UTC. */
  at: number;
  /** What happened, where the kind alone does not say it. */
  detail?: string | undefined;
}
