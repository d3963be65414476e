"""Compares what the services told on /metrics with the catalogue; see check-metrics."""

import json
import sys

from prometheus_client.parser import text_string_to_metric_families

WORK = sys.argv[1]
CATALOGUE = {row["name"]: row for row in json.load(open(f"{WORK}/catalogue.json", encoding="utf-8"))}
for row in list(CATALOGUE.values()):
    if "formerly" in row:
        CATALOGUE[row["formerly"]] = row
# Counters that have to be there, at 0, before anything has happened: their first increase is what alerts look for.
FROM_THE_START = {
    "monitoring": ["fenghuo_dead_letters_total", "fenghuo_failed_ticks_total", "fenghuo_task_restarts_total",
                   "fenghuo_mentions_refused_total", "fenghuo_http_refusals_total", "fenghuo_log_lines_lost_total"],
    "analysis": ["fenghuo_dead_letters_total", "fenghuo_failed_ticks_total", "fenghuo_task_restarts_total"],
    "response": ["fenghuo_dead_letters_total", "fenghuo_failed_ticks_total", "fenghuo_task_restarts_total"],
    "logistics": ["fenghuo_dead_letters_total", "fenghuo_delivery_attempts_total", "fenghuo_task_restarts_total"],
    "leadership": ["fenghuo_http_refusals_total", "fenghuo_audit_records_dropped_total",
                   "fenghuo_console_requests_rejected_total"],
}
EVERYWHERE = ["process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_max_fds",
              "process_start_time_seconds", "fenghuo_build_info", "fenghuo_plan_info", "fenghuo_log_bytes",
              "fenghuo_alive", "fenghuo_ready"]
failures = []
told = set()
for service, needed in FROM_THE_START.items():
    text = open(f"{WORK}/{service}.metrics", encoding="utf-8").read()
    samples = {}
    for family in text_string_to_metric_families(text):
        name = family.name + ("_total" if family.type == "counter" else "")
        told.add(name)
        row = CATALOGUE.get(name)
        if row is None:
            failures.append(f"{service} tells of {name}, which `fenghuo metrics` does not know")
            continue
        if row["type"] != family.type or not family.documentation:
            failures.append(f"{service}: {name} is a {family.type}, \"{family.documentation}\"")
        for sample in family.samples:
            samples.setdefault(name, []).append(sample)
            labels = set(sample.labels) - {"le"}
            if labels != set(row["labels"]):
                failures.append(f"{service}: {sample.name} has the labels {sorted(labels)}, expected {row['labels']}")
    for name in needed + EVERYWHERE:
        if name not in samples:
            failures.append(f"{service}: {name} is not there from the start")
    dead = [sample.value for sample in samples.get("fenghuo_dead_letters_total", [])]
    if any(dead):
        failures.append(f"{service}: dead letters {dead}")
    print(f"{service}: {len(samples)} metrics, {sum(map(len, samples.values()))} series")
# The one refusal at the door of each server was counted, under its route and status.
for service, server, status in (("monitoring", "intake", "401"), ("leadership", "console", "401")):
    text = open(f"{WORK}/{service}.metrics", encoding="utf-8").read()
    counts = [sample.value for family in text_string_to_metric_families(text) for sample in family.samples
              if sample.name == "fenghuo_http_refusals_total" and sample.labels == {"server": server, "status": status}]
    if service == "monitoring" and not (counts and counts[0] > 0):
        failures.append(f"{service}: refusals with {status} are {counts}")
never = {name for name, row in CATALOGUE.items() if name == row["name"]} - told
print("not told by any of them (nothing to tell yet): " + ", ".join(sorted(never)))
for failure in sorted(set(failures)):
    print(failure, file=sys.stderr)
sys.exit(1 if failures else 0)
