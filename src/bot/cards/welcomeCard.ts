import type { Turn } from '../turn.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './welcome.json' with { type: 'json' };

/** The title of the welcome card. */
export const welcomeTitle = 'Preflight registers Windows devices with Autopilot from a chat';

/** Said once when the bot is added to a conversation of this kind. `chatUrl` leads to the personal chat. */
export function welcomeCard(kind: Turn['conversation']['kind'], chatUrl: string): AdaptiveCard {
  return expand(template, {
    title: welcomeTitle,
    steps: [
      { number: '1', text: 'Send a CSV' },
      { number: '2', text: 'Choose a profile' },
      { number: '3', text: 'Get told when devices are ready' },
    ],
    where: where[kind],
    chatUrl: kind === 'personal' ? '' : chatUrl,
  });
}

const where: Readonly<Record<Turn['conversation']['kind'], string>> = {
  personal: 'Attach the CSV to a message here, or paste its text. Write help to see everything else.',
  channel: 'Files reach Preflight only in the personal chat. Here, write subscribe to get digests in this channel.',
  groupChat: 'Files reach Preflight only in the personal chat. Here, write help to see what you can do.',
};
