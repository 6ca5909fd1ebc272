// Follow the links of a card without loading the app anew, so that a visit keeps what was added.
(() => {
  if (window.cardLinks) {
    return;
  }
  window.cardLinks = true;
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".card a[href*='?']");
    const isPlain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link && isPlain && link.origin === window.location.origin) {
      event.preventDefault();
      window.history.pushState({}, "", link.href);
      // the app reads the address when the browser's own back button says so
      window.dispatchEvent(new PopStateEvent("popstate"));
    }
  });
})();
