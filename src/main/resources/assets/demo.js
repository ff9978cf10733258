// The demo's buttons: break the version that is being released, heal it, release again.
(() => {
  const $ = id => document.getElementById(id);
  const page = document.querySelector('[data-demo]');
  const SECONDS = 120;
  const OVER = ['Promoted', 'Reverted', 'Aborted', 'Superseded'];
  const state = () => $('state').textContent.trim().split(/\s+/).pop();

  async function order(path, body, said) {
    try {
      const answer = await fetch(path, {
        method: 'POST',
        headers: {'Content-Type': 'application/json', 'X-Sluice-Local': '1'},
        body: JSON.stringify(body),
      });
      $('demo-told').textContent = answer.ok ? said : `That did not work (${answer.status}).`;
    } catch {
      $('demo-told').textContent = 'Sluice does not answer.';
    }
  }

  /** Blue, green and failed requests of one second; what neither answered counts as failed alone. */
  function column({at, versions}) {
    const green = page.dataset.demo;
    const all = Object.entries(versions);
    const sum = (some, what) => some.reduce((total, [, count]) => total + count[what], 0);
    return {
      at,
      blue: sum(all.filter(([version]) => version !== green), 'ok'),
      green: sum(all.filter(([version]) => version === green), 'ok'),
      bad: sum(all, 'failed'),
    };
  }

  function draw(seconds) {
    // The newest second is still being counted.
    const columns = seconds.slice(0, -1).slice(-SECONDS).map(column);
    const highest = Math.max(10, ...columns.map(c => c.blue + c.green + c.bad));
    const step = 10 ** Math.floor(Math.log10(highest)) / 5;
    const top = Math.ceil(highest / step) * step;
    const paths = {blue: '', green: '', bad: ''};
    for (const c of columns) {
      let base = 100;
      for (const part of Object.keys(paths)) {
        const height = c[part] / top * 100;
        if (height > 0) paths[part] += `M${SECONDS - 1 - (columns.at(-1).at - c.at)} ${base.toFixed(2)}h1v${(-height).toFixed(2)}h-1z`;
        base -= height;
      }
    }
    for (const part of Object.keys(paths)) $(`users-${part}`).setAttribute('d', paths[part]);
    $('users-top').textContent = top;
    const last = columns.at(-1) ?? {blue: 0, green: 0, bad: 0};
    $('users').setAttribute('aria-label', `Requests in the last second: ${last.blue} to ${page.dataset.blue}, `
      + `${last.green} to ${page.dataset.demo}, ${last.bad} failed`);
  }

  async function users() {
    try {
      const answer = await fetch('/local/load');
      if (answer.ok) {
        const load = await answer.json();
        $('users-failed').textContent = load.failed.toLocaleString();
        $('users-failed').className = load.failed > 0 ? 'some' : '';
        draw(load.seconds);
        $('users-all').textContent = (load.ok + load.failed).toLocaleString();
      }
    } catch {
      // The page itself says that the server is away.
    }
  }

  function look() {
    const over = OVER.includes(state());
    // Whoever watches the demo wants to see what comes next.
    if (over && $('newer')) location.assign($('newer').href);
    $('release').disabled = !over;
    for (const button of document.querySelectorAll('[data-fault]')) button.disabled = over && button.dataset.fault !== 'none';
    $('demo-hint').textContent = over
      ? 'This release is over. Release again, then break the new version on its way.'
      : `Break ${page.dataset.demo} and watch the traffic go back.`;
  }

  if (page) {
    for (const button of document.querySelectorAll('[data-fault]')) {
      button.addEventListener('click', () => {
        const version = page.dataset.demo;
        const kind = button.dataset.fault;
        order('/local/fault', {version, kind},
          kind === 'none' ? `${version} is healthy.` : `${version} is broken: ${button.textContent.toLowerCase()}.`);
      });
    }
    $('release').addEventListener('click', () => order('/local/release', {}, 'A new build is on its way.'));
    setInterval(look, 500);
    setInterval(users, 1000);
    look();
    users();
  } else if (document.querySelector('[data-wait]')) {
    setInterval(async () => {
      const answer = await fetch('/').catch(() => null);
      if (answer?.redirected) location.assign(answer.url);
    }, 1000);
  }
})();
