import type { Device } from '../../registration/lifecycle/device.ts';
import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import { stateWords } from './deviceCard.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import { mostMoved } from './mostMoved.ts';
import { enumerate, plain, shownSerial } from './text.ts';
import template from './which.json' with { type: 'json' };

const words: Readonly<Record<PersonsStep, { title: string; label: string; button: string; answered: string }>> = {
  shipped: {
    title: 'Which devices were shipped?',
    label: 'Devices that were handed over',
    button: 'Mark as shipped',
    answered: 'Answered: which devices were shipped',
  },
  confirmed: {
    title: 'Which devices work?',
    label: 'Devices that somebody saw work',
    button: 'Confirm',
    answered: 'Answered: which devices work',
  },
};

/** The devices that the card offers, by key; the others need another message. */
export function offeredDoubles(doubles: readonly Device[]): string[] {
  return offered(doubles).map(({ id }) => id);
}

function offered(doubles: readonly Device[]): readonly Device[] {
  return doubles.slice(0, mostMoved);
}

/** Asks for which of the devices that share a serial number with another manufacturer's somebody meant to take a step: a wrong word falsifies the record. */
export function whichCard(step: PersonsStep, doubles: readonly Device[]): AdaptiveCard {
  const { title, label, button } = words[step];
  const shown = offered(doubles);
  const more = doubles.length > shown.length ? ' Write the serial numbers of the others in another message.' : '';
  return expand(template, {
    title,
    sentences: [
      { text: `Devices of several manufacturers have the same serial number. Nothing was done about them.${more}` },
    ],
    asks: true,
    label,
    choices: shown.map((device, index) => ({ title: choiceTitle(device), value: String(index) })),
    button,
    step,
    doubleIds: shown.map(({ id }) => id),
  });
}

/** The question in one line. */
export function whichTitle(step: PersonsStep): string {
  return words[step].title;
}

/** Stands in the place of the question once somebody answered it: who chose which devices, and in `sentences` what became of them. */
export function chosenCard(
  step: PersonsStep,
  devices: readonly Pick<Device, 'serialNumber' | 'manufacturer'>[],
  by: string,
  sentences: readonly string[],
): AdaptiveCard {
  const chosen = devices.map(
    ({ serialNumber, manufacturer }) => `${plain(manufacturer, 40)} ${shownSerial(serialNumber)}`,
  );
  const who = `${plain(by, 80)} chose ${enumerate(chosen)}.`;
  return expand(template, {
    title: words[step].answered,
    sentences: [...(chosen.length === 0 ? [] : [who]), ...sentences].map((text) => ({ text })),
    asks: false,
    label: '',
    choices: [],
    button: '',
    step,
    doubleIds: [],
  });
}

/** What became of the question in one line. */
export function chosenTitle(step: PersonsStep): string {
  return words[step].answered;
}

function choiceTitle(device: Device): string {
  const { serialNumber, manufacturer, model } = device;
  return `${shownSerial(serialNumber)}, ${plain(manufacturer, 40)} ${plain(model, 40)}: ${stateWords(device)}`;
}
