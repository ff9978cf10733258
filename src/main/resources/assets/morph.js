// Changes an element of the page into a newer one, and touches nothing that is the same: what someone has selected, focused or opened
// stays so. For htmx it is one more way to swap, and needs no evaluation of text.
(() => {
  const TOO_LATE = 'The rollout has gone on meanwhile, and this makes no sense any more.';
  const same = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.id || '') === (b.id || '');

  // A question that someone is answering: it stays, wherever it is, until they have answered it.
  const asking = node => node.nodeName === 'DIALOG' && node.open;

  function attributes(from, to) {
    // Whether a dialog is open is for its reader to say, not for the server.
    const kept = name => name === 'open' && from.nodeName === 'DIALOG';
    for (const {name} of [...from.attributes]) {
      if (!to.hasAttribute(name) && !kept(name)) from.removeAttribute(name);
    }
    for (const {name, value} of to.attributes) {
      if (from.getAttribute(name) !== value) from.setAttribute(name, value);
    }
  }

  /** Takes out what is no more; a question that makes no sense any longer says so instead. */
  function drop(node) {
    if (!asking(node)) {
      node.remove();
      return;
    }
    for (const button of node.querySelectorAll('button:not([data-close])')) button.disabled = true;
    const text = node.querySelector('p');
    if (text && text.textContent !== TOO_LATE) text.textContent = TOO_LATE;
  }

  /** Puts an element before another. A dialog that is moved closes, so what is before an open one is put behind it instead. */
  function place(twin, at) {
    if (!asking(twin)) {
      twin.parentNode.insertBefore(twin, at);
      return at;
    }
    while (at && at !== twin) {
      const after = at.nextSibling;
      twin.after(at);
      at = after;
    }
    return twin.nextSibling;
  }

  function children(from, to) {
    let at = from.firstChild;
    for (const next of [...to.childNodes]) {
      const twin = next.id ? [...from.children].find(child => child.id === next.id) : null;
      if (twin && twin !== at) {
        at = place(twin, at);
        morph(twin, next);
      } else if (at && same(at, next)) {
        const after = at.nextSibling;
        morph(at, next);
        at = after;
      } else {
        from.insertBefore(next, at);
      }
    }
    while (at) {
      const after = at.nextSibling;
      drop(at);
      at = after;
    }
  }

  function morph(from, to) {
    if (from.isEqualNode(to)) return;
    if (from.nodeType !== Node.ELEMENT_NODE) {
      from.nodeValue = to.nodeValue;
      return;
    }
    attributes(from, to);
    children(from, to);
  }

  htmx.defineExtension('morph', {
    isInlineSwap: style => style === 'morph',
    handleSwap(style, target, fragment) {
      if (style !== 'morph') return false;
      const next = fragment.firstElementChild;
      window.sluice.localise(next);
      morph(target, target.id === next.id ? next : next.firstElementChild);
      return [target];
    },
  });
})();
