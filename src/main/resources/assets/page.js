// What a page does by itself: tells times as the reader's clock does, and asks before it acts.
window.sluice = (() => {
  const UNITS = [[86400, 'd'], [3600, 'h'], [60, 'm'], [1, 's']];

  function age(iso) {
    const seconds = Math.max(0, (Date.now() - Date.parse(iso)) / 1000);
    const [size, unit] = UNITS.find(([size]) => seconds >= size) ?? UNITS[3];
    return `${Math.floor(seconds / size)}${unit} ago`;
  }

  function put(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  /** Times of day and ages within an element, for this reader. */
  function localise(root) {
    for (const time of root.querySelectorAll('time[data-clock]')) {
      put(time, new Date(time.dateTime).toLocaleTimeString([], {hour12: false}));
      time.title = new Date(time.dateTime).toLocaleString();
    }
    for (const time of root.querySelectorAll('time[data-age]')) {
      put(time, age(time.dateTime));
      time.title = new Date(time.dateTime).toLocaleString();
    }
  }

  document.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.dialog) document.getElementById(button.dataset.dialog).showModal();
    if (button.dataset.why) put(document.getElementById('why'), button.dataset.why);
    if ('close' in button.dataset) button.closest('dialog').close();
  });

  // Who clicks twice means it once.
  const sent = new WeakSet();
  document.addEventListener('submit', event => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
    for (const button of form.querySelectorAll('button')) button.disabled = true;
  });
  // A page that the browser kept is as old as when it was left.
  addEventListener('pageshow', event => event.persisted && location.reload());

  setInterval(() => localise(document), 1000);
  localise(document);
  return {localise};
})();
