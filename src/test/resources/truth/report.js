// Draws each scene's timeline from the data beside it, when it comes into view.
'use strict';
(() => {
  const VERSIONS = {v1: '--v1', v2: '--v2'};
  const OTHER = '--v3';
  const AXIS = 46; // room for the numbers on the left, in pixels
  const TAIL = 18; // room for half a number on the right
  const ROW = 20; // height of a row of notes
  const ROWS = 5; // of notes at most; where there are more, their lines and the list must do

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text ?? '';
    return made;
  }

  /** The last of some moments, sorted by time, that is not after t. */
  const before = (moments, t) => moments.findLast(moment => moment.at <= t);

  /** All columns of both charts over one line of times. */
  function table(scene) {
    const {starts, to, answered, failed, seen} = scene.traffic;
    const changes = scene.weights.map(weight => weight.at).filter(at => at > starts[0] && at < to);
    const times = [...new Set([...starts, ...changes, to])].sort((a, b) => a - b);
    const index = times.map(t => Math.max(0, starts.findLastIndex(start => start <= t)));
    const length = i => (starts[i + 1] ?? to) - starts[i];
    const rate = counts => index.map(i => counts[i] / length(i));
    return {
      times,
      asked: times.map(t => before(scene.weights, t)?.asked ?? null),
      seen: index.map(i => seen[i]),
      failed: rate(failed),
      answered: Object.entries(answered).map(([version, counts]) => ({version, rate: rate(counts)})),
    };
  }

  /** Each column on top of those before it. */
  function stacked(columns) {
    let below = columns[0].map(() => 0);
    return columns.map(column => (below = column.map((value, i) => value + below[i])));
  }

  const STEPS = uPlot.paths.stepped({align: 1});

  function line(label, name, extra) {
    return {label, stroke: colour(name), width: 2, paths: STEPS, points: {show: false}, ...extra};
  }

  function area(label, name) {
    return line(label, name, {width: 0, stroke: null, fill: colour(name)});
  }

  function axis(extra) {
    return {stroke: colour('--quiet'), font: '12px system-ui, sans-serif', grid: {stroke: colour('--line'), width: 1},
      ticks: {show: false}, ...extra};
  }

  /** Lines where the test did something, dots where Sluice decided. */
  function marks(scene, dots) {
    return chart => {
      const {ctx, bbox} = chart;
      const x = event => Math.round(chart.valToPos(event.at, 'x', true)) + .5;
      const pixel = devicePixelRatio;
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = colour('--ink');
      ctx.lineWidth = 1.5 * pixel;
      ctx.setLineDash([]);
      for (const event of scene.events.filter(event => event.by === 'test')) {
        ctx.beginPath();
        ctx.moveTo(x(event), 0);
        ctx.lineTo(x(event), dots ? ctx.canvas.height : bbox.top + bbox.height);
        ctx.stroke();
      }
      for (const event of dots ? scene.events.filter(event => event.by === 'sluice') : []) {
        ctx.beginPath();
        ctx.arc(x(event), bbox.top + bbox.height, 4 * pixel, 0, 2 * Math.PI);
        ctx.fill();
      }
      ctx.restore();
    };
  }

  /** A single failure among thousands must be seen: never less than a few pixels. */
  function failures(times, failed) {
    return chart => {
      const {ctx, bbox} = chart;
      const least = 3 * devicePixelRatio;
      const bottom = bbox.top + bbox.height;
      ctx.fillStyle = colour('--bad');
      times.forEach((time, i) => {
        if (!failed[i] || i + 1 === times.length) return;
        const [x, next] = [time, times[i + 1]].map(t => Math.round(chart.valToPos(t, 'x', true)));
        const height = Math.max(2 * least, bottom - chart.valToPos(failed[i], 'y', true));
        ctx.fillRect(x, bottom - height, Math.max(least, next - x), height);
      });
    };
  }

  function options(scene, {height, below, y, series, draw, range, told}) {
    return {
      width: 0,
      height,
      padding: [6, TAIL, below ? 0 : 8, 0],
      legend: {show: false},
      cursor: {y: false, points: {show: false}, drag: {x: false, y: false}, sync: {key: scene.key, setSeries: false}},
      scales: {x: {time: false, range: [scene.traffic.starts[0], scene.traffic.to]}, y: {range}},
      axes: [
        axis(below ? {size: 26, space: 70, values: (_, all) => all.map(t => `${t} s`)} : {size: 0, space: 70, values: (_, all) => all.map(() => '')}),
        axis({size: AXIS, ...y}),
      ],
      series: [{}, ...series],
      hooks: {draw, setCursor: [chart => told(chart.cursor.idx)]},
    };
  }

  /** What the colours mean; beside it the values under the pointer. */
  function key(rows, times) {
    const box = element('figcaption', 'key');
    const when = element('span', '');
    const cells = rows.map(({label, name, shape}) => {
      const row = element('span', '');
      const swatch = row.appendChild(element('i', shape ?? ''));
      swatch.style.setProperty('--of', `var(${name})`);
      row.append(label);
      box.append(row);
      return row.appendChild(element('b', ''));
    });
    box.append(when);
    const tell = i => {
      when.textContent = i == null ? '' : `at ${times[i].toFixed(2)} s`;
      rows.forEach(({value}, n) => (cells[n].textContent = i == null || !value ? '' : value(i)));
    };
    return {box, tell};
  }

  /** The notes above their lines, on the side that has more room, in as many rows as they need. */
  function placeNotes(strip, scene, width) {
    const {starts: [from], to} = scene.traffic;
    const ends = []; // of what is in each row
    strip.replaceChildren();
    for (const note of scene.events.filter(event => event.by === 'test')) {
      const label = strip.appendChild(element('span', '', note.what));
      const x = AXIS + (note.at - from) / (to - from) * (width - AXIS - TAIL);
      const left = x + label.offsetWidth > width && x > width / 2;
      const size = Math.min(label.offsetWidth, left ? x : width - x);
      const start = left ? x - size : x;
      const free = ends.findIndex(end => end <= start);
      const row = free < 0 ? ends.length : free;
      if (row === ROWS) {
        label.remove();
        continue;
      }
      ends[row] = start + size + 8;
      label.classList.toggle('left', left);
      label.title = note.what;
      Object.assign(label.style,
        {left: `${start}px`, width: `${size + 1}px`, top: `${row * ROW}px`, bottom: 0, zIndex: row});
    }
    strip.style.height = `${ends.length * ROW}px`;
  }

  function draw(figure) {
    const scene = JSON.parse(figure.querySelector('script').textContent);
    scene.key = figure.closest('article').id;
    const data = table(scene);
    const versions = [...data.answered].reverse(); // the newest at the bottom, like its weight above
    const layers = stacked([data.failed, ...versions.map(one => one.rate)]);
    const percent = column => i => column[i] == null ? '–' : `${column[i]} %`;
    const perSecond = column => i => `${Math.round(column[i])}/s`;
    const of = version => VERSIONS[version] ?? OTHER;
    const {box, tell} = key([
      {label: 'weight asked', name: '--asked', shape: 'thin dashed', value: percent(data.asked)},
      {label: 'weight seen', name: '--seen', shape: 'thin', value: percent(data.seen)},
      ...data.answered.map(one => ({label: one.version, name: of(one.version), value: perSecond(one.rate)})),
      {label: 'failed', name: '--bad', value: perSecond(data.failed)},
      {label: 'decision', name: '--ink', shape: 'dot'},
    ], data.times);
    const strip = element('div', 'notes');
    const upper = element('div', 'plot');
    const lower = element('div', 'plot');
    figure.classList.add('drawn');
    figure.replaceChildren(figure.querySelector('script'), strip, upper, lower, box);

    const weight = new uPlot(options(scene, {
      height: 120, range: [0, 100], draw: [marks(scene, true)], told: tell,
      y: {splits: [0, 50, 100], values: (_, all) => all.map(value => `${value} %`)},
      series: [line('seen', '--seen'), line('asked', '--asked', {width: 1.5, dash: [5, 4]})],
    }), [data.times, data.seen, data.asked], upper);
    const traffic = new uPlot(options(scene, {
      height: 150, below: true, range: (_, low, high) => [0, Math.max(10, high * 1.05)], told: tell,
      draw: [failures(data.times, data.failed), marks(scene, false)],
      y: {values: (_, all) => all.map(value => `${value}/s`)},
      series: [...versions.map(one => area(one.version, of(one.version))).reverse()],
    }), [data.times, ...layers.slice(1).reverse()], lower);

    const fit = () => {
      const width = figure.clientWidth;
      weight.setSize({width, height: 120});
      traffic.setSize({width, height: 150});
      placeNotes(strip, scene, width);
    };
    const watch = new ResizeObserver(fit);
    watch.observe(figure);
    return () => {
      watch.disconnect();
      weight.destroy();
      traffic.destroy();
    };
  }

  const drawn = new Map();
  const sight = new IntersectionObserver(entries => {
    for (const {isIntersecting, target} of entries) {
      if (isIntersecting && !drawn.has(target)) drawn.set(target, draw(target));
    }
  }, {rootMargin: '400px'});
  document.querySelectorAll('.timeline').forEach(figure => sight.observe(figure));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const [figure, erase] of drawn) {
      erase();
      drawn.set(figure, draw(figure));
    }
  });
})();
