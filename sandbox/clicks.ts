import type { Conversation } from './playground/conversation.ts';
import { answerSentence, type ChatMessage } from './playground/feed.ts';
import { conversationIds, type PlaygroundPerson, type PlaygroundWorld } from './playground/world.ts';
import { chatPeople, type Person } from './tenant/people.ts';

/** A card on which somebody other than the person at the keyboard is to press a button. */
export interface ClickableCard {
  /** Id of the message. */
  id: string;
  /** What the card says first. */
  title: string;
  /** Where it stands: `the IT operations channel`. */
  place: string;
  /** Entra object id of who presses unless somebody else is chosen: the first person with the role it needs. */
  presser: string;
  /** Its buttons for that person. */
  buttons: { title: string; verb: string }[];
  /** What can be filled in beside them. */
  inputs: { id: string; type: string; label: string }[];
}

/** A button that somebody is to press. */
export interface Click {
  /** Id of the message. */
  id: string;
  verb: string;
  /** Entra object id of who presses; who the card is for when left out. */
  person?: string | undefined;
  /** What is filled in, by the id of the input. */
  inputs?: Record<string, string> | undefined;
}

/** What became of a click. */
export interface ClickOutcome {
  /** Title of the button. */
  pressed: string;
  /** Name of who pressed it. */
  by: string;
  /** What the bot answered to who pressed; absent where the card alone shows it. */
  said?: string | undefined;
}

/** Presses buttons for everybody else in the chats: Playground speaks only as the person at the keyboard. */
export interface Clicks {
  /** Cards that stand in a channel or the group chat now. */
  cards(): ClickableCard[];
  /**
   * Rejects with `RangeError` for a card, a button, a person or an input that is not there (any more), with another error when Playground or the bot
   * refuses the click.
   */
  press(click: Click): Promise<ClickOutcome>;
}

/** Whom the buttons are for that the person who asked cannot press, or not with any effect, by verb. */
const forWhom: ReadonlyMap<string, Person['roles'][number]> = new Map([
  ['approveNaming', 'approver'],
  ['denyNaming', 'approver'],
  ['extendNaming', 'approver'],
  ['revokeNaming', 'approver'],
]);

type OpenChat = Pick<Conversation, 'feed' | 'world' | 'press'>;

/** `chat` is undefined until Playground runs. */
export function chatClicks(chat: () => OpenChat | undefined): Clicks {
  return {
    cards: () => messagesOf(chat()).map(({ card }) => card),
    async press({ id, verb, person, inputs = {} }) {
      const open = chat();
      const found = messagesOf(open).find(({ message }) => message.id === id);
      if (open === undefined || found === undefined) throw new RangeError('Nobody is asked on this card any more.');
      const { card, message } = found;
      const button = card.buttons.find((each) => each.verb === verb);
      if (button === undefined) throw new RangeError('The card does not have this button any more.');
      const stranger = Object.keys(inputs).find((name) => !card.inputs.some((input) => input.id === name));
      if (stranger !== undefined) throw new RangeError(`The card has nothing to fill in called ${stranger}.`);
      const from = personOf(person ?? card.presser, open.world);
      const said = answerSentence(await open.press(message, verb, { from, inputs }));
      return { pressed: button.title, by: from.name, said };
    },
  };
}

function messagesOf(chat: OpenChat | undefined): { message: ChatMessage; card: ClickableCard }[] {
  if (chat === undefined) return [];
  return chat.feed.messages().flatMap((message) => {
    const card = clickable(message, chat.world);
    return card === undefined ? [] : [{ message, card }];
  });
}

/** The card of a message, where it has such buttons. Those in the personal chat are for the person at the keyboard. */
function clickable(message: ChatMessage, world: PlaygroundWorld): ClickableCard | undefined {
  const { id, card, conversationId } = message;
  if (card === undefined || conversationId === conversationIds.personal) return undefined;
  const actions = card.actions.filter(({ enabled, verb }) => enabled && forWhom.has(verb));
  const role = forWhom.get(actions[0]?.verb ?? '');
  const presser = chatPeople.find(({ roles }) => role !== undefined && roles.includes(role));
  if (presser === undefined) return undefined;
  return {
    id,
    title: card.lines[0] ?? 'A card',
    place: placeText(conversationId, world),
    presser: presser.id,
    buttons: actions.map(({ title, verb }) => ({ title, verb })),
    inputs: card.inputs.map((input) => ({ id: input.id, type: input.type, label: input.label })),
  };
}

function personOf(objectId: string, { currentUser, others }: PlaygroundWorld): PlaygroundPerson {
  const person = [currentUser, ...others].find((each) => each.objectId === objectId);
  if (person === undefined) throw new RangeError(`Nobody in the chats has the object id ${objectId}.`);
  return person;
}

function placeText(conversationId: string, { team }: PlaygroundWorld): string {
  const top = conversationId.split(';')[0];
  if (top === conversationIds.channel) return `the ${team.channel} channel`;
  return top === conversationIds.general ? 'the General channel' : 'the group chat';
}
