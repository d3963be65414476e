"""Compares feedparser's reading of a folder of feeds with `fenghuo sources try`'s. Called by Scripts/compare-feeds."""
import calendar, html, json, os, re, subprocess, sys

import feedparser

folder, fenghuo = sys.argv[1:3]
ADDRESS = "http://127.0.0.1/feeds/feed.xml"
FIELDS = ["entries", "title", "link", "time", "author", "text"]


def read(name):
    path = os.path.join(folder, name)
    return json.load(open(path, encoding="utf-8")) if os.path.exists(path) else {}


headers, known = read("headers.json"), read("known.json")
files = sorted(f for f in os.listdir(folder) if f.rsplit(".", 1)[-1] in ("xml", "rss", "atom", "rdf"))


def plain(text):
    """Without tags and white space: how each lays lines out is its own affair."""
    text = re.sub(r"(?is)<(script|style)\b.*?</\1>", "", text or "")
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    return re.sub(r"\s+", "", text)


def theirs(name):
    sent = {"content-location": ADDRESS, **{k.lower(): v for k, v in headers.get(name, {}).items()}}
    parsed = feedparser.parse(open(os.path.join(folder, name), "rb").read(), response_headers=sent)
    entries = []
    for entry in parsed.entries:
        when = entry.get("published_parsed") or entry.get("updated_parsed") or entry.get("created_parsed")
        texts = [content.value for content in entry.get("content", [])] + [entry.get("summary", "")]
        entries.append({
            "title": plain(entry.get("title", "")), "link": entry.get("link", ""),
            "time": calendar.timegm(when) if when else None,
            "author": plain((entry.get("author_detail") or {}).get("name") or entry.get("author", "")),
            "text": [plain(text) for text in texts if plain(text)]})
    return entries


def ours(names):
    """Files that are sent alike go into one call."""
    found, groups = {}, {}
    for name in names:
        groups.setdefault(json.dumps(headers.get(name, {}), sort_keys=True), []).append(name)
    for sent, group in groups.items():
        options = [f"--header={k}: {v}" for k, v in json.loads(sent).items()]
        paths = [os.path.join(folder, name) for name in group]
        done = subprocess.run(
            [fenghuo, "sources", "try", "--json", "--zone", "UTC", "--address", ADDRESS, *options, *paths],
            capture_output=True, text=True, timeout=300)
        for line in done.stdout.splitlines():
            trial = json.loads(line)
            found[os.path.basename(trial["file"])] = trial
    return found


def seconds(text):
    import datetime
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()) if text else None


def differences(name, trial, field_counts):
    """Each as (field, theirs, ours)."""
    expected = theirs(name)
    items = trial.get("items", [])
    field_counts["entries"][1] += 1
    if trial.get("failure") or len(items) != len(expected):
        yield "entries", len(expected), trial.get("failure") or len(items)
    else:
        field_counts["entries"][0] += 1
    for place, (mine, other) in enumerate(zip(items, expected), 1):
        text = plain(mine["text"])
        pairs = {
            # A text that says no more than the title stands for both.
            "title": (other["title"], plain(mine["title"]) or (text if not other["text"] or text == other["title"] else "")),
            "link": (other["link"].rstrip("/"), mine["url"].rstrip("/")),
            "time": (other["time"], seconds(mine.get("publishedAt"))),
            "author": (other["author"], plain(mine["author"])),
            "text": (other["text"] or [other["title"]], text),
        }
        for field, (a, b) in pairs.items():
            field_counts[field][1] += 1
            if b in a if field == "text" else a == b:
                field_counts[field][0] += 1
            else:
                yield field, a, f"{b} (entry {place})"


counts = {field: [0, 0] for field in FIELDS}
trials = ours(files)
unknown, seen = 0, set()
for name in files:
    trial = trials.get(name)
    if trial is None:
        print(f"{name}: fenghuo gave nothing")
        unknown += 1
        continue
    for field, a, b in differences(name, trial, counts):
        reason = known.get(name, {}).get(field)
        seen.add((name, field))
        unknown += reason is None
        print(f"{name}: {field}: feedparser {str(a)[:120]!r}, fenghuo {str(b)[:120]!r}" + (f"; known: {reason}" if reason else ""))
gone = [(name, field) for name, fields in known.items() for field in fields if (name, field) not in seen]
for name, field in gone:
    print(f"{name}: {field}: said to be a known disagreement, and is none; take it out of known.json")
print(f"{len(files)} files")
for field in FIELDS:
    same, all_of_them = counts[field]
    print(f"  {field:8} {same} of {all_of_them} agree" + (f" ({100 * same / all_of_them:.1f} %)" if all_of_them else ""))
sys.exit(1 if unknown or gone or not files else 0)
