import {draw} from './chart.js';
import {finished, nowAndNext, stages, tone} from './words.js';

const $ = id => document.getElementById(id);
const text = (id, value) => { if ($(id).textContent !== String(value)) $(id).textContent = value; };
const make = (tag, content, className) => {
  const element = document.createElement(tag);
  if (content !== undefined) element.textContent = content;
  if (className) element.className = className;
  return element;
};
const clock = iso => iso ? new Date(iso).toLocaleTimeString([], {hour12: false}) : '';

let rollout = null;
let local = false;

function show(rollouts) {
  // What goes on comes before what is over; the server sends the newest first.
  rollout = rollouts.find(one => !finished(one)) ?? rollouts[0] ?? null;
  $('empty').hidden = rollout !== null;
  $('rollout').hidden = rollout === null;
  if (rollout) showRollout(rollout);
  showOthers(rollouts.filter(one => one !== rollout));
  buttons();
}

function showRollout({spec, status, name}) {
  const now = status ?? {};
  const blue = spec?.blue?.subset ?? 'blue';
  const green = spec?.green?.subset ?? 'green';
  text('app', spec?.policy ?? name);
  text('blue', blue);
  text('green', green);
  document.querySelectorAll('[data-blue]').forEach(e => { e.textContent = blue; });
  document.querySelectorAll('[data-green]').forEach(e => { e.textContent = green; });
  text('state', now.state ?? 'Starting');
  $('state').className = `state ${tone(now.state)}`;
  text('sentence', nowAndNext(rollout));
  document.title = `${spec?.policy ?? name}: ${now.state ?? 'starting'} – Sluice`;
  rail(rollout);
  weight('asked', now.weightAsked, blue, green);
  weight('seen', now.weightSeen, blue, green);
  evidence(now.evidence ?? {});
  journal(now.journal ?? []);
}

function rail(one) {
  const items = stages(one).map(stage => {
    const item = make('li', undefined, stage.className);
    const track = make('div', undefined, 'track');
    const fill = make('span');
    fill.style.width = stage.progress === undefined ? '' : `${stage.progress * 100}%`;
    track.append(fill);
    const label = make('div', stage.label);
    label.append(make('small', stage.detail));
    item.append(track, label);
    if (stage.current) item.setAttribute('aria-current', 'step');
    return item;
  });
  $('rail').replaceChildren(...items);
}

function weight(id, value, blue, green) {
  const known = value !== undefined && value !== null;
  text(id, known ? `${value} %` : '–');
  const bar = $(`${id}-bar`);
  bar.classList.toggle('unknown', !known);
  bar.firstElementChild.style.width = known ? `${value}%` : '0';
  bar.firstElementChild.style.borderLeftWidth = known && value > 0 && value < 100 ? '' : '0';
  bar.setAttribute('aria-label', known ? `${100 - value} % to ${blue}, ${value} % to ${green}` : 'not known');
}

function evidence(counted) {
  for (const colour of ['green', 'blue']) {
    const failures = counted[`${colour}Failures`] ?? 0;
    text(`${colour}-probes`, counted[`${colour}Probes`] ?? 0);
    text(`${colour}-failures`, failures);
    $(`${colour}-failures`).className = failures > 0 ? 'some' : '';
  }
}

// A number and its % stay on one line.
const tied = words => String(words ?? '').replaceAll(' %', '\u00a0%');

function line(at, title, detail) {
  const item = make('li');
  const time = make('time', clock(at));
  if (at) time.dateTime = at;
  item.append(time, make('b', tied(title)), make('span', tied(detail)));
  return item;
}

function journal(entries) {
  $('journal-card').hidden = entries.length === 0;
  const newest = entries[entries.length - 1]?.at + entries.length + rollout.name;
  // Redrawing the same lines would throw a reader's selection and scroll position away.
  if ($('journal').dataset.newest !== newest) {
    $('journal').dataset.newest = newest;
    $('journal').replaceChildren(...entries.toReversed().map(e => line(e.at, e.decision, e.why)));
  }
}

function showOthers(rest) {
  $('others').hidden = rest.length === 0;
  $('history').replaceChildren(...rest.slice(0, 8).map(({created, spec, status, name}) => line(
    created, status?.state ?? 'Starting',
    `${spec?.policy ?? name}: ${spec?.blue?.subset ?? '?'} → ${spec?.green?.subset ?? '?'}. ${status?.reason ?? ''}`)));
}

function buttons() {
  const green = rollout?.spec?.green?.subset;
  $('actions').hidden = !local;
  const over = rollout !== null && finished(rollout);
  text('hint', over
    ? 'This rollout is over. Release again, then break the new version on its way.'
    : `Break ${green ?? 'the new version'} and watch the traffic go back.`);
  document.querySelectorAll('[data-fault]').forEach(button => {
    button.disabled = !green || over && button.dataset.fault !== 'none';
  });
  $('release').disabled = !over;
  if (local && !rollout) text('empty-text', 'The first release of this demo begins in a few seconds.');
}

async function order(path, body, said) {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: {'Content-Type': 'application/json', 'X-Sluice-Local': '1'},
      body: JSON.stringify(body),
    });
    text('told', answer.ok ? said : `That did not work (${answer.status}).`);
  } catch {
    text('told', 'Sluice does not answer.');
  }
}

document.querySelectorAll('[data-fault]').forEach(button => button.addEventListener('click', () => {
  const version = rollout.spec.green.subset;
  const kind = button.dataset.fault;
  const said = kind === 'none' ? `${version} is healthy.` : `${version} is broken: ${button.textContent.toLowerCase()}.`;
  order('/local/fault', {version, kind}, said);
}));
$('release').addEventListener('click', () => order('/local/release', {}, 'A new build is on its way.'));

async function users() {
  try {
    const answer = await fetch('/local/load');
    local = answer.ok;
    $('users').hidden = !local;
    if (!local) return answer.status !== 404;
    const load = await answer.json();
    const blue = rollout?.spec?.blue?.subset ?? 'v1';
    const green = rollout?.spec?.green?.subset ?? 'v2';
    text('l-blue', blue);
    text('l-green', green);
    text('failed', load.failed.toLocaleString());
    text('of', `of ${(load.ok + load.failed).toLocaleString()}`);
    $('failed').className = load.failed > 0 ? 'some' : '';
    draw(load, blue, green);
    buttons();
  } catch {
    // The stream tells that the server is away; ask again later.
  }
  return true;
}

async function watchUsers() {
  if (await users()) setTimeout(watchUsers, 1000);
}

const stream = new EventSource('/api/v1/stream');
stream.onmessage = message => {
  const rollouts = JSON.parse(message.data);
  text('link', rollouts ? 'live' : 'the cluster does not answer');
  $('link').className = rollouts ? 'live' : '';
  if (rollouts) show(rollouts);
};
// An EventSource connects again by itself.
stream.onerror = () => {
  text('link', 'connecting again');
  $('link').className = '';
};
watchUsers();
