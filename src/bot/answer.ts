import type { BatchView } from '../registration/batches/view.ts';
import type { AdaptiveCard } from './cards/expand.ts';
import type { OfferedFile } from './handover/fileConsent.ts';

/** What the bot says, before any transport. */
export type Answer =
  /** Markdown; outside data in it is escaped with `escapeMarkdown`. */
  | { kind: 'text'; text: string }
  | {
      kind: 'card';
      card: AdaptiveCard;
      /** For the notification: the card's title. */
      summary: string;
      /** Told the id of the message once it is sent. */
      onSent?: ((activityId: string) => Promise<void>) | undefined;
    }
  /** Asks whether somebody wants a file. In personal chat only. */
  | { kind: 'offer'; file: OfferedFile; onSent?: ((activityId: string) => Promise<void>) | undefined };

/** What a card's button leads to. */
export type ActionAnswer =
  /** The card stays as it is and this sentence shows below it. Plain text. `follow` are messages for everybody in the conversation. */
  | { kind: 'message'; text: string; follow?: readonly Answer[] | undefined }
  /** The card is replaced: for everybody who sees the message, or just for who pressed the button. `also` is a sentence for the latter. */
  | {
      kind: 'replace';
      card: AdaptiveCard;
      summary: string;
      forEveryone: boolean;
      /** What the pressed card is about (`known/about.ts`): its message is edited only where it is remembered as that. */
      about: string;
      /** What the message is about from then on, where that is something else. */
      becomes?: string | undefined;
      also?: string | undefined;
      /** The batch it shows, where it is a batch's card. */
      view?: BatchView | undefined;
      follow?: readonly Answer[] | undefined;
    }
  /** The card stays and these messages follow. */
  | { kind: 'say'; answers: Answer[] };

/** A sentence as an answer. */
export function say(text: string): Answer {
  return { kind: 'text', text };
}
