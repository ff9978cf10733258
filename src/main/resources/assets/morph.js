// Changes an element of the page into a newer one, and touches nothing that is the same: what someone has selected, focused or opened
// stays so. For htmx it is one more way to swap, and needs no evaluation of text.
(() => {
  const same = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.id || '') === (b.id || '');

  function attributes(from, to) {
    for (const {name} of [...from.attributes]) {
      if (!to.hasAttribute(name)) from.removeAttribute(name);
    }
    for (const {name, value} of to.attributes) {
      if (from.getAttribute(name) !== value) from.setAttribute(name, value);
    }
  }

  function children(from, to) {
    let at = from.firstChild;
    for (const next of [...to.childNodes]) {
      const twin = next.id ? [...from.children].find(child => child.id === next.id) : null;
      if (twin && twin !== at) {
        from.insertBefore(twin, at);
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
      at.remove();
      at = after;
    }
  }

  function morph(from, to) {
    // A question that someone is answering is not taken away.
    if (from.isEqualNode(to) || from.nodeName === 'DIALOG' && from.open) return;
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
