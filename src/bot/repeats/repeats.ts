import { type Activity, ActivityTypes } from 'botbuilder';
import type { AnsweredActivities } from '../../registration/answered/answeredActivities.ts';
import type { Log } from '../../registration/ports/log.ts';

/** Knows messages that are being answered, or were: Teams sends one again when it got no answer within fifteen seconds. */
export interface Repeats {
  /** Whether to answer this activity: not when it is being answered already, or was. */
  begin(activity: Activity): Promise<boolean>;
  /** It was answered, with a report or with what went wrong. */
  end(activity: Activity): Promise<void>;
}

/** Messages only: what a button leads to is stored with the device or batch it is about, and says so itself when it is pressed twice. */
export function createRepeats(answered: AnsweredActivities, log: Log): Repeats {
  const inHand = new Set<string>();
  /** The activities that were begun here: one that was left alone does not end another. */
  const begun = new WeakSet<Activity>();
  return {
    async begin(activity) {
      const key = keyOf(activity);
      if (key === undefined) return true;
      if (inHand.has(key)) return repeated('is being answered');
      inHand.add(key);
      begun.add(activity);
      const [conversationId, activityId] = idsOf(activity);
      try {
        if (!(await answered.has(conversationId, activityId))) return true;
      } catch (error) {
        // Better answered twice than never.
        log.warn({ reason: String(error) }, 'whether a message was answered before could not be looked up');
        return true;
      }
      inHand.delete(key);
      begun.delete(activity);
      return repeated('was answered');
    },
    async end(activity) {
      const key = keyOf(activity);
      if (key === undefined || !begun.has(activity)) return;
      const [conversationId, activityId] = idsOf(activity);
      try {
        await answered.add(conversationId, activityId);
      } catch (error) {
        log.warn({ reason: String(error) }, 'that a message was answered could not be noted');
      } finally {
        inHand.delete(key);
      }
    },
  };

  function repeated(why: string): false {
    log.info({}, `a message that Teams sent again is left alone: it ${why}`);
    return false;
  }
}

function keyOf(activity: Activity): string | undefined {
  if (activity.type !== ActivityTypes.Message || !isText(activity.id)) return undefined;
  return JSON.stringify(idsOf(activity));
}

function idsOf({ conversation, id }: Activity): [string, string] {
  return [conversation.id, id ?? ''];
}

/** The wire may have anything in the place of an id. */
function isText(id: unknown): id is string {
  return typeof id === 'string' && id !== '';
}
