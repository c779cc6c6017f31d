/** Something people must be told about one device. */
export type AnnouncementKind = 'ready' | 'active' | 'failed' | 'stuck' | 'discovered' | 'inactive';

export interface Announcement {
  /** Unique for all time: device key, kind and the count of announcements before it. */
  id: string;
  kind: AnnouncementKind;
  /** Milliseconds since 1970 UTC. */
  at: number;
}
