"""An engine of another package: a wheel that is installed, found and kept to the contract."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import pytest

from aigc import registry
from aigc.errors import ConfigError, UnknownEngine
from aigc.models.engines import engines
from aigc.speech.engine import SpeechEngine
from tests.contracts import test_speech as contract

PACKAGE = Path(__file__).parents[1] / "fixtures" / "third_party_engine"
OURS_ALONE = {"test_it_says_what_it_is"}
"""It compares with the names of our own engines."""


def wheel(folder: Path) -> Path:
    """Return the package as a wheel, which a builder makes of the same two files."""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text("utf-8"))["project"]
    name, version = project["name"].replace("-", "_"), project["version"]
    info = f"{name}-{version}.dist-info"
    groups = "".join(
        f"[{group}]\n" + "".join(f"{point} = {target}\n" for point, target in points.items())
        for group, points in project["entry-points"].items()
    )
    files = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": groups,
        f"{info}/RECORD": "",
    }
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as box:
        for source in sorted((PACKAGE / name).rglob("*.py")):
            box.write(source, source.relative_to(PACKAGE).as_posix())
        for inside, text in files.items():
            box.writestr(inside, text)
    return path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which the package was installed."""
    folder = tmp_path_factory.mktemp("third")
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet",
               "--disable-pip-version-check", "--no-compile", "--target", str(folder / "site"),
               str(wheel(folder))]  # fmt: skip
    subprocess.run(install, check=True, capture_output=True, timeout=120)
    return folder / "site"


@pytest.fixture(scope="module")
def engine(site: Path) -> Iterator[SpeechEngine]:
    sys.path.insert(0, str(site))
    try:
        yield registry.get("speech", "tones")
    finally:
        sys.path.remove(str(site))
        sys.modules.pop("tone_voice", None)


KEPT = {
    name
    for name, test in vars(contract).items()
    if name.startswith("test_") and "engine" in signature(test).parameters
} - OURS_ALONE
for _name, _test in vars(contract).copy().items():
    if _name in KEPT:
        globals()[_name] = _test


def test_the_whole_contract_is_kept() -> None:
    assert len(KEPT) >= 10
    assert all(hasattr(contract, name) for name in OURS_ALONE)


def test_it_is_listed_and_made_by_name_with_model_and_options(engine: SpeechEngine) -> None:
    assert registry.names("speech")["tones"] == "tone_voice:ToneVoice"
    other = registry.get("speech", "tones:cello?level=0.2")
    assert other.voices()[0].id == "cello"
    assert other.fingerprint != engine.fingerprint
    with pytest.raises(ConfigError, match="flute or cello"):
        registry.get("speech", "tones:drum")


def test_it_never_takes_the_place_of_one_of_ours(engine: SpeechEngine) -> None:
    assert registry.names("speech")["house"] == registry.BUILT_IN["speech"]["house"]


def test_it_is_unknown_where_it_is_not_installed(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [one for one in sys.path if one != str(site)])
    with pytest.raises(UnknownEngine, match="tones"):
        registry.get("speech", "tones")


def test_it_is_listed_among_ours(engine: SpeechEngine) -> None:
    (told,) = [one for one in engines("speech") if one.name == "tones"]
    assert told.ready and not told.default
    assert told.purpose == "Says each word as a tone: tones:flute or tones:cello?level=0.2."


def test_it_speaks_from_the_command_line(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "said.wav"
    said = ["speak", "你好，世界。", "--speech", "tones", "--voice", "cello", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "aigc.cli", *said, "--store", str(tmp_path / "store")],
        env={**os.environ, "PYTHONPATH": str(site)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert out.stat().st_size > 10_000
