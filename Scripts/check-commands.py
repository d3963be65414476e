"""Judges what fenghuo prints; see check-commands. Run by it, with the folder to work in as the argument."""

import errno
import json
import os
import subprocess
import sys
import time
import urllib.request

import jsonschema

import refusing_broker

WORK = sys.argv[1]
SCHEMA = json.load(open("Documentation/commands.schema.json", encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(SCHEMA)
failures = []
seen = set()


def run(*arguments, stdout=subprocess.PIPE, environment=None, timeout=120):
    return subprocess.run(
        ["fenghuo", *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=timeout, check=False,
        env={**os.environ, **(environment or {})})


def check(what, good, found=""):
    print(("ok    " if good else "FAIL  ") + what + ("" if good else f": {found}"))
    if not good:
        failures.append(what)


def answers(address):
    try:
        return urllib.request.urlopen(address, timeout=5).status == 200
    except OSError:
        return False


def judge(name, text):
    """One JSON value, shaped as its definition says."""
    seen.add(name)
    try:
        value = json.loads(text)
        jsonschema.Draft202012Validator({**SCHEMA, "$ref": "#/$defs/" + name.replace(" ", "%20")}).validate(value)
        return value
    except (ValueError, jsonschema.ValidationError) as error:
        check(f"{name} --json", False, f"{error}"[:500])
        return None


def command(name, *arguments, code=0):
    done = run(*arguments)
    value = judge(name, done.stdout)
    check(f"{name} --json", value is not None and done.returncode == code, f"exit {done.returncode} {done.stderr[:300]}")
    return value


def without_json(command, path):
    """Commands that do something and do not take --json."""
    children = [child for child in command.get("subcommands", []) if child["commandName"] != "help"]
    for child in children:
        yield from without_json(child, [*path, child["commandName"]])
    names = [name["name"] for argument in command.get("arguments", []) for name in argument.get("names", [])]
    if not children and "json" not in names:
        yield " ".join(path)


# What prints takes --json; AsyncAPI's document is YAML, and who stands in for the outside has no result.
missing = list(without_json(json.loads(run("--experimental-dump-help").stdout)["command"], []))
check("every command takes --json", missing == ["asyncapi", "outside"], missing)

# Nothing there yet: who only looks makes nothing.
for looking in (["topics", "list"], ["topics", "describe", "incidents"], ["groups"], ["tail", "incidents"],
                ["journal", "verify"], ["journal", "export"], ["dead-letters", "list"], ["trace", "x"],
                ["groups", "reset", "analysis", "--to", "latest"], ["state", "reset", "analysis"],
                ["journal", "verify"], ["journal", "export"], ["replay", "mentions", "--into", "sandbox.", "--execute"],
                ["topics", "export", "--output", f"{WORK}/none"],
                ["model", "train", "--task", "rumour", "--from-decisions", "-o", f"{WORK}/x"]):
    done = run(*looking)
    check(f"{' '.join(looking)} without a log is refused and makes nothing",
          done.returncode != 0 and not os.path.exists(os.environ["FENGHUO_DATA"]), done.stderr)

command("topics create", "topics", "create", "--json")
with open(f"{WORK}/mentions.jsonl", "w", encoding="utf-8") as file:
    subprocess.run(["fenghuo", "mentions", "generate", "--count", "400", "--days", "1"], stdout=file, check=True)
    file.write("{\"nonsense\": 1}\n")
taken = command("mentions import", "mentions", "import", f"{WORK}/mentions.jsonl", "--json", code=1)
with open(f"{WORK}/feed.xml", "w", encoding="utf-8") as file:
    file.write("<rss><channel><item><title>a & b</title></item></channel></rss>")
tried = command("sources try", "sources", "try", f"{WORK}/feed.xml", "--json")
check("a broken feed is read", tried and tried["items"][0]["title"] == "" and tried["mistake"], tried)
listed = command("sources list", "sources", "list", "--json")
check("every source of the plan is listed", listed and {"news-rss", "complaints-file"} <= {s["source"] for s in listed}, listed)
looked = command("sources test", "sources", "test", "complaints-file", "--json", code=1)
check("a source whose file is not there says so", looked and "no file" in looked.get("failure", ""), looked)
command("sources rejected", "sources", "rejected", "news-rss", "--json")
check("one line was refused", taken and taken["refused"] == 1 and taken["taken"] > 0, taken)

# A process with everything in it, so that there are groups and events.
ports = {"LEADERSHIP_PORT": "19490", "MONITORING_PORT": "19491", "OPERATIONS_PORT": "19492"}
up = subprocess.Popen(["fenghuo", "up", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                      env={**os.environ, **ports})
try:
    judge("up", up.stdout.readline())
    # The reader of its log goes away: it has to go on.
    up.stderr.close()
    deadline, events = time.monotonic() + 180, []
    while time.monotonic() < deadline and up.poll() is None and not answers("http://127.0.0.1:19492/readyz"):
        time.sleep(0.5)
    while time.monotonic() < deadline and len(events) < 20:
        events = run("tail", "mentions").stdout.splitlines()
        time.sleep(0.5)
    check("mentions are published", len(events) >= 20, len(events))
    for line in events[:20]:
        judge("tail", line)
    metrics = urllib.request.urlopen("http://127.0.0.1:19492/metrics").read().decode()
    check("a service whose log nobody reads goes on and counts", up.poll() is None
          and "\nfenghuo_log_lines_lost_total " in metrics, metrics[:200])
    command("topics list", "topics", "list", "-o", "json")
    command("topics describe", "topics", "describe", "incidents", "--json")
    command("replay", "replay", "mentions", "--into", "sandbox.", "-o", "json")
    done = command("replay", "replay", "mentions", "--into", "sandbox.", "--run", "judged", "--execute", "--json")
    again = command("replay", "replay", "--run", "judged", "--into", "sandbox.", "--execute", "--json")
    check("a replay is done once", done and again and done["written"] == again["written"] >= 20, (done, again))
    command("topics export", "topics", "export", "mentions", "--output", f"{WORK}/export", "--json")
    command("topics import", "topics", "import", f"{WORK}/export", "--prefix", "copy.", "--json")
    command("topics import", "topics", "import", f"{WORK}/export", "--prefix", "copy.", "--execute", "--json")
    command("groups", "groups", "--json")
    preview = command("groups reset", "groups", "reset", "analysis", "--to", "earliest", "--json", code=1)
    check("a reset shows who is in the group", preview and preview["members"] and not preview["isExecuted"], preview)
    done = run("groups", "reset", "analysis", "--to", "earliest", "--execute", "--yes")
    check("a reset is refused while the group has members", done.returncode == 1 and preview
          and preview["members"][0] in done.stderr, done.stderr)
    state = command("state reset", "state", "reset", "analysis", "--json", code=1)
    check("a state is made anew while the service runs, and nothing is written",
          state and state["members"] and state["written"] == 0, state)
    mention = json.loads(events[0])
    trace = command("trace", "trace", mention["key"], "--json")
    check("a trace knows of what a mention came", trace and any(
        event["topic"] == "fenghuo.mentions.v1" and event.get("causedBy") for event in trace["events"]), trace)
    done = run("trace", mention["key"], "--html", f"{WORK}/trace.html")
    check("a trace is written as a page", done.returncode == 0 and "<table>" in open(
        f"{WORK}/trace.html", encoding="utf-8").read(), done.stderr)
    command("journal verify", "journal", "verify", "--json")
    command("token issue", "token", "issue", "--json")
    command("token issue PERSON", "token", "issue", "zhou-heng", "--json")
    command("token link", "token", "link", "--json")
    command("token link PERSON", "token", "link", "zhou-heng", "--json")
    command("token revoke", "token", "revoke", "zhou-heng", "--json")
    command("channels list", "channels", "list", "--json")
    # No secret is set: the webhook says so, the mail is a file.
    command("channels test", "channels", "test", "shen-qihang", "--json", code=1)
    command("channels check", "channels", "check", "Plans/channels/slack.yaml", "--json")
    command("journal key", "journal", "key", "--json")
    done = run("doctor", "--json", environment=ports)
    diagnosis = judge("doctor", done.stdout)
    check("doctor finds all well", diagnosis and diagnosis["isWell"] and done.returncode == 0, done.stdout)
    command("drill", "drill", "--speed", "3600", "--json") if "--drill" in sys.argv else seen.add("drill")
    times = [(["--since", "2h"], None), (["--since", "-2h"], None), (["--until", "yesterday 09:00"], None),
             (["--since", "now"], 0), (["-o", "json", "--since", "now"], 0), (["--json", "--since", "now"], 0), (["--until", "2h", "--since", "3d"], None)]
    for options, count in times:
        done = run("tail", "mentions", *options)
        check(f"tail {' '.join(options)}", done.returncode == 0
              and (count is None or len(done.stdout.splitlines()) == count), done.stderr)

    # Output that cannot be written: a word and 74, or quietly 141 when the reader has enough; never a trap.
    for looking in (["groups"], ["tail", "mentions"], ["settings"], ["openapi"], ["asyncapi"], ["--help"], ["--version"],
                    ["mentions", "generate", "--count", "1000"]):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = run(*looking, stdout=full)
        check(f"{' '.join(looking)} > /dev/full ends with 74",
              done.returncode == 74 and os.strerror(errno.ENOSPC) in done.stderr, (done.returncode, done.stderr))
        piped = subprocess.run(["bash", "-c", '"$@" | head -c 1 >/dev/null; echo "${PIPESTATUS[0]}"', "-", "fenghuo",
                                *looking], capture_output=True, text=True, timeout=60, check=False)
        check(f"{' '.join(looking)} | head ends with 0 or 141",
              piped.stdout.strip() in ("0", "141") and not piped.stderr, (piped.stdout, piped.stderr[:300]))
        closed = subprocess.run(["bash", "-c", '"$@" >&-', "-", "fenghuo", *looking], capture_output=True, text=True,
                                timeout=60, check=False)
        check(f"{' '.join(looking)} >&- ends with 74", closed.returncode == 74, (closed.returncode, closed.stderr[:300]))
finally:
    up.terminate()
check("a service whose log nobody reads stops on SIGTERM", up.wait(15) == 0, up.returncode)

command("dead-letters list", "dead-letters", "list", "--json")
command("dead-letters redrive", "dead-letters", "redrive", "--all", "--json")
done = run("dead-letters", "show", "00000000")
check("a letter that is not there is said so", done.returncode != 0 and "no dead letter 00000000" in done.stderr,
      done.stderr)
seen.add("dead-letters show")
done = run("dead-letters", "redrive", "--execute")
check("redrive asks which letters", done.returncode == 64 and "--all" in done.stderr, done.stderr)
# What the log has, computed again: the same build and plan change nothing.
page = f"{WORK}/difference.html"
difference = command("diff", "backtest", "--from-log", "--diff", "--since", "9999d", "--html", page, "--json")
with open(page, encoding="utf-8") as file:
    html = file.read()
check("the same build and plan change nothing", difference and difference["isEmpty"] and difference["totals"]["incidents"],
      difference)
check("a difference is a page of its own", "No difference" in html and "<script" not in html and "http" not in html.lower()
      .replace("http-equiv", ""), html[:300])
for options, said in [(["--from-log"], "--diff"), (["--from-log", "--diff", "--since", "yesterdy"], "yesterday"),
                      (["--mentions", "x", "--diff"], "--from-log"), (["--from-log", "--diff", "--trace", "x"], "--mentions"), ([], "--mentions"),
                      (["--from-log", "--diff", "--since", "2h", "--until", "3h"], "--until"),
                      (["--from-log", "--diff", "--since", "1d", "--lead", "soon"], "7d")]:
    done = run("backtest", *options)
    check(f"backtest {' '.join(options)} is refused", done.returncode == 64 and said in done.stderr, done.stderr[:300])
# A sandbox beside it: made, run, compared, dropped, and no trace left.
before = run("topics", "list", "--json").stdout
command("sandbox create", "sandbox", "create", "trial", "--since", "9999d", "--json")
check("without --execute nothing is made", command("sandbox list", "sandbox", "list", "--json") == [])
done = run("sandbox", "run", "trial")
check("a sandbox that is not there is refused", done.returncode == 64 and "no sandbox trial" in done.stderr, done.stderr)
command("sandbox create", "sandbox", "create", "trial", "--since", "9999d", "--execute", "--json")
done = run("sandbox", "create", "trial", "--since", "9999d", "--execute")
check("a name that is taken is refused", done.returncode == 64 and "drop it" in done.stderr, done.stderr)
done = run("sandbox", "diff", "trial")
check("a sandbox that was not run is refused", done.returncode == 64 and "sandbox run trial" in done.stderr, done.stderr)
command("sandbox run", "sandbox", "run", "trial", "--json")
for compared in (["sandbox", "diff", "trial"], ["diff", "fenghuo", "trial"]):
    difference = command("diff", *compared, "--json")
    check(f"{' '.join(compared)}: the same build and plan change nothing", difference and difference["isEmpty"], difference)
command("sandbox drop", "sandbox", "drop", "trial", "--json")
check("without --execute nothing is dropped", len(command("sandbox list", "sandbox", "list", "--json") or []) == 1)
command("sandbox drop", "sandbox", "drop", "trial", "--execute", "--json")
check("what was there before is as it was", run("topics", "list", "--json").stdout == before)
for name in ("fenghuo", "a.b", "../x"):
    for what in (["drop"], ["create", "--since", "1d"]):
        done = run("sandbox", what[0], name, *what[1:], "--execute")
        check(f"sandbox {what[0]} {name} is refused", done.returncode == 64 and "small letters" in done.stderr, done.stderr)
# Nothing is at work any more: everything goes to another log with four times the partitions.
groups = [group["group"] for group in json.loads(run("groups", "--json").stdout) if group["lag"] > 0]
without = [word for group in groups for word in ("--without", group)]
moving = ["migrate", "--from", os.environ["FENGHUO_DATA"], "--to", f"{WORK}/moved", "--partitions", "24", *without]
command("migrate", *moving, "--json")
moved = command("migrate", *moving, "--execute", "--json")
check("a migration leaves every journal whole", moved and moved["brokenJournals"] == 0 and moved["copy"]["written"] > 20,
      moved)
done = run("journal", "verify", "--data", f"{WORK}/moved")
check("journal verify passes there", done.returncode == 0, done.stdout)

command("settings", "settings", "--json")
command("metrics", "metrics", "--json")
command("topics acls", "topics", "acls", "--json")
command("plan check", "plan", "check", os.environ["FENGHUO_PLAN"], "--json")
with open(f"{WORK}/bad.yaml", "w", encoding="utf-8") as file:
    file.write("name: [\n")
command("plan check", "plan", "check", f"{WORK}/bad.yaml", "--json", code=1)
command("model bench", "model", "bench", "--count", "200", "--json")
command("backtest", "backtest", "--mentions", f"{WORK}/mentions.jsonl", "--json")
with open(f"{WORK}/rows.jsonl", "w", encoding="utf-8") as file:
    for number in range(40):
        negative = number % 2
        text = ("澜江银行拒绝兑付,储户排队投诉" if negative else "澜江银行发布年报,网点服务很好") + str(number)
        file.write(json.dumps({"text": text, "negative": bool(negative), "label": negative}, ensure_ascii=False) + "\n")
command("model train", "model", "train", "--task", "negative", "--data", f"{WORK}/rows.jsonl", "-o",
        f"{WORK}/negative.model", "--json")
command("model show", "model", "show", f"{WORK}/negative.model", "--json")
command("evaluate", "evaluate", "--task", "negative", "--test", f"{WORK}/rows.jsonl", "--json")
command("evaluate incidents", "evaluate", "--task", "incidents", "--months", "Tests/Months", "--plan",
        os.environ["FENGHUO_PLAN"], "--json")
seen.add("verify")

# What is mistyped is told the nearest, and nothing starts.
for arguments, environment, code, said in [
        (["topcis"], {}, 64, "fenghuo topics"), (["topics", "lst"], {}, 64, "fenghuo topics list"),
        (["groups", "reset", "analysis", "--to", "soon"], {}, 64, "earliest"),
        (["state", "reset", "leadership"], {}, 64, "analysis"),
        (["groups"], {"FENGHUO_PARTITION": "6"}, 78, "FENGHUO_PARTITIONS"),
        (["groups"], {"KAFKA_BOOTSTRAP_SERVER": "b:9092"}, 78, "KAFKA_BOOTSTRAP_SERVERS"),
        (["up"], {"LEADERSHIP_PROT": "1"}, 78, "LEADERSHIP_PORT"),
        (["groups"], {"KAFKA_BOOTSTRAP_SERVERS": "nohost:xx"}, 78, "nohost:xx"),
        (["up"], {"FENGHUO_DATA": "/proc/none"}, 78, "/proc/none"),
        (["tail", "incidents", "--since", "yesterdy"], {}, 64, "yesterday")]:
    done = run(*arguments, environment=environment, timeout=20)
    check(f"{' '.join(arguments)} {environment or ''} ends with {code}", done.returncode == code and said in done.stderr,
          (done.returncode, done.stderr[:400]))
# A broker that refuses the password: said as what it is, by commands and by the doctor, and not for ever.
refusing_broker.start(19499)
refused = {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:19499", "KAFKA_SECURITY_PROTOCOL": "sasl_plaintext",
           "KAFKA_SASL_MECHANISM": "PLAIN", "KAFKA_SASL_USERNAME": "fenghuo", "KAFKA_SASL_PASSWORD": "wrong",
           "KAFKA_REQUEST_TIMEOUT_MS": "3000"}
for arguments in (["topics", "list"], ["groups"], ["tail", "incidents"], ["topics", "create"], ["doctor"]):
    done = run(*arguments, environment=refused, timeout=60)
    said = (done.stdout if arguments == ["doctor"] else done.stderr.splitlines()[-1:] or [""])
    check(f"{arguments} says that the password is refused", done.returncode == 1
          and "Authentication failed" in "".join(said), (done.returncode, done.stdout[-500:], done.stderr[-500:]))
for name in ("fenghuo", "monitoring", "analysis", "response", "logistics", "leadership"):
    done = subprocess.run([name, "--version"], capture_output=True, text=True, check=False)
    check(f"{name} --version says the commit", done.returncode == 0 and "(commit " in done.stdout, done.stdout)
    done = subprocess.run([name, "--help"], capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "80"})
    check(f"{name} --help names it and fits 80 columns", f"USAGE: {name} " in done.stdout and "OVERVIEW: " in done.stdout
          and max(map(len, done.stdout.splitlines())) <= 80, done.stdout)
missing = set(SCHEMA["$defs"]) - seen
check("every definition of the schema was used", not missing, sorted(missing))
sys.exit(1 if failures else 0)
