"""Opens every page of a running console in Chromium and has axe-core judge it: see Scripts/check-pages."""

import base64
import json
import os
import re
import subprocess
import sys
import time
import urllib.request

LANGUAGES = ["zh-Hans", "zh-Hant", "en"]
SCREENS = {"laptop": (1440, 900, False), "phone": (360, 780, True)}
GRAVE = {"serious", "critical"}
# A page of a case shows what is asked of its reader first; what is long has an address of its own.
TALLEST = {"laptop": 3000, "phone": 5500}
SHORT = re.compile(r"^/(incidents/\*(/brief)?)?$")


class Browser:
    """A browser by the W3C WebDriver protocol."""

    def __init__(self, port, folder):
        self.base = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            ["chromedriver", f"--port={port}", "--silent"], env=dict(os.environ, HOME=folder),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                self.ask("GET", "/status")
                break
            except OSError:
                time.sleep(0.1)
        arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
            "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars", f"--user-data-dir={folder}/browser"]
        made = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": arguments},
            "pageLoadStrategy": "normal"}}})
        self.base += "/session/" + made["sessionId"]

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"content-type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self, url):
        self.ask("POST", "/url", {"url": url})

    def script(self, source):
        return self.ask("POST", "/execute/sync", {"script": source, "args": []})

    def resize(self, width, height, is_phone):
        self.ask("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone}})

    def picture(self, path):
        shot = self.ask("POST", "/goog/cdp/execute", {
            "cmd": "Page.captureScreenshot", "params": {"format": "png", "captureBeyondViewport": True}})
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))

    def end(self):
        try:
            self.ask("DELETE", "")
        finally:
            self.process.kill()
            self.process.wait()


def links(browser):
    """Addresses of this console that the page leads to, without what they change of it."""
    return browser.script(
        "return [...document.querySelectorAll('a[href]')].map(a => new URL(a.href))"
        ".filter(u => u.origin === location.origin && !u.pathname.startsWith('/api/')"
        " && !u.pathname.startsWith('/assets/')).map(u => u.pathname + u.search)")


def kind(path):
    """What a page is a kind of: one of each is judged."""
    path = re.sub(r"[?&](lang|theme|page|after|from|to)=[^&]*", "", path).split("#")[0]
    path = re.sub(r"^/incidents/[^/?]+", "/incidents/*", path)
    path = re.sub(r"/statements/[^/?]+", "/statements/*", path)
    path = re.sub(r"^/archive/mentions/[^/?]+", "/archive/mentions/*", path)
    # A list's choices are the same page with other rows; the search and the journal are pages of their own.
    if path.startswith("/audit?incident="):
        return "/audit?incident="
    return path.split("?")[0]


def sign_in(browser, house):
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{house['console']}/sign-in", timeout=5).close()
            break
        except OSError:
            time.sleep(0.5)
    browser.open(f"{house['console']}/sign-in#{house['token']}")
    for _ in range(40):
        button = browser.script(
            "const b = document.querySelector('main form button'); if (b && location.pathname.includes('sign-in')"
            " && !document.querySelector('[data-test=visitor]')) { b.click(); }"
            " return !!document.querySelector('[data-test=visitor]')")
        if button:
            return
        time.sleep(0.25)
    raise SystemExit("check-pages: signing in did not work")


def wait_for_case(browser, console):
    """Until a case has texts to sign: its pages then have all they can have."""
    for _ in range(300):
        browser.open(f"{console}/statements")
        found = browser.script("const a = document.querySelector('.statement-row a'); return a ? a.pathname : ''")
        if found:
            return found
        time.sleep(0.5)
    raise SystemExit("check-pages: the demo has brought no case with texts within 150 s")


