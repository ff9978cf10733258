// What the state of a rollout means, in words and as stages.
const OVER = new Set(['Promoted', 'Reverted', 'Aborted', 'Superseded']);
const UNITS = {ms: 1, s: 1000, m: 60000, h: 3600000};

export const finished = rollout => OVER.has(rollout.status?.state);

export function tone(state) {
  if (state === 'Promoted') return 'good';
  if (['Reverting', 'Reverted', 'Aborted'].includes(state)) return 'bad';
  return ['Paused', 'Superseded'].includes(state) ? 'wait' : '';
}

/** Milliseconds of a duration such as 1m30s. */
function millis(duration) {
  return [...String(duration ?? '').matchAll(/([0-9.]+)(ms|s|m|h)/g)]
    .reduce((all, [, amount, unit]) => all + Number(amount) * UNITS[unit], 0);
}

/** The plan's stages in order: name, green's weight, hold. */
function plan(spec) {
  const steps = (spec?.plan?.steps ?? []).map(step => ({label: `${step.weight} %`, weight: step.weight, hold: step.hold}));
  return [
    {label: 'Pre-flight', weight: 0, hold: spec?.plan?.preflight?.hold},
    ...steps,
    {label: 'Bake', weight: 100, hold: spec?.plan?.bake?.hold},
  ];
}

/** Whole seconds until the hold is over; undefined while nothing is being held. */
function left(status, stage) {
  if (status.state !== 'Holding' || !status.since) return undefined;
  return Math.max(0, Math.ceil((Date.parse(status.since) + millis(stage.hold) - Date.now()) / 1000));
}

function className(state, index, at) {
  if (state === 'Promoted' || index < at) return 'done';
  if (index > at) return '';
  return ['Reverting', 'Reverted', 'Aborted'].includes(state) ? 'stop' : 'now';
}

export function stages({spec, status}) {
  const now = status ?? {};
  const at = now.stageIndex ?? 0;
  return plan(spec).map((stage, index) => {
    const current = index === at && !OVER.has(now.state);
    const seconds = current ? left(now, stage) : undefined;
    const hold = millis(stage.hold) / 1000;
    return {
      label: stage.label,
      detail: seconds === undefined ? stage.hold ?? '' : seconds === 0 ? 'deciding' : `${seconds} s left`,
      className: className(now.state, index, at),
      current,
      progress: seconds === undefined || hold === 0 ? undefined : 1 - seconds / hold,
    };
  });
}

function holding(blue, green, stage, next, seconds) {
  const then = seconds === undefined ? 'then' : seconds === 0 ? 'soon' : `in ${seconds} s`;
  const comes = next
    ? `Next, ${then}: ${next.weight === 100 ? 'all users' : `${next.weight} % of users`}.`
    : `Next, ${then}: ${green} is promoted.`;
  if (stage.weight === 0) return `${green} is asked for its health before any user sees it. ${comes}`;
  if (stage.weight === 100) return `All users are on ${green}, and ${blue} still runs in case they must go back. ${comes}`;
  return `${stage.weight} % of users are on ${green} while its health is watched. ${comes}`;
}

const sentence = words => words.charAt(0).toUpperCase() + words.slice(1);

/** One or two sentences for someone who has never seen a rollout. */
export function nowAndNext({spec, status}) {
  const now = status ?? {};
  const blue = spec?.blue?.subset ?? 'the old version';
  const green = spec?.green?.subset ?? 'the new version';
  const all = plan(spec);
  const at = now.stageIndex ?? 0;
  const stage = all[at] ?? all[0];
  const why = sentence(now.reason ?? now.message ?? '');
  switch (now.state) {
    case undefined:
    case null:
    case 'Preparing':
      return `Getting ready: the pods of ${green} and its routes. Next: ${green} is asked for its health, before any user sees it.`;
    case 'Shifting':
      return stage.weight === 0
        ? `The probes' own routes are on their way to every gateway. Next: ${green} is asked for its health.`
        : `${stage.weight === 100 ? 'All users are' : `${stage.weight} % of users are`} being moved to ${green}. Next: its health is watched, once every gateway has the new weights.`;
    case 'Holding':
      return holding(blue, green, stage, all[at + 1], left(now, stage));
    case 'Paused':
      return `Waiting for a person: ${now.cause ?? why}. The weights stay as they are.`;
    case 'Promoting':
      return `${green} is healthy and takes over. Next: the probes' routes are removed.`;
    case 'Reverting':
      return `All users are being sent back to ${blue}. ${why}`;
    case 'Promoted':
      return `Done: all users are on ${green}.`;
    case 'Reverted':
      return `All users are back on ${blue}. ${why}`;
    case 'Aborted':
      return `Someone stopped this rollout; all users are on ${blue}. ${why}`;
    case 'Superseded':
      return `A newer rollout took its place. ${why}`;
    default:
      return now.message ?? '';
  }
}
