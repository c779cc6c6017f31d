import type { Card, CardAction } from './readCard.ts';

/**
 * The data a client sends for a button: the button's own, and over it the value of each input, as chosen by a person or else as the card sets it.
 * Throws where a client would not send: a required input left empty, a choice that is not offered, an input the card does not have, a button that is off.
 * @param chosen by input id; for a choice set the value or the title of a choice, for a toggle `true` or `false`
 */
export function fillInputs(card: Card, action: CardAction, chosen: Record<string, string>): Record<string, unknown> {
  if (!action.enabled) throw new Error(`The button "${action.title}" is switched off.`);
  if (!action.takesInputs) return { ...action.data };
  const strangers = Object.keys(chosen).filter((id) => !card.inputs.some((input) => input.id === id));
  if (strangers.length > 0) {
    throw new Error(
      `The card has no input ${strangers.join(', ')}; it has ${card.inputs.map((input) => input.id).join(', ') || 'none'}.`,
    );
  }
  const values = card.inputs.map((input) => [input.id, inputValue(input, chosen[input.id])] as const);
  return { ...action.data, ...Object.fromEntries(values.filter(([, value]) => value !== undefined)) };
}

function inputValue(input: Card['inputs'][number], chosen: string | undefined): string | undefined {
  if (input.type === 'Input.Toggle') {
    if (chosen === undefined) return input.value === '' ? input.off : input.value;
    return chosen === 'true' ? input.on : input.off;
  }
  const value = chosen ?? input.value;
  if (value === '') {
    if (input.required)
      throw new Error(`The card keeps its form: ${input.errorMessage || `"${input.label || input.id}" is required`}.`);
    return undefined;
  }
  if (input.type !== 'Input.ChoiceSet') return value;
  const picked = input.choices.find((choice) => choice.value === value || choice.title === value);
  if (picked === undefined && !input.multiple) {
    throw new Error(
      `"${input.label || input.id}" does not offer ${value}; it offers ${input.choices.map((choice) => choice.value).join(', ')}.`,
    );
  }
  return picked?.value ?? value;
}
