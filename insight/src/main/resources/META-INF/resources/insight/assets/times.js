// Every time in the reader's zone, which is named; the exact instant stands in the title. Without it times are in UTC.
(function () {
  'use strict';

  var clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, timeZoneName: 'short' });
  var exact = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit',
    fractionalSecondDigits: 3, hour12: false, timeZoneName: 'short' });
  var hour = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false, timeZoneName: 'short' });
  var day = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
  var times = { clock: clock, hour: hour, offset: 0 }; // server's clock minus ours

  times.now = function () { return Date.now() + times.offset; };

  function ago(ms) {
    var seconds = Math.max(0, Math.round(ms / 1000));
    if (seconds < 120) { return seconds + '\u202fs ago'; }
    if (seconds < 7200) { return Math.floor(seconds / 60) + '\u202fmin ago'; }
    return seconds < 172800 ? Math.floor(seconds / 3600) + '\u202fh ago' : Math.floor(seconds / 86400) + '\u202fdays ago';
  }

  function text(at, how) {
    if (how === 'ago') { return ago(times.now() - at); }
    if (how === 'exact') { return exact.format(at); }
    if (how === 'hour') { return hour.format(at); }
    return times.now() - at > 72000000 ? day.format(at) + ', ' + clock.format(at) : clock.format(at);
  }

  function show(time) {
    var at = Date.parse(time.getAttribute('datetime'));
    if (isNaN(at)) { return; }
    var wanted = text(at, time.dataset.show);
    if (time.textContent !== wanted) { time.textContent = wanted; }
    if (!time.dataset.exact) {
      time.dataset.exact = '1';
      time.title = day.format(at) + ', ' + clock.format(at) + ' (' + time.getAttribute('datetime') + ')';
    }
  }

  times.show = function (within) { within.querySelectorAll('time[datetime]').forEach(show); };

  window.times = times;
  times.show(document);
  window.setInterval(function () { times.show(document); }, 1000);
})();
