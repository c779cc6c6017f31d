import { attempt, byId, call, create } from './page.js';

let shown = '';

/** Files that the bot offers, with the two buttons Teams has for them, and files that were accepted. */
export function drawFiles({ offered, received }, refresh) {
  const signature = JSON.stringify([offered, received]);
  // Lists that did not change stay, so that focus does too.
  if (signature === shown) return;
  shown = signature;
  byId('handed-none').hidden = offered.length + received.length > 0;
  byId('offered').replaceChildren(...offered.map((file) => offerItem(file, refresh)));
  byId('received').replaceChildren(...received.map(receivedItem));
}

function offerItem({ id, name, description }, refresh) {
  const answer = (label, accept) => {
    const button = create('button', '', label);
    button.type = 'button';
    button.setAttribute('aria-label', `${label} ${name}`);
    button.addEventListener('click', () =>
      attempt(async () => {
        await call('POST', 'handed-over', { id, accept });
        await refresh();
      }),
    );
    return button;
  };
  const text = create('span', '', name, create('span', 'sub', ` ${description}`));
  return create('li', '', text, create('span', 'buttons', answer('Accept', true), answer('Decline', false)));
}

function receivedItem({ id, name, size }) {
  const link = create('a', 'quiet', name);
  link.href = `received/${encodeURIComponent(id)}/${encodeURIComponent(name)}`;
  return create('li', '', link, create('span', '', `${size} bytes`));
}
