// Keeps the page current: listens to /events, fetches the page anew and replaces its parts. Without it every page
// works, and is as of when it was loaded.
"use strict";
(function () {
  const line = document.getElementById("line");
  const main = () => document.getElementById("main");
  // At most one fetch in this time, in milliseconds, spread a little so that not all pages ask at once.
  const pause = 1000;
  let timer = 0;
  let isStale = false;
  let isDown = false;
  let isEnded = false;
  let events = null;
  // When the line was last heard, and the newest event on it.
  let heard = Date.now();
  let last = "";
  // When a finger or a key was last at work, and how often a change waited for it.
  let touched = 0;
  let waited = 0;
  // The server's clock counts: a drill or a demo runs in its own time.
  let ahead = Number(main().dataset.now) - Date.now();

  function say(text, word, href) {
    line.textContent = text;
    if (word) {
      const link = document.createElement("a");
      link.href = href;
      link.textContent = " " + word;
      if (href === location.href) {
        link.addEventListener("click", function (event) { event.preventDefault(); location.reload(); });
      }
      line.append(link);
    }
    line.hidden = text === "";
  }

  // That the session or the line is gone is more than that something is new.
  function tell() {
    const here = location.pathname + location.search;
    if (isEnded) say(line.dataset.ended, line.dataset.again, "/sign-in?next=" + encodeURIComponent(here));
    else if (isDown) say(line.dataset.down);
    else if (isStale) say(line.dataset.stale, line.dataset.reload, location.href);
    else say("");
  }

  // The session is over: who has written nothing is led to the sign-in, who has is told that it is kept.
  function ended() {
    if (isBusy()) { isEnded = true; tell(); } else location.assign("/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
  }

  // Somebody is filling in a form: what they wrote is not thrown away.
  function isBusy() {
    const active = document.activeElement;
    if (active && main().contains(active) && /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName)) return true;
    return Array.from(main().querySelectorAll("textarea, input:not([type=hidden]), select")).some(function (field) {
      if (field.tagName === "SELECT") {
        return Array.from(field.options).some(function (option) { return option.selected !== option.defaultSelected; })
          && field.selectedIndex > 0;
      }
      if (field.type === "checkbox") return field.checked !== field.defaultChecked;
      return field.value !== field.defaultValue;
    });
  }

  function replace(id, page) {
    const old = document.getElementById(id), fresh = page.getElementById(id);
    if (old && fresh) old.replaceWith(fresh);
  }

  async function refresh() {
    timer = 0;
    if (isBusy()) { isStale = true; tell(); return; }
    // Nothing moves under a finger that is about to press; but not for ever.
    if (Date.now() - touched < 800 && waited < 12) { waited += 1; later(); return; }
    waited = 0;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", headers: { "Accept": "text/html" } });
      if (answer.redirected && new URL(answer.url).pathname === "/sign-in") { ended(); return; }
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("main");
      if (!fresh) return;
      if (isBusy()) { isStale = true; tell(); return; }
      const open = Array.from(main().querySelectorAll("details[id]")).map(function (d) { return [d.id, d.open]; });
      const scrolled = Array.from(main().querySelectorAll(".scrolled")).map(function (s) { return s.scrollTop; });
      const focus = place(document.activeElement);
      main().replaceWith(fresh);
      ["clock-bar", "pages-wide", "pages-narrow"].forEach(function (id) { replace(id, page); });
      ahead = Number(fresh.dataset.now) - Date.now();
      open.forEach(function (pair) {
        const details = document.getElementById(pair[0]);
        if (details) details.open = pair[1];
      });
      Array.from(main().querySelectorAll(".scrolled")).forEach(function (s, i) { s.scrollTop = scrolled[i] || 0; });
      if (focus) { const again = document.querySelector(focus); if (again) again.focus({ preventScroll: true }); }
      isStale = false;
      isDown = events !== null && events.readyState !== EventSource.OPEN;
      tell();
      dress();
      restore();
      tick();
    } catch (error) {
      isDown = true;
      tell();
    }
  }

  // A selector that finds what had the focus again on the fresh page.
  function place(element) {
    if (!element || element === document.body) return null;
    if (element.id) return "#" + CSS.escape(element.id);
    const details = element.tagName === "SUMMARY" && element.parentElement;
    if (details && details.id) return "#" + CSS.escape(details.id) + " > summary";
    if (element.tagName === "A") return "a[href=\"" + CSS.escape(element.getAttribute("href")) + "\"]";
    return null;
  }

  function later() {
    if (timer || document.hidden) { isStale = isStale || document.hidden; return; }
    timer = setTimeout(refresh, pause * (0.3 + 0.7 * Math.random()));
  }

  // Opens the line from what the page was made from, or from the newest that was heard on it: what came between is told.
  function open() {
    if (events) events.close();
    heard = Date.now();
    events = new EventSource("/events?after=" + encodeURIComponent(last || main().dataset.from || ""));
    const hear = function (event) {
      heard = Date.now();
      if (event.lastEventId) last = event.lastEventId;
      if (isDown) { isDown = false; tell(); }
    };
    events.addEventListener("open", hear);
    events.addEventListener("hello", hear);
    events.addEventListener("beat", hear);
    events.addEventListener("error", function () { isDown = true; tell(); });
    events.addEventListener("reset", function (event) { hear(event); later(); });
    events.addEventListener("change", function (event) {
      hear(event);
      const live = main().dataset.live;
      const change = JSON.parse(event.data);
      if (live === "*" || change.incident === "" || change.incident === live) later();
    });
  }

  // A line on which nothing was heard for two beats and a half is dead, whatever the browser thinks of it.
  function watch() {
    if (!events || document.hidden) return;
    const beat = (Number(main().dataset.beat) || 15) * 1000;
    const silent = Date.now() - heard;
    if (events.readyState === EventSource.CLOSED ? silent > 5000 : silent > 2.5 * beat) {
      isDown = true;
      tell();
      if (events.readyState === EventSource.CLOSED) probe();
      open();
    }
  }

  // A line that was refused: the session may be over.
  async function probe() {
    try {
      const answer = await fetch("/tasks", { method: "HEAD", credentials: "same-origin", redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 401) ended();
    } catch (error) { /* The house is away: the line says so already. */ }
  }

  function listen() {
    if (!main().dataset.live || !window.EventSource) return;
    open();
    document.addEventListener("visibilitychange", function () {
      if (document.hidden) return;
      watch();
      if (isStale) later();
    });
    ["pointerdown", "pointermove", "touchstart", "keydown"].forEach(function (name) {
      document.addEventListener(name, function () { touched = Date.now(); }, { passive: true });
    });
    window.addEventListener("pagehide", function () { events.close(); });
    window.addEventListener("pageshow", function (event) { if (event.persisted) open(); });
  }

  // Clocks count on from what the server wrote; the last hour in seconds.
  function length(seconds) {
    const data = main().dataset;
    const minutes = Math.floor(seconds / 60);
    const days = Math.floor(minutes / 1440), hours = Math.floor(minutes / 60) % 24, rest = minutes % 60;
    const fill = function (text, values) { return values.reduce(function (t, v) { return t.replace("{}", v); }, text); };
    if (days > 0) return hours > 0 ? fill(data.days, [days, hours]) : fill(data.day, [days]);
    if (minutes >= 60) return rest > 0 ? fill(data.hours, [hours, rest]) : fill(data.hour, [hours]);
    return fill(data.seconds, [rest, String(seconds % 60).padStart(2, "0")]);
  }

  function tick() {
    const now = Date.now() + ahead;
    document.querySelectorAll("time[data-due]").forEach(function (time) {
      const left = Number(time.dataset.due) - now;
      const words = left >= 0 ? main().dataset.left : main().dataset.over;
      const text = words.replace("{}", length(Math.floor(Math.abs(left) / 1000)));
      if (time.textContent !== text) time.textContent = text;
      time.classList.toggle("over", left < 0);
    });
  }

  // What only works with a script shows only with it; what an address points at is opened.
  function dress() {
    const print = document.getElementById("print");
    if (print) { print.hidden = false; print.addEventListener("click", function () { window.print(); }); }
  }

  // What somebody wrote outlives the page: it is kept for this tab and person until its form is sent and taken.
  const person = function () {
    const visitor = document.querySelector("[data-test=visitor]");
    return visitor ? visitor.dataset.person : "";
  };

  // A form by where it posts to and what it is about, whatever page shows it.
  function nameOf(form) {
    const about = ["statement_id", "directive_id", "clock_id", "request_id", "section", "step", "corrects", "refuse"].map(function (name) {
      const field = form.elements[name];
      return field && field.type === "hidden" ? field.value : "";
    });
    return "written:" + person() + ":" + new URL(form.action, location.href).pathname + ":" + about.join(":");
  }

  function isWritten(field) { return field.name && (field.tagName === "TEXTAREA" || /^(text|number|search)$/.test(field.type) || field.tagName === "SELECT"); }

  function kept(name) {
    try { return JSON.parse(sessionStorage.getItem(name)) || {}; } catch (error) { return {}; }
  }

  function keep() {
    let told = Date.now();
    document.addEventListener("input", function (event) {
      const field = event.target, form = field.form;
      if (!form || form.method !== "post" || !isWritten(field) || !person()) return;
      const name = nameOf(form), all = kept(name);
      delete all.sent;
      all.values = all.values || {};
      all.values[field.name] = field.value;
      try { sessionStorage.setItem(name, JSON.stringify(all)); } catch (error) { /* No room: it stays on the page. */ }
      // Writing is being there: the session goes on.
      if (Date.now() - told > 60000) { told = Date.now(); active(form); }
    });
    document.addEventListener("submit", function (event) {
      if (new URL(event.target.action, location.href).pathname === "/sign-out") { sessionStorage.clear(); return; }
      const name = nameOf(event.target), all = kept(name);
      if (!all.values) return;
      all.sent = true;
      sessionStorage.setItem(name, JSON.stringify(all));
    });
    // On the page after: what was taken needs keeping no more; what waits to be confirmed, or never arrived, does.
    const problem = main().querySelector("[data-problem]");
    const isWaiting = main().querySelector("[data-test=confirm]") || document.getElementById("sign-in")
      || (problem && /^(signIn|forgery|busy|unavailable|internalError)$/.test(problem.dataset.problem));
    if (isWaiting) {
      main().addEventListener("click", function (event) {
        if (event.target.closest("a")) each(function (name, all) { delete all.sent; sessionStorage.setItem(name, JSON.stringify(all)); });
      });
    } else if (person()) {
      each(function (name, all) { if (all.sent) sessionStorage.removeItem(name); });
    }
    if (problem && isWaiting) each(function (name, all) { delete all.sent; sessionStorage.setItem(name, JSON.stringify(all)); });
    restore();
  }

  function each(act) {
    for (let i = sessionStorage.length - 1; i >= 0; i -= 1) {
      const name = sessionStorage.key(i);
      if (name && name.startsWith("written:")) act(name, kept(name));
    }
  }

  function restore() {
    if (!person()) return;
    Array.from(main().querySelectorAll("form[method=post]")).forEach(function (form) {
      const name = nameOf(form), values = kept(name).values;
      if (!values) return;
      let isBack = false;
      Array.from(form.elements).forEach(function (field) {
        if (!isWritten(field) || !(field.name in values) || field.value === values[field.name]) return;
        field.value = values[field.name];
        isBack = true;
      });
      if (!isBack) return;
      for (let at = form; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
      if (form.querySelector(".restored")) return;
      const note = document.createElement("p");
      note.className = "notice restored";
      note.textContent = line.dataset.restored + " ";
      const discard = document.createElement("button");
      discard.type = "button";
      discard.className = "plain small";
      discard.textContent = line.dataset.discard;
      discard.addEventListener("click", function () { sessionStorage.removeItem(name); form.reset(); note.remove(); });
      note.append(discard);
      form.prepend(note);
    });
  }

  async function active(form) {
    const seal = form.elements.csrf;
    if (!seal) return;
    try {
      const answer = await fetch("/activity", { method: "POST", credentials: "same-origin",
        headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: "csrf=" + encodeURIComponent(seal.value) });
      if (answer.status === 401) { isEnded = true; tell(); }
    } catch (error) { isDown = true; tell(); }
  }

  // What used to stand on an incident's one page has a page of its own: old addresses lead there.
  function moved() {
    const places = [["statement", "statements"], ["directive", "directives"], ["resources", "directives"], ["clock", "clocks"],
      ["deliver", "messages"], ["mention-", "mentions"], ["evidence", "mentions"], ["journal", "record"], ["report", "record"]];
    const page = /^\/incidents\/[^/]+$/.exec(location.pathname);
    const place = page && places.find(function (pair) { return location.hash.slice(1).startsWith(pair[0]); });
    if (place) location.replace(location.pathname + "/" + place[1] + location.search + location.hash);
  }

  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { moved(); return; }
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView({ block: "start" });
  }

  // A link to /sign-in#token=… asks whether to sign in: what stands after # never reaches a server's log.
  function signIn() {
    const form = document.getElementById("sign-in");
    const match = /^#(?:token=)?([\w-]+\.[\w-]+\.[\w-]+)$/.exec(location.hash);
    if (!form || !match) return false;
    history.replaceState(null, "", location.pathname);
    form.elements.token.value = match[1];
    form.elements.from.value = "link";
    form.submit();
    return true;
  }

  keep();
  if (!signIn()) { reveal(); window.addEventListener("hashchange", reveal); }
  dress();
  listen();
  tick();
  setInterval(function () { tick(); watch(); }, 1000);
})();
