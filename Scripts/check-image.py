"""Builds and tries the image without an engine; called by Scripts/check-image."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

from docker.utils.build import exclude_paths
from dockerfile_parse import DockerfileParser

SERVICES = ["monitoring", "analysis", "response", "logistics", "leadership"]
work = pathlib.Path(sys.argv[1]).absolute()
context, out, root = work / "context", work / "out", work / "root"


def fail(text):
    sys.exit(f"check-image: {text}")


def say(text):
    print(f"check-image: {text}", flush=True)


def last_stage():
    """The Dockerfile's last stage: its commands, its environment, its user."""
    stage = []
    for step in DockerfileParser(path="Dockerfile").structure:
        if step["instruction"] == "FROM":
            stage = []
        stage.append((step["instruction"], step["value"]))
    runs = [value for name, value in stage if name == "RUN"]
    user = [value for name, value in stage if name == "USER"]
    environment = {}
    for name, value in stage:
        if name == "ENV":
            environment.update(re.findall(r"(\w+)=(\S+)", value))
    if not runs or not user:
        fail("the Dockerfile's last stage has no RUN or no USER")
    return runs, environment, user[-1]


def copy_context():
    """What .dockerignore leaves, and nothing else; the build folder of an earlier run stays."""
    rules = [line.strip() for line in open(".dockerignore") if line.strip() and not line.startswith("#")]
    names = exclude_paths(os.getcwd(), rules, dockerfile="Dockerfile")
    files = sorted(name for name in names if os.path.isfile(name))
    context.mkdir(parents=True, exist_ok=True)
    wanted = set(files)
    for folder, folders, present in os.walk(context):
        folders[:] = [name for name in folders if name != ".build"]
        for name in present:
            path = pathlib.Path(folder) / name
            if str(path.relative_to(context)) not in wanted and name != "Package.resolved":
                path.unlink()
    for name in files:
        target = context / name
        source = os.stat(name)
        if target.exists() and target.stat().st_mtime == source.st_mtime and target.stat().st_size == source.st_size:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, target)
    say(f"the build context has {len(files)} files, {sum(os.path.getsize(n) for n in files) / 1e6:.1f} MB")


def build():
    shutil.rmtree(out, ignore_errors=True)
    began = time.monotonic()
    log = work / "build.log"
    revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    with open(log, "w") as stream:
        done = subprocess.run(
            [context / "Scripts/build-image", out], stdout=stream, stderr=subprocess.STDOUT,
            env=os.environ | {"VERSION": "check", "REVISION": revision or "unknown"})
    if done.returncode != 0:
        fail("the build failed:\n" + "".join(open(log).readlines()[-30:]))
    say(f"built in {(time.monotonic() - began) / 60:.1f} min")


