// Requests per second as stacked columns: blue below, green on it, failures on top.
const SECONDS = 120;
const HEIGHT = 100;

const sum = counts => counts.reduce((all, count) => all + count, 0);

/** Blue, green and failed requests of one second. */
function column(second, blue, green) {
  const versions = Object.entries(second.versions);
  const ok = name => versions.filter(([version]) => version === name).map(([, count]) => count.ok);
  const other = versions.filter(([version]) => version !== blue && version !== green).map(([, count]) => count.ok);
  return {
    at: second.at,
    blue: sum(ok(blue)) + sum(other),
    green: blue === green ? 0 : sum(ok(green)),
    failed: sum(versions.map(([, count]) => count.failed)),
  };
}

/** A round number that is not below the highest column. */
function ceiling(highest) {
  const step = 10 ** Math.floor(Math.log10(Math.max(highest, 10))) / 5;
  return Math.max(Math.ceil(highest / step) * step, 10);
}

export function draw(load, blue, green) {
  // The newest second is still being counted.
  const columns = load.seconds.slice(0, -1).slice(-SECONDS).map(second => column(second, blue, green));
  const top = ceiling(Math.max(0, ...columns.map(c => c.blue + c.green + c.failed)));
  const end = columns.length ? columns[columns.length - 1].at : 0;
  const paths = {blue: '', green: '', failed: ''};
  for (const c of columns) {
    const x = SECONDS - 1 - (end - c.at);
    let base = HEIGHT;
    for (const part of ['blue', 'green', 'failed']) {
      const height = c[part] / top * HEIGHT;
      if (height > 0) {
        paths[part] += `M${x} ${base.toFixed(2)}h1v${(-height).toFixed(2)}h-1z`;
        base -= height;
      }
    }
  }
  for (const part of Object.keys(paths)) {
    document.getElementById(`p-${part}`).setAttribute('d', paths[part]);
  }
  document.getElementById('top').textContent = top;
  const last = columns[columns.length - 1] ?? {blue: 0, green: 0, failed: 0};
  document.getElementById('chart').setAttribute('aria-label',
    `Requests in the last second: ${last.blue} to ${blue}, ${last.green} to ${green}, ${last.failed} failed`);
}
