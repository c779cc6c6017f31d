import type { ActionAnswer } from '../answer.ts';
import {
  changedTemplateCard,
  changedTemplateTitle,
  confirmTemplateCard,
  confirmTemplateTitle,
  keptTemplateCard,
  keptTemplateTitle,
} from '../cards/nameTemplateCard.ts';
import { plain } from '../cards/text.ts';
import { about } from '../known/about.ts';
import { rememberAs } from '../known/knownCards.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';

type Of<V extends CardAction['verb']> = Extract<CardAction, { verb: V }>;

const same = 'The template of this Autopilot profile is what applies already. Nothing was changed.';

/** Asks, on a card of its own, whether the name template of an Autopilot profile shall be changed. Nothing happens before that is answered. */
export async function askForTemplate(
  { profileId }: Of<'setNameTemplate'>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const differences = await world.registration.naming.differences();
  const difference = differences.find((each) => each.profileId === profileId);
  if (difference === undefined) return { kind: 'message', text: same };
  const card = confirmTemplateCard(difference);
  const onSent = rememberAs(about.template(profileId), turn, world);
  return { kind: 'say', answers: [{ kind: 'card', card, summary: confirmTemplateTitle(difference), onSent }] };
}

/** Changes the tenant: sets the name template of an Autopilot profile to what applies. Where that is something else by now, asks again. */
export async function setTemplate(
  { profileId, wanted }: Of<'confirmNameTemplate'>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const { sender: actor, activityId } = turn;
  const outcome = await world.registration.naming.setTemplate({ profileId, shown: wanted, actor, activityId });
  switch (outcome.kind) {
    case 'changed': {
      const card = changedTemplateCard(outcome.difference, actor.name);
      return {
        kind: 'replace',
        card,
        summary: changedTemplateTitle(outcome.difference),
        forEveryone: true,
        about: about.template(profileId),
        becomes: about.answered,
      };
    }
    case 'differs': {
      const { difference } = outcome;
      const also = 'Something else applies by now, so nothing was changed. Read the card again.';
      const card = confirmTemplateCard(difference);
      return {
        kind: 'replace',
        card,
        summary: confirmTemplateTitle(difference),
        forEveryone: true,
        about: about.template(profileId),
        also,
      };
    }
    case 'same':
      return { kind: 'message', text: same };
    case 'failed':
      return { kind: 'message', text: plain(outcome.message, 400) };
    default:
      return outcome satisfies never;
  }
}

/** Puts the question away. */
export async function keepTemplate(_action: Of<'keepNameTemplate'>, turn: Turn): Promise<ActionAnswer> {
  return {
    kind: 'replace',
    card: keptTemplateCard(turn.sender.name),
    summary: keptTemplateTitle,
    forEveryone: true,
    about: about.anyTemplate,
    becomes: about.answered,
  };
}
