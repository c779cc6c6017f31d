import { drawClicks } from './clicks.js';
import { drawDevices } from './devices.js';
import { drawFiles } from './handedOver.js';
import { drawMishaps, prepareMishaps } from './mishaps.js';
import { attempt, byId, call, create, spanText, timeText } from './page.js';
import { prepareSending } from './send.js';

/** The clock as last heard, and when that was. */
let clock = { now: Date.now(), speed: 1, manual: true, heardAt: performance.now() };
let prepared = false;
let uploaded = 0;

function virtualNow() {
  return clock.manual ? clock.now : clock.now + (performance.now() - clock.heardAt) * clock.speed;
}

async function refresh() {
  const [heard, state, counters, { faults }, files, { cards }] = await Promise.all([
    call('GET', 'clock'),
    call('GET', 'state?limit=100'),
    call('GET', 'counters'),
    call('GET', 'faults'),
    call('GET', 'handed-over'),
    call('GET', 'clicks'),
  ]);
  clock = { ...heard, heardAt: performance.now() };
  drawClock(state);
  drawDevices(state, refresh);
  drawMishaps(state);
  drawCounters(counters);
  drawFaults(faults);
  drawFiles(files, refresh);
  drawClicks(cards, state.people, refresh);
  if (!prepared) {
    prepared = true;
    await prepareSending(state.people);
  }
}

function drawClock(state) {
  byId('pace').textContent = clock.manual ? 'held' : `${clock.speed}× real time`;
  for (const button of document.querySelectorAll('[data-speed]')) {
    button.setAttribute('aria-pressed', String(!clock.manual && Number(button.dataset.speed) === clock.speed));
  }
  byId('hold').setAttribute('aria-pressed', String(clock.manual));
  byId('next').textContent =
    state.next === null
      ? 'Nothing is planned in the tenant.'
      : `Next in the tenant: in ${spanText(state.next - state.now)}`;
  const { signInAfter } = state;
  byId('self').textContent =
    signInAfter === null
      ? 'Users sign in only when you say so.'
      : `Users sign in by themselves ${spanText(signInAfter)} after their device's profile is assigned.`;
  for (const button of document.querySelectorAll('[data-self]')) {
    button.setAttribute('aria-pressed', String((button.dataset.self === '') === (signInAfter === null)));
  }
}

function drawCounters(counters) {
  byId('round-trips').textContent = String(counters.roundTrips);
  byId('requests').textContent = String(counters.requests);
  const routes = Object.entries(counters.byRoute).sort(([, one], [, other]) => other - one);
  byId('routes').replaceChildren(
    ...routes
      .slice(0, 8)
      .map(([route, count]) => create('li', '', create('span', '', route), create('span', '', String(count)))),
  );
}

function drawFaults(faults) {
  byId('faults').replaceChildren(
    ...faults.map((fault) =>
      create('li', '', create('span', '', faultText(fault)), create('span', '', `${fault.hits} so far`)),
    ),
  );
  byId('clear-faults').disabled = faults.length === 0;
}

function faultText(fault) {
  const what = fault.drop ? 'drops the connection' : `answers ${fault.status ?? `after ${spanText(fault.delay ?? 0)}`}`;
  const left = fault.count === undefined ? '' : `, ${fault.count} requests in all`;
  const rate = fault.rate === undefined ? '' : `, ${Math.round(fault.rate * 100)} % of requests`;
  return `${fault.route} ${what}${left}${rate}`;
}

/** A click that changes something at the sandbox. */
function onClick(selector, act) {
  for (const element of document.querySelectorAll(selector)) {
    element.addEventListener('click', () =>
      attempt(async () => {
        await act(element.dataset);
        await refresh();
      }),
    );
  }
}

onClick('[data-speed]', ({ speed }) => call('POST', 'clock', { speed: Number(speed) }));
onClick('[data-advance]', ({ advance }) => call('POST', 'clock', { advance: Number(advance) }));
onClick('#hold', () => call('POST', 'clock', { hold: true }));
onClick('[data-fault]', ({ fault }) => call('POST', 'faults', { route: '/**', ...JSON.parse(fault) }));
onClick('#clear-faults', () => call('DELETE', 'faults'));
onClick('#reset-log', () => call('DELETE', 'log'));
onClick('[data-self]', ({ self }) =>
  call('POST', 'sign-in-by-themselves', { after: self === '' ? null : Number(self) }),
);
byId('partner').addEventListener('submit', (event) => {
  event.preventDefault();
  uploaded += 1;
  const serialNumber = `PTN${Date.now().toString(36).toUpperCase().slice(-5)}${uploaded}`;
  const device = { serialNumber, manufacturer: 'HP', model: 'HP ProBook 460 G11', groupTag: byId('tag').value };
  void attempt(async () => {
    await call('POST', 'partner-upload', { devices: [device] });
    await refresh();
  });
});

prepareMishaps(refresh);

setInterval(() => {
  byId('time').textContent = timeText(virtualNow());
}, 100);

async function poll() {
  const connection = byId('connection');
  try {
    await refresh();
    if (connection.textContent !== '● live') connection.textContent = '● live';
  } catch {
    if (connection.textContent !== '○ sandbox not reachable') connection.textContent = '○ sandbox not reachable';
  }
  setTimeout(poll, 1000);
}
void poll();
