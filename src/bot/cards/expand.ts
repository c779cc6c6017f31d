import { createRequire } from 'node:module';

/** What is used of `adaptivecards-templating`. Its own types import TypeScript source of `adaptivecards`, which does not compile under our flags. */
interface Templating {
  Template: new (template: object) => { expand(context: { $root: unknown }): unknown };
}

const { Template } = createRequire(import.meta.url)('adaptivecards-templating') as Templating;

/** An Adaptive Card as JSON; `test/bot/cards` holds each against the rules of version 1.5. */
export type AdaptiveCard = { type: 'AdaptiveCard' } & Record<string, unknown>;

/** Values of a template's view model: a name that is missing would show as `${name}` on the card, so every one is given. */
export type ViewValue = string | number | boolean | readonly ViewValue[] | { readonly [name: string]: ViewValue };

/** Fills a card template. Text in the view model is never evaluated again. */
export function expand(template: object, view: { readonly [name: string]: ViewValue }): AdaptiveCard {
  const card: unknown = new Template(template).expand({ $root: view });
  return { ...(card as object), type: 'AdaptiveCard' };
}
