// Staleness, the theme and the charts. The page is complete without it: this only keeps it current.
(function () {
  'use strict';

  var POLL_AFTER = 5000; // without a new picture from the stream
  var STALE_AFTER = 8000; // the same for which a service counts as silent
  var POLL_EVERY = 5000;
  var root = document.documentElement;
  var byId = function (id) { return document.getElementById(id); };
  var times = window.times;
  var clock = times.clock;

  // --- Freshness -----------------------------------------------------------------------------
  var lastBeat = Date.now();
  var knownBeat = -Infinity;

  function beaten() {
    var time = document.querySelector('#beat time');
    if (!time) { return; }
    var beat = Date.parse(time.getAttribute('datetime'));
    // An answer that carries the same picture again, or one from before it, is no sign of life. A clock that was set back is.
    if (beat <= knownBeat && knownBeat - beat < 60000) { return; }
    knownBeat = beat;
    lastBeat = Date.now();
    times.offset = beat - lastBeat;
    fresh();
  }

  function fresh() {
    if (root.classList.contains('stale')) {
      root.classList.remove('stale');
      byId('stale').hidden = true;
      title();
    }
  }

  function stale(silence) {
    if (root.classList.contains('stale')) { return; }
    root.classList.add('stale');
    document.title = 'Not current \u00b7 InsightFlow';
    var note = byId('stale');
    // The same text as long as it lasts: it is an alert, which is read aloud whenever it changes.
    note.textContent = 'Not current: no new picture has arrived from the page\u2019s server since ' + clock.format(times.now() - silence) + '. What you see is old.';
    note.hidden = false;
  }

  // --- The stream: every section that changed, and the time of the picture ----------------------
  function listen() {
    var live = byId('live');
    var stream = new EventSource(live.dataset.stream);
    live.querySelectorAll('[data-section]').forEach(function (section) {
      stream.addEventListener(section.dataset.section, function (event) { replace(section, event.data); });
    });
  }

  // --- Sections without the stream -------------------------------------------------------------
  var polledAt = 0;

  function poll() {
    polledAt = Date.now();
    fetch('/insight/sections', { cache: 'no-store' }).then(function (answer) {
      return answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)));
    }).then(function (frame) {
      Object.keys(frame.sections).forEach(function (name) { replace(byId(name), frame.sections[name]); });
      replace(byId('beat'), frame.beat);
      beaten();
    }).catch(function () { /* shown as stale */ });
  }

  // Only what differs changes, so that focus, a selection and the position of a table stay where the reader left them.
  var shown = {};

  function replace(element, html) {
    if (!element || shown[element.id] === html) { return; }
    shown[element.id] = html;
    var fresh = document.createElement('template');
    fresh.innerHTML = html;
    update(element, fresh.content);
    // Before the next paint: a section never shows UTC first and local time then.
    times.show(element);
    if (element.id === 'beat') { beaten(); }
    if (element.id === 'verdict') { title(); say(); }
    if (['intakes', 'numbers', 'accounts', 'queues'].indexOf(element.id) >= 0) { intakes(); }
  }

  // A row is the same while it is of the same thing, wherever it stands.
  function key(node) {
    if (node.nodeType !== 1) { return ''; }
    if (node.id) { return node.id; }
    if (node.nodeName !== 'TR' && node.nodeName !== 'LI') { return ''; }
    var name = node.querySelector('th, .what'), time = node.querySelector('time');
    return name ? name.textContent : time ? time.getAttribute('datetime') : '';
  }

  function same(one, other) {
    return one.nodeType === other.nodeType && one.nodeName === other.nodeName && key(one) === key(other);
  }

  function update(old, fresh) {
    var wanted = Array.prototype.slice.call(fresh.childNodes);
    var at = old.firstChild;
    // What is gone goes first: what stays need not be moved then, which would take its focus.
    function dropUntil(from) {
      while (at && !wanted.some(function (next, i) { return i >= from && same(at, next); })) {
        var gone = at;
        at = at.nextSibling;
        old.removeChild(gone);
      }
    }
    wanted.forEach(function (next, i) {
      dropUntil(i);
      var match = at;
      while (match && !same(match, next)) { match = match.nextSibling; }
      if (!match) {
        old.insertBefore(next, at);
        return;
      }
      if (match === at) { at = at.nextSibling; } else { old.insertBefore(match, at); }
      mendOne(match, next);
    });
    dropUntil(wanted.length);
  }

  function mendOne(old, fresh) {
    if (old.nodeType !== 1) {
      if (old.nodeValue !== fresh.nodeValue) { old.nodeValue = fresh.nodeValue; }
      return;
    }
    if (old.nodeName === 'TIME') {
      // Its text and title are of the reader's zone.
      if (old.getAttribute('datetime') !== fresh.getAttribute('datetime')) {
        old.setAttribute('datetime', fresh.getAttribute('datetime'));
        delete old.dataset.exact;
      }
      old.dataset.show = fresh.dataset.show;
      return;
    }
    Array.prototype.slice.call(old.attributes).forEach(function (one) {
      if (one.name !== 'open' && !fresh.hasAttribute(one.name)) { old.removeAttribute(one.name); }
    });
    Array.prototype.slice.call(fresh.attributes).forEach(function (one) {
      if (old.getAttribute(one.name) !== one.value) { old.setAttribute(one.name, one.value); }
    });
    update(old, fresh);
  }

  function tick() {
    var silence = Date.now() - lastBeat;
    if (silence > POLL_AFTER && Date.now() - polledAt > POLL_EVERY) { poll(); }
    if (silence > STALE_AFTER) { stale(silence); }
  }

  function title() {
    var word = document.querySelector('#verdict .word span span');
    if (word) { document.title = word.textContent + ' \u00b7 InsightFlow'; }
  }

  // A screen reader hears the verdict when it changes; ages that go on in its sentence are no change.
  var said = null;

  function say() {
    var word = document.querySelector('#verdict .word span span');
    var sentence = document.querySelector('#verdict h2');
    if (!word || !sentence) { return; }
    var text = word.textContent + ': ' + sentence.textContent;
    var kind = text.replace(/[\d.,]+/g, '');
    if (said !== null && said !== kind) { byId('spoken').textContent = text; }
    said = kind;
  }

  // --- Theme -----------------------------------------------------------------------------------
  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var button = byId('theme');

  function isDark() { return root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches; }

  function name() { button.textContent = isDark() ? 'Light' : 'Dark'; }

  button.hidden = false;
  name();
  button.addEventListener('click', function () {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try { window.localStorage.setItem('insight-theme', root.dataset.theme); } catch (denied) { /* this visit only */ }
    name();
    draw();
  });
  dark.addEventListener('change', function () { name(); draw(); });

  // --- Charts ------------------------------------------------------------------------------------
  var select = byId('chart-intake');
  var range = '1h';
  var data = null; // of what was asked for last, or nothing
  var asked = '';
  var readAt = 0;
  var requests = 0;
  var drawn = {};

  function intakes() {
    var wanted = [];
    document.querySelectorAll('main [data-chart]').forEach(function (link) {
      // Name and figure of a row lead to the same chart.
      if (wanted.indexOf(link.dataset.chart) < 0) { wanted.push(link.dataset.chart); }
    });
    var have = Array.prototype.map.call(select.options, function (option) { return option.value; });
    wanted.filter(function (value) { return have.indexOf(value) < 0; }).forEach(function (value) {
      var names = value.split('|')[1].split('/');
      select.add(new Option(names.length > 1 ? 'module ' + names[1] : names[0], value));
    });
    // Once: what fails is tried again by the clock, not by every change of a section.
    if (requests === 0 && select.options.length > 0) { load(); }
  }

  // A curve of what was chosen before must not stand under what is chosen now.
  function clear() {
    data = null;
    asked = '';
    Object.keys(drawn).forEach(function (id) { drawn[id].clear(); });
    byId('chart-note').textContent = 'Being read.';
  }

  function load() {
    if (!window.echarts || select.options.length === 0) { return; }
    if (!select.value) {
      // What is on its way is of what is no longer chosen.
      requests++;
      clear();
      byId('chart-note').textContent = 'Nothing is chosen.';
      return;
    }
    var wanted = select.value + '|' + range;
    if (wanted !== asked) { clear(); }
    asked = wanted;
    var parts = select.value.split('|');
    var query = new URLSearchParams({ service: parts[0], intake: parts[1], range: range });
    // An answer that another one has overtaken is of what is no longer chosen.
    var request = ++requests;
    fetch('/api/v1/insight/chart?' + query, { cache: 'no-store' }).then(function (answer) {
      return answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)));
    }).then(function (found) {
      if (request !== requests) { return; }
      data = found;
      readAt = times.now();
      byId('chart-tools').hidden = false;
      if (byId('chart-pair').hidden) {
        byId('chart-pair').hidden = false;
        resize();
      }
      byId('chart-note').textContent = 'A gap means that nobody reported, or that nothing was timed (or only by a version that does not tell how durations are distributed). The dashed line is the threshold.';
      draw();
    }).catch(function () {
      if (request !== requests) { return; }
      byId('chart-pair').hidden = !data;
      byId('chart-note').textContent = data
        ? 'These charts are of ' + clock.format(readAt) + ': they cannot be read again now.'
        : 'What is chosen cannot be read now. It is tried again by itself.';
    });
  }

  function resize() { Object.keys(drawn).forEach(function (id) { drawn[id].resize(); }); }

  function css(variable) { return getComputedStyle(root).getPropertyValue(variable).trim(); }

  function line(title, values, colour, dashed) {
    return {
      name: title, type: 'line', showSymbol: false, connectNulls: false, animation: false,
      lineStyle: { width: 2, color: colour, type: dashed ? 'dotted' : 'solid' }, itemStyle: { color: colour },
      data: values.map(function (value, i) {
        return [Date.parse(data.from) + i * data.step_seconds * 1000, value === null ? null : Math.round(value * 100) / 100];
      })
    };
  }

  function lone(series) {
    // A value between two gaps has no line; show its point.
    series.data = series.data.map(function (point, i) {
      var before = series.data[i - 1], after = series.data[i + 1];
      var alone = point[1] !== null && (!before || before[1] === null) && (!after || after[1] === null);
      return alone ? { value: point, symbol: 'circle', symbolSize: 6 } : point;
    });
    if (series.data.some(function (point) { return point.symbol; })) { series.showSymbol = true; series.symbol = 'none'; }
    return series;
  }

  // A threshold is drawn where it lies within the axis alone, so the axis reaches it.
  function paint(id, series, unit, limit) {
    var element = byId(id);
    drawn[id] = drawn[id] || window.echarts.init(element, null, { renderer: 'canvas' });
    var ink = css('--dim'), rule = css('--line');
    drawn[id].setOption({
      animation: false,
      textStyle: { fontFamily: 'system-ui, sans-serif' },
      grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, icon: 'roundRect', itemWidth: 16, itemHeight: 4, textStyle: { color: ink } },
      tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: function (value) { return value === null || value === undefined ? 'gap' : value + unit; } },
      xAxis: { type: 'time', min: Date.parse(data.from), max: Date.parse(data.from) + data.received.length * data.step_seconds * 1000,
        axisLine: { lineStyle: { color: rule } }, axisLabel: { color: ink, hideOverlap: true }, splitLine: { show: false } },
      yAxis: { type: 'value', min: 0, max: limit ? function (shown) { return Math.max(isFinite(shown.max) ? shown.max : 0, limit * 1.2); } : null, splitNumber: 4, axisLabel: { color: ink }, splitLine: { lineStyle: { color: rule } } },
      series: series
    }, true);
  }

  function draw() {
    if (!data || !window.echarts) { return; }
    var blue = css('--series-1'), orange = css('--series-2'), green = css('--series-3'), limit = css('--down');
    paint('chart-rate', [lone(line('received', data.received, blue)), lone(line('refused', data.refused, orange))], '/s');
    byId('chart-time-title').textContent = data.timed === 'core-sync'
      ? 'Time from acceptance to synced, in milliseconds' : 'Time to the 2xx, in milliseconds';
    var timed = [lone(line('p50', data.p50_ms, green)), lone(line('p95', data.p95_ms, blue)), lone(line('p99', data.p99_ms, orange))];
    timed[1].markLine = { silent: true, symbol: 'none', animation: false, lineStyle: { color: limit, type: 'dashed', width: 1.5 },
      label: { formatter: 'threshold ' + data.limit_ms + ' ms', color: limit, position: 'insideStartTop' }, data: [{ yAxis: data.limit_ms }] };
    paint('chart-time', timed, ' ms', data.limit_ms);
  }

  byId('chart-tools').addEventListener('click', function (event) {
    var chosen = event.target.dataset.range;
    if (chosen) {
      range = chosen;
      this.querySelectorAll('[data-range]').forEach(function (one) { one.setAttribute('aria-pressed', String(one.dataset.range === chosen)); });
      load();
    }
  });
  select.addEventListener('change', load);
  document.addEventListener('click', function (event) {
    var link = event.target.closest('[data-chart]');
    if (link) { select.value = link.dataset.chart; load(); }
  });
  window.addEventListener('resize', resize);

  beaten();
  listen();
  times.show(document);
  say();
  intakes();
  window.setInterval(tick, 1000);
  window.setInterval(function () { if (!document.hidden) { load(); } }, 30000);
})();
