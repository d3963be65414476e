// Keeps the page current: listens to /events, fetches the page anew and replaces its main part. Without it every page
// works, and is as of when it was loaded.
"use strict";
(function () {
  const line = document.getElementById("line");
  const main = () => document.getElementById("main");
  let timer = 0;
  let isStale = false;
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

  async function refresh() {
    if (isBusy()) {
      isStale = true;
      say(line.dataset.stale, true);
      return;
    }
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", headers: { "Accept": "text/html" } });
      if (answer.redirected && new URL(answer.url).pathname === "/sign-in") { location.assign("/sign-in"); return; }
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
      if (!fresh || isBusy()) return;
      const open = Array.from(main().querySelectorAll("details[id]")).map(function (d) { return [d.id, d.open]; });
      const focus = document.activeElement && document.activeElement.id;
      main().replaceWith(fresh);
      ahead = Number(fresh.dataset.now) - Date.now();
      open.forEach(function (pair) {
        const details = document.getElementById(pair[0]);
        if (details) details.open = pair[1];
      });
      if (focus) { const again = document.getElementById(focus); if (again) again.focus({ preventScroll: true }); }
      if (isStale) { isStale = false; say("", false); }
      tick();
    } catch (error) {
      say(line.dataset.down, false);
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(refresh, 300);
  }

  function listen() {
    const live = main().dataset.live;
    if (!live || !window.EventSource) return;
    const events = new EventSource("/events");
    events.addEventListener("open", function () { if (!isStale) say("", false); });
    events.addEventListener("error", function () { say(line.dataset.down, false); });
    events.addEventListener("reset", later);
    events.addEventListener("change", function (event) {
      const change = JSON.parse(event.data);
      if (live === "*" || change.incident === "" || change.incident === live) later();
    });
    window.addEventListener("pagehide", function () { events.close(); });
  }

  // Clocks count on from what the server wrote.
  function length(minutes) {
    const data = main().dataset;
    const days = Math.floor(minutes / 1440), hours = Math.floor(minutes / 60) % 24, rest = minutes % 60;
    const fill = function (text, values) { return values.reduce(function (t, v) { return t.replace("{}", v); }, text); };
    if (days > 0) return fill(data.days, [days, hours]);
    return minutes >= 60 ? fill(data.hours, [hours, rest]) : fill(data.minutes, [rest]);
  }

  function tick() {
    const now = Date.now() + ahead;
    document.querySelectorAll("time[data-due]").forEach(function (time) {
      const left = Number(time.dataset.due) - now;
      const words = left >= 0 ? main().dataset.left : main().dataset.over;
      const text = words.replace("{}", length(Math.floor(Math.abs(left) / 60000)));
      if (time.textContent !== text) time.textContent = text;
      time.classList.toggle("over", left < 0);
    });
  }

  // A link to /sign-in#token=… signs in: what stands after # never reaches a server's log.
  function signIn() {
    const form = document.getElementById("sign-in");
    const match = /^#(?:token=)?([\w-]+\.[\w-]+\.[\w-]+)$/.exec(location.hash);
    if (!form || !match) return;
    history.replaceState(null, "", location.pathname);
    form.elements.token.value = match[1];
    form.submit();
  }

  document.querySelectorAll(".languages a").forEach(function (link) {
    const address = new URL(location.href);
    address.searchParams.set("lang", link.lang);
    link.href = address.href;
  });
  signIn();
  listen();
  tick();
  setInterval(tick, 1000);
})();
