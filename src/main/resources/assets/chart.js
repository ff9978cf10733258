// Tells what was counted at the point of time that someone points at, or goes to by the arrow keys.
(() => {
  const TEXTS = new WeakMap();
  const AT = new WeakMap();
  const CHART = '.chart[data-chart]';
  const STEPS = {ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity};
  const points = figure => figure.dataset.chart ? figure.dataset.chart.split(';') : [];

  function clear(figure) {
    const readout = figure.querySelector('.readout');
    figure.querySelector('.cursor').hidden = true;
    if (TEXTS.has(figure)) readout.replaceChildren(...TEXTS.get(figure));
    TEXTS.delete(figure);
    AT.delete(figure);
  }

  function show(figure, wanted) {
    const {names, from, every, columns} = figure.dataset;
    const counted = points(figure);
    const index = Math.min(counted.length - 1, wanted);
    if (index < 0) return;
    const plot = figure.querySelector('.plot');
    const readout = figure.querySelector('.readout');
    if (!TEXTS.has(figure)) TEXTS.set(figure, [...readout.childNodes]);
    const at = new Date(Date.parse(from) + index * every).toLocaleTimeString([], {hour12: false});
    const values = counted[index].split(',').map((value, i) => `${names.split(',')[i]} ${value}`);
    const words = `${at}: ${values.join(', ')} a second`;
    readout.replaceChildren(words);
    plot.setAttribute('aria-valuenow', index);
    plot.setAttribute('aria-valuetext', words);
    const cursor = figure.querySelector('.cursor');
    cursor.hidden = false;
    cursor.style.left = `${(index + .5) / columns * figure.querySelector('svg').clientWidth}px`;
    AT.set(figure, index);
  }

  document.addEventListener('pointermove', event => {
    const plot = event.target.closest?.(`${CHART} .plot svg`);
    for (const figure of document.querySelectorAll(CHART)) {
      if (AT.has(figure) && !figure.contains(plot ?? null) && !figure.contains(document.activeElement)) clear(figure);
    }
    if (plot) {
      const box = plot.getBoundingClientRect();
      const figure = plot.closest('figure');
      show(figure, Math.floor((event.clientX - box.left) / box.width * figure.dataset.columns));
    }
  });

  document.addEventListener('keydown', event => {
    const figure = event.target.closest?.(`${CHART} .plot`)?.closest('figure');
    if (!figure) return;
    if (event.key === 'Escape') clear(figure);
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    const last = points(figure).length - 1;
    const step = STEPS[event.key];
    // The first key goes to the newest point.
    show(figure, AT.has(figure) ? Math.max(0, Math.min(last, AT.get(figure) + step)) : step === -Infinity ? 0 : last);
  });

  document.addEventListener('focusout', event => {
    const figure = event.target.closest?.(CHART);
    if (figure) clear(figure);
  });

  // News bring the chart as the server makes it, without the point that someone looks at.
  document.addEventListener('htmx:sseMessage', () => {
    for (const figure of document.querySelectorAll(CHART)) {
      if (AT.has(figure) && figure.querySelector('.cursor').hidden) {
        TEXTS.delete(figure);
        show(figure, AT.get(figure));
      }
    }
  });
})();