def make_root(runs):
    made = root / "made"
    # Of these commands, or anew.
    if not made.exists() or made.read_text() != "\n".join(runs):
        shutil.rmtree(root, ignore_errors=True)
        site = subprocess.run(
            ["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages", "Codename: bookworm"],
            capture_output=True, text=True).stdout.split()
        if not site:
            fail("apt names no archive of bookworm; debootstrap needs one")
        done = subprocess.run(
            ["debootstrap", "--variant=minbase", "bookworm", root, site[0]], capture_output=True, text=True)
        if done.returncode != 0:
            fail("debootstrap cannot make a root file system:\n" + done.stdout[-2000:] + done.stderr[-2000:])
        for name in ["etc/resolv.conf", "etc/hosts"]:
            shutil.copy2("/" + name, root / name)
        shutil.copytree("/etc/apt", root / "etc/apt", dirs_exist_ok=True)
        for run in runs:
            done = subprocess.run(["chroot", root, "sh", "-c", run], capture_output=True, text=True)
            if done.returncode != 0:
                fail(f"the last stage's command failed:\n{run}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        made.write_text("\n".join(runs))
    shutil.rmtree(root / "fenghuo", ignore_errors=True)
    shutil.copytree(out, root / "fenghuo", symlinks=True)


def megabytes(path):
    return int(subprocess.run(["du", "-sb", path], capture_output=True, text=True).stdout.split()[0]) / 1e6


class Container:
    """One image run: a network and mounts of its own, the root read-only, the image's user and environment."""

    def __init__(self, environment, user, name):
        self.base = ["nsenter", "--mount", "--net", "--target"]
        inside = " && ".join([
            "mount --make-rprivate /",
            f"mount --bind {root} {root}",
            f"mount -o remount,ro,bind {root}",
            f"mount -t tmpfs -o mode=1777 tmpfs {root}/tmp",
            f"mount -t tmpfs -o mode=0700,uid={user},gid={user} tmpfs {root}/var/lib/fenghuo",
            f"mount -t proc proc {root}/proc",
            "ip link set lo up",
            "echo made",
            "exec sleep infinity",
        ])
        self.keeper = subprocess.Popen(
            ["unshare", "--mount", "--net", "sh", "-c", inside], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if self.keeper.stdout.readline().strip() != "made":
            fail(f"namespaces for {name}: {self.keeper.stderr.read()}")
        variables = [f"{key}={value}" for key, value in environment.items()]
        self.enter = ["nsenter", f"--mount=/proc/{self.keeper.pid}/ns/mnt", f"--net=/proc/{self.keeper.pid}/ns/net",
                      "chroot", f"--userspec={user}:{user}", str(root), "env", "-i", *variables]

    def start(self, *command):
        log = open(work / f"{pathlib.Path(command[0]).name}.log", "w")
        return subprocess.Popen([*self.enter, *command], stdout=log, stderr=subprocess.STDOUT)

    def run(self, *command):
        return subprocess.run([*self.enter, *command], capture_output=True, text=True, timeout=60)

    def end(self):
        self.keeper.kill()
        self.keeper.wait()


def tail(name):
    return "".join(open(work / f"{name}.log").readlines()[-15:])


def wait_ready(container, name, process, question="ready"):
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        if process.poll() is not None:
            fail(f"{name} ended with {process.returncode} instead of running:\n{tail(name)}")
        if container.run(f"/fenghuo/bin/{name}", "--health", question).returncode == 0:
            return
        time.sleep(0.3)
    fail(f"{name} is not {question} after 60 s:\n{tail(name)}")


def stop(name, process):
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    try:
        status = process.wait(timeout=12)
    except subprocess.TimeoutExpired:
        process.kill()
        fail(f"{name} did not end within 12 s of SIGTERM:\n{tail(name)}")
    if status != 0:
        fail(f"{name} ended with {status} at SIGTERM:\n{tail(name)}")
    return time.monotonic() - began


def try_executables(environment, user):
    for name in SERVICES + ["fenghuo"]:
        missing = subprocess.run(
            ["chroot", root, "ldd", f"/fenghuo/bin/{name}"], capture_output=True, text=True).stdout
        if "not found" in missing:
            fail(f"{name} misses libraries of the image:\n{missing}")
    # Alone, each in an image run of its own.
    for name in SERVICES + ["fenghuo"]:
        container = Container(environment, user, name)
        command = [f"/fenghuo/bin/{name}"] + (["up"] if name == "fenghuo" else [])
        began = time.monotonic()
        process = container.start(*command)
        wait_ready(container, name, process, "alive")
        alive = time.monotonic() - began
        wait_ready(container, name, process)
        ready = time.monotonic() - began
        ended = stop(name, process)
        container.end()
        say(f"{name}: alive after {alive:.1f} s, ready after {ready:.1f} s, ended {ended * 1000:.0f} ms after SIGTERM")
    # Together, on one log.
    container = Container(environment, user, "all five")
    processes = {name: container.start(f"/fenghuo/bin/{name}") for name in SERVICES}
    for name, process in processes.items():
        wait_ready(container, name, process)
    for command in (["--version"], ["topics", "list"], ["groups"], ["plan", "check", environment["FENGHUO_PLAN"]],
                    ["token", "issue", "zhou-heng"], ["journal", "verify"], ["settings"]):
        done = container.run("/fenghuo/bin/fenghuo", *command)
        if done.returncode != 0:
            fail(f"fenghuo {' '.join(command)} ended with {done.returncode}:\n{done.stdout[-1000:]}{done.stderr[-1000:]}")
        if command == ["--version"]:
            say("fenghuo --version: " + done.stdout.strip())
    for name, process in processes.items():
        stop(name, process)
    container.end()
    say("all five together on one log, and the command beside them: as they should")


def main():
    runs, environment, user = last_stage()
    copy_context()
    build()
    make_root(runs)
    say(f"fenghuo: {os.path.getsize(out / 'bin' / 'fenghuo') / 1e6:.1f} MB stripped, and each group by a link to it")
    say(f"the image's own layer is {megabytes(out):.0f} MB, its root file system {megabytes(root):.0f} MB")
    try_executables(environment, user)
    # No file of the image belongs to its user, so nothing that is broken into can change it.
    owned = subprocess.run(
        ["find", root / "fenghuo", "-user", user], capture_output=True, text=True).stdout.split()
    if owned:
        fail(f"files that the image's user may change: {owned[:5]}")


main()
