// Keeps the one stream of a page, and says whether the page is up to date.
(() => {
  const SILENCE = 30000;
  const LIVE = 'live';
  const AGAIN = 'connecting again';
  const BLIND = 'the cluster does not answer';
  const FULL = 'not kept up to date: too many pages are open';
  let source = null;
  let heard = Date.now();
  let over = false;

  function say(words) {
    const link = document.getElementById('link');
    link.hidden = false;
    link.classList.toggle('live', words === LIVE);
    if (link.textContent !== words) link.textContent = words;
  }

  function hear(words) {
    heard = Date.now();
    say(words);
  }

  const create = htmx.createEventSource;
  htmx.createEventSource = url => {
    source?.close();
    source = create(url);
    over = false;
    heard = Date.now();
    source.addEventListener('beat', () => hear(LIVE));
    source.addEventListener('away', () => hear(BLIND));
    if (document.hidden) source.close();
    return source;
  };

  document.addEventListener('htmx:sseMessage', ({target}) => {
    heard = Date.now();
    // What the page showed when it was made is not what it shows now.
    const url = target.getAttribute('sse-connect') ?? '';
    if (/[?&]seen=/.test(url)) target.setAttribute('sse-connect', url.replace(/[?&]seen=[^&]*/, ''));
  });

  document.addEventListener('htmx:sseClose', ({detail}) => {
    if (detail.type !== 'message') return;
    over = true;
    document.getElementById('link').hidden = true;
  });

  document.addEventListener('htmx:sseError', ({detail}) => {
    if (detail.source !== source) return;
    say(AGAIN);
    // A browser does not tell why it was refused; the page itself does.
    if (source.readyState === EventSource.CLOSED) ask();
  });

  async function ask() {
    const asked = source;
    const answer = await fetch(location.href, {headers: {Accept: 'text/html'}, redirect: 'manual'}).catch(() => null);
    answer?.body?.cancel();
    if (!answer || asked !== source) return;
    if (answer.type === 'opaqueredirect' || [401, 403, 404].includes(answer.status)) location.reload();
    if (answer.ok) say(FULL);
  }

  // Browsers allow six connections to a host, and a tab that nobody sees would keep one of them.
  document.addEventListener('visibilitychange', () => {
    const page = document.querySelector('[sse-connect]');
    if (!page || over) return;
    if (document.hidden) {
      source?.close();
    } else if (source?.readyState === EventSource.CLOSED) {
      say(AGAIN);
      // As htmx tells its extension of an element that is new: it connects.
      htmx.trigger(page, 'htmx:afterProcessNode');
    }
  });

  setInterval(() => {
    if (source?.readyState === EventSource.OPEN && Date.now() - heard > SILENCE) say(AGAIN);
  }, 1000);
})();
