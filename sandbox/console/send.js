import { byId, call, create, option, personText } from './page.js';

let chosen;

/** Fills the form once: samples, people, drop zone, and sending. */
export async function prepareSending(people) {
  const { samples, chat } = await call('GET', 'samples');
  const sample = byId('sample');
  sample.append(...samples.map(({ id, name }) => option(id, name)));
  byId('person').append(...people.map((person) => option(person.id, personText(person))));
  sample.addEventListener('change', () => {
    choose(undefined);
    describe();
    byId('download').href = `_sandbox/samples/${encodeURIComponent(sample.value)}`;
  });
  function describe() {
    say(samples.find(({ id }) => id === sample.value)?.description ?? '', true);
  }
  describe();
  byId('file').addEventListener('change', (event) => choose(event.target.files[0]));
  prepareDrop(byId('drop'));
  byId('send').addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  if (!chat) say('The chat is not running, so nothing can be sent to it. Start everything with npm start.', false);
}

function prepareDrop(zone) {
  zone.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    choose(event.dataTransfer.files[0]);
  });
}

function choose(file) {
  chosen = file;
  byId('drop').classList.toggle('chosen', file !== undefined);
  if (file !== undefined) byId('drop-text').textContent = `${file.name} (${Math.ceil(file.size / 1024)} KB)`;
  else
    byId('drop-text').replaceChildren(
      create('strong', '', 'Drop a CSV of hardware hashes here'),
      create('br', ''),
      'or click to choose one',
    );
}

async function send() {
  const button = byId('send-button');
  const user = encodeURIComponent(byId('person').value);
  button.disabled = true;
  try {
    const answer =
      chosen === undefined
        ? await call('POST', `deliver?user=${user}&sample=${encodeURIComponent(byId('sample').value)}`)
        : await call('POST', `deliver?user=${user}&name=${encodeURIComponent(chosen.name)}`, chosen);
    say(`Sent ${answer.sent} as ${answer.as}. Look at the chat.`, true);
  } catch (error) {
    say(error.message, false);
  } finally {
    button.disabled = false;
  }
}

function say(text, good) {
  const line = byId('sent');
  line.textContent = text;
  line.classList.toggle('bad', !good);
}
