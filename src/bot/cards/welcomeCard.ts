import { type AdaptiveCard, expand } from './expand.ts';
import template from './welcome.json' with { type: 'json' };

/** The title of the welcome card. */
export const welcomeTitle = 'Preflight registers Windows devices with Autopilot from a chat';

/** Said once when the bot is added. `chatUrl` leads to the personal chat; empty when this is one. */
export function welcomeCard(chatUrl: string): AdaptiveCard {
  return expand(template, {
    title: welcomeTitle,
    steps: [
      { number: '1', text: 'Send a CSV' },
      { number: '2', text: 'Choose a profile' },
      { number: '3', text: 'Get told when devices are ready' },
    ],
    where:
      chatUrl === ''
        ? 'Attach the CSV to a message here, or paste its text. Write help to see everything else.'
        : 'Files reach Preflight only in the personal chat. Here, write subscribe to get digests in this channel.',
    chatUrl,
  });
}
