// Tells what was counted at the point of time that someone points at.
(() => {
  const TEXTS = new WeakMap();

  function clear(figure) {
    const readout = figure.querySelector('.readout');
    figure.querySelector('.cursor').hidden = true;
    if (TEXTS.has(figure)) readout.replaceChildren(...TEXTS.get(figure));
    TEXTS.delete(figure);
  }

  function show(figure, plot, x) {
    const {chart, names, from, every, columns} = figure.dataset;
    const points = chart ? chart.split(';') : [];
    const index = Math.min(points.length - 1, Math.floor(x * columns));
    if (index < 0) return;
    const readout = figure.querySelector('.readout');
    if (!TEXTS.has(figure)) TEXTS.set(figure, [...readout.childNodes]);
    const at = new Date(Date.parse(from) + index * every).toLocaleTimeString([], {hour12: false});
    const values = points[index].split(',').map((value, i) => `${names.split(',')[i]} ${value}`);
    readout.replaceChildren(`${at}: ${values.join(', ')} a second`);
    const cursor = figure.querySelector('.cursor');
    cursor.hidden = false;
    cursor.style.left = `${(index + .5) / columns * plot.clientWidth}px`;
  }

  document.addEventListener('pointermove', event => {
    const plot = event.target.closest?.('.chart[data-chart] .plot svg');
    for (const figure of document.querySelectorAll('.chart[data-chart]')) {
      if (!plot || !figure.contains(plot)) clear(figure);
    }
    if (plot) {
      const box = plot.getBoundingClientRect();
      show(plot.closest('figure'), plot, (event.clientX - box.left) / box.width);
    }
  });
})();
