import { attempt, byId, call, create, option, personText } from './page.js';

/** What stands on the page, by id of the message. */
const shown = new Map();

/** Cards that wait for somebody else than the person at the keyboard: who presses, what is filled in, and the buttons. */
export function drawClicks(cards, people, refresh) {
  byId('clicks-none').hidden = cards.length > 0;
  for (const [id, { element }] of shown) {
    if (cards.some((card) => card.id === id)) continue;
    element.remove();
    shown.delete(id);
  }
  for (const card of cards) {
    const before = shown.get(card.id);
    const signature = JSON.stringify(card);
    // A card that did not change stays, so that focus and what is being written do too.
    if (before?.signature === signature) continue;
    const element = cardItem(card, people, refresh);
    if (before === undefined) byId('clicks').append(element);
    else before.element.replaceWith(element);
    shown.set(card.id, { signature, element });
  }
}

function cardItem(card, people, refresh) {
  const who = create('select', '', ...people.map((person) => option(person.id, personText(person))));
  who.value = card.presser;
  const inputs = card.inputs.map(({ id, type }) => {
    const input = create('input', '');
    input.name = id;
    input.type = type === 'Input.Date' ? 'date' : 'text';
    return input;
  });
  const buttons = card.buttons.map(({ title, verb }) => {
    const button = create('button', '', title);
    button.type = 'button';
    button.setAttribute('aria-label', `${title}: ${card.title}`);
    button.addEventListener('click', () => press({ id: card.id, verb, person: who.value }, inputs, buttons, refresh));
    return button;
  });
  return create(
    'li',
    '',
    create('div', '', create('div', 'asked', card.title), create('div', 'sub', `in ${card.place}`)),
    field('Who presses', who, card),
    ...card.inputs.map(({ id, label }, index) => field(label || id, inputs[index], card)),
    create('div', 'buttons', ...buttons),
  );
}

async function press(click, inputs, buttons, refresh) {
  byId('clicked').textContent = '';
  const filled = inputs.filter(({ value }) => value !== '').map(({ name, value }) => [name, value]);
  for (const button of buttons) button.disabled = true;
  await attempt(async () => {
    const { pressed, by, said } = await call('POST', 'clicks', { ...click, inputs: Object.fromEntries(filled) });
    byId('clicked').textContent = `${by} pressed ${pressed}. ${said ?? 'The card in the chat shows it.'}`;
    await refresh();
  });
  for (const button of buttons) button.disabled = false;
}

function field(text, control, card) {
  const label = create('label', '', text);
  control.id = `click-${card.id}-${control.name || 'who'}`;
  label.htmlFor = control.id;
  return create('div', 'field', label, control);
}
