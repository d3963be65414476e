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
  let events = null;
  // The server's clock counts: a drill or a demo runs in its own time.
  let ahead = Number(main().dataset.now) - Date.now();

  function say(text, reload) {
    line.textContent = text;
    if (reload) {
      const link = document.createElement("a");
      link.href = location.href;
      link.textContent = " " + line.dataset.reload;
      link.addEventListener("click", function (event) { event.preventDefault(); location.reload(); });
      line.append(link);
    }
    line.hidden = text === "";
  }

  // That the line is down is more than that something is new.
  function tell() {
    if (isDown) say(line.dataset.down, false);
    else if (isStale) say(line.dataset.stale, true);
    else say("", false);
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
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", headers: { "Accept": "text/html" } });
      if (answer.redirected && new URL(answer.url).pathname === "/sign-in") { location.assign("/sign-in"); return; }
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

  function listen() {
    const live = main().dataset.live;
    if (!live || !window.EventSource) return;
    // The browser comes back by itself and names the last event it heard (Last-Event-ID).
    events = new EventSource("/events");
    events.addEventListener("open", function () { isDown = false; tell(); });
    events.addEventListener("error", function () { isDown = true; tell(); });
    events.addEventListener("reset", later);
    events.addEventListener("change", function (event) {
      const change = JSON.parse(event.data);
      if (live === "*" || change.incident === "" || change.incident === live) later();
    });
    document.addEventListener("visibilitychange", function () { if (!document.hidden && isStale) later(); });
    window.addEventListener("pagehide", function () { events.close(); });
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

  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
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

  if (!signIn()) { reveal(); window.addEventListener("hashchange", reveal); }
  dress();
  listen();
  tick();
  setInterval(tick, 1000);
})();
