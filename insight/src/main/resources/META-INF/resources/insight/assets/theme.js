// Before the first paint, so that a page that is to be dark is never shown light.
(function () {
  'use strict';
  var chosen = null;
  try {
    chosen = window.localStorage.getItem('insight-theme');
  } catch (denied) {
    chosen = null;
  }
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
