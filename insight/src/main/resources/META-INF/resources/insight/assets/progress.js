// Follows a recovery that runs: its section alone changes, so that focus and a screen reader stay where they are.
(function () {
  'use strict';

  var section = document.getElementById('progress');

  function follow() {
    fetch(location.href, { cache: 'no-store' }).then(function (answer) {
      return answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status)));
    }).then(function (html) {
      var fresh = new DOMParser().parseFromString(html, 'text/html').getElementById('progress');
      ['status', 'bar', 'next'].forEach(function (id) {
        var old = document.getElementById(id), now = fresh.querySelector('#' + id);
        if (old.innerHTML !== now.innerHTML) { old.innerHTML = now.innerHTML; }
        if (id === 'bar') { old.value = now.value; }
      });
      section.dataset.running = fresh.dataset.running;
      window.times.show(section);
      again();
    }).catch(again);
  }

  function again() {
    if (section.dataset.running === 'true') { window.setTimeout(follow, 1000); }
  }

  again();
})();
