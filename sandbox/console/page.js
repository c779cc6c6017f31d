/** The element with this id; the page has all that are asked for. */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no #${id}.`);
  return element;
}

/** An element with a class and children; strings become text, never markup. */
export function create(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

/** A choice of a select. */
export function option(value, text) {
  const element = create('option', '', text);
  element.value = value;
  return element;
}

/** `Nestor Wilke (approver, registrar)` */
export function personText({ displayName, roles }) {
  return roles.length === 0 ? `${displayName} (no role)` : `${displayName} (${roles.join(', ')})`;
}

/** Calls the admin API; rejects with the sandbox's own sentence. */
export async function call(method, path, body) {
  const raw = body instanceof Blob;
  const response = await fetch(`_sandbox/${path}`, {
    method,
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    ...(body === undefined || raw ? {} : { headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  const answer = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) throw new Error(answer?.error ?? `The sandbox answered ${response.status}.`);
  return answer;
}

/** Does something and shows what went wrong with it. */
export async function attempt(act) {
  const problem = byId('problem');
  try {
    await act();
    problem.textContent = '';
  } catch (error) {
    problem.textContent = error.message;
  }
}

/** `Tue 24 Nov, 14:05:09`, in this browser's time zone. */
export function timeText(milliseconds) {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(milliseconds);
}

/** `12 min`, `3 h`, `2 days`. */
export function spanText(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return `${Math.max(0, Math.round(milliseconds / 1000))} s`;
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
