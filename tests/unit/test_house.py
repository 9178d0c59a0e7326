"""The house stands: packaging agrees with itself, and importing it is cheap."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
EIGHT = {"jupyterlab", "ipywidgets", "diffusers", "transformers", "torch", "moviepy"}
EIGHT |= {"gradio", "accelerate"}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def conda_pins() -> dict[str, str]:
    spec = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    pip = next(d["pip"] for d in spec["dependencies"] if isinstance(d, dict))
    return dict(line.split("==") for line in pip if "==" in line)


def constraints() -> dict[str, str]:
    files = (ROOT / "constraints.txt", ROOT / "overrides.txt")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return dict(line.split("==") for line in lines if "==" in line)


def declared() -> dict[str, Requirement]:
    meta = project()
    lines = [*meta["dependencies"], *(r for e in meta["optional-dependencies"].values() for r in e)]
    return {r.name: r for r in map(Requirement, lines)}


def test_environment_names_the_eight_packages_and_installs_the_project():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert set(conda_pins()) == EIGHT
    assert "--editable ." in text


@pytest.mark.parametrize("name", sorted(EIGHT))
def test_environment_pins_agree_with_constraints_and_project(name):
    pin = conda_pins()[name]
    assert constraints()[name] == pin
    assert Version(pin) in declared()[name].specifier


def test_pip_can_keep_the_constraints():
    """Pip, which conda uses, knows no overrides: what they change must be free in its file."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.split("==")[0]: Version(line.split("==")[1]) for line in lines if "==" in line}
    clashes = [
        f"{name} needs {need}, not {pinned[need.name]}"
        for name in (r.name for r in map(Requirement, project()["dependencies"]))
        for need in map(Requirement, requires(name) or ())
        if need.name in pinned and not need.marker and pinned[need.name] not in need.specifier
    ]
    assert clashes == []


def test_every_dependency_is_pinned():
    free = {"torchaudio", "torchvision", "aigc-workbench"}
    missing = {n.lower() for n in declared()} - set(constraints()) - free
    assert missing == set()


def test_the_extras_of_the_readme_exist():
    assert set(project()["optional-dependencies"]) == {
        "models", "voices", "training", "studio", "notebooks", "batch", "cluster", "scheduler",
        "provenance", "tracing", "gpu", "dev", "all",
    }  # fmt: skip


def test_import_is_light():
    code = (
        "import sys, aigc, aigc.registry, aigc.errors;"
        "print([m for m in ('torch','gradio','moviepy','cv2','skia','jieba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