def find_pages(browser, console, first):
    """One page of each kind that can be come by from the board, with the problem page."""
    queue, pages = ["/", first, re.sub(r"/statements/.*", "", first)], {}
    seen = set()
    while queue and len(pages) < 80:
        path = queue.pop(0)
        if kind(path) in seen:
            continue
        seen.add(kind(path))
        browser.open(console + path)
        pages[kind(path)] = path
        queue += [one for one in links(browser) if kind(one) not in seen and one != "/sign-out"]
    pages["/missing"] = "/incidents/nothing-of-that-name"
    pages["/sign-in"] = "/sign-in"
    # What is asked once more before it happens: only shown, never sent.
    case = next(path for name, path in pages.items() if name == "/incidents/*")
    pages["/incidents/*/confirm"] = case + "#confirm"
    return pages


def open_page(browser, console, path, language):
    path, _, act = path.partition("#")
    mark = "&" if "?" in path else "?"
    browser.open(f"{console}{path}{mark}lang={language}")
    if act != "confirm":
        return
    browser.script(
        "const f = document.querySelector('[data-test=false-alarm-form]'); f.querySelector('[name=reason]').value = '-';"
        " f.submit()")
    for _ in range(40):
        if browser.script("return !!document.querySelector('[data-test=confirm]')"):
            return
        time.sleep(0.25)
    raise SystemExit("check-pages: a false alarm was not asked once more")


def main():
    house_file, axe_file, port, folder, *pictures = sys.argv[1:]
    with open(house_file) as file:
        house = json.load(file)
    with open(axe_file) as file:
        axe = file.read()
    pictures = pictures[0] if pictures else None
    if pictures:
        os.makedirs(pictures, exist_ok=True)
    browser = Browser(int(port), folder)
    console, began = house["console"], time.time()
    faults, tallest = {}, {}
    judged = 0
    try:
        browser.resize(*SCREENS["laptop"])
        sign_in(browser, house)
        pages = find_pages(browser, console, wait_for_case(browser, console))
        for language in LANGUAGES:
            for name, path in pages.items():
                open_page(browser, console, path, language)
                for screen, size in SCREENS.items():
                    browser.resize(*size)
                    result = browser.ask("POST", "/execute/async", {"script": axe + (
                        ";const done = arguments[arguments.length - 1];"
                        "axe.run(document, {resultTypes: ['violations'], iframes: false}).then("
                        "r => done(r.violations.map(v => [v.id, v.impact, v.nodes.slice(0, 3).map(n => n.html)])),"
                        "e => done([['axe failed: ' + e, 'critical', []]]))"), "args": []})
                    judged += 1
                    where = f"{screen} {language} {path}"
                    for rule, impact, nodes in result:
                        if impact in GRAVE:
                            faults.setdefault(f"{rule} ({impact})", []).append((where, nodes))
                    width, height = browser.script(
                        "const e = document.scrollingElement; return [e.scrollWidth - innerWidth, e.scrollHeight]")
                    if width > 1:
                        faults.setdefault("wider than the screen", []).append((where, [f"by {width} px"]))
                    tallest[screen, name] = max(height, tallest.get((screen, name), 0))
                    if SHORT.match(name) and height > TALLEST[screen]:
                        faults.setdefault("too tall", []).append((where, [f"{height} px"]))
                    if pictures and (language == "zh-Hans" or (language == "en" and screen == "laptop")):
                        plain = re.sub(r"[^a-z*]+", "-", name).strip("-") or "board"
                        browser.picture(f"{pictures}/{screen}-{language}-{plain.replace('*', 'x')}.png")
    finally:
        browser.end()
    for fault, places in faults.items():
        print(f"{fault}: {len(places)} pages", file=sys.stderr)
        for where, nodes in places[:4]:
            print(f"  {where}: {' | '.join(nodes)[:400]}", file=sys.stderr)
    if pictures:
        for (screen, name), height in sorted(tallest.items(), key=lambda one: -one[1]):
            print(f"{screen:7} {height:6} px {name}")
    print(f"check-pages: {len(pages)} kinds of pages, {judged} judged by axe-core in {time.time() - began:.0f} s,"
          f" {sum(len(places) for places in faults.values())} faults")
    sys.exit(1 if faults else 0)


main()
