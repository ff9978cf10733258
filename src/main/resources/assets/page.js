// What a page does by itself: tells times as the reader's clock does, asks before it acts, and says whether it is up to date.
window.sluice = (() => {
  const UNITS = [[86400, 'd'], [3600, 'h'], [60, 'm'], [1, 's']];
  const SILENCE = 30000;

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

  let heard = Date.now();
  function link(live) {
    const link = document.getElementById('link');
    if (live) heard = Date.now();
    link.hidden = false;
    link.classList.toggle('live', live);
    put(link, live ? 'live' : 'connecting again');
  }

  document.addEventListener('htmx:sseOpen', event => {
    link(true);
    event.detail.source.addEventListener('beat', () => link(true));
    event.detail.source.addEventListener('away', () => put(document.getElementById('link'), 'the cluster does not answer'));
  });
  document.addEventListener('htmx:sseBeforeMessage', () => link(true));
  document.addEventListener('htmx:sseError', () => link(false));

  document.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.dialog) document.getElementById(button.dataset.dialog).showModal();
    if (button.dataset.why) put(document.getElementById('why'), button.dataset.why);
    if ('close' in button.dataset) button.closest('dialog').close();
  });

  setInterval(() => {
    localise(document);
    const link = document.getElementById('link');
    if (!link.hidden && Date.now() - heard > SILENCE) {
      link.classList.remove('live');
      put(link, 'connecting again');
    }
  }, 1000);
  localise(document);
  return {localise};
})();
