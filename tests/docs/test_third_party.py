"""THIRD_PARTY.md names what ships and what is installed, and flags copyleft."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path

from packaging.requirements import Requirement

from aigc.voice.record import house_record

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
COPYLEFT = re.compile(r"GPL|MPL|Mozilla|EPL|EUPL|CDDL")


def names(lines: list[str]) -> set[str]:
    return {Requirement(line).name for line in lines}


def installed(roots: set[str]) -> set[str]:
    """Return the packages that ``roots`` bring with them, where they are installed."""
    found: set[str] = set()
    waiting = [*roots]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        try:
            needs = [Requirement(line) for line in requires(name) or ()]
        except PackageNotFoundError:
            continue
        if name not in found:
            found.add(name)
            waiting += [n.name for n in needs if not n.marker or n.marker.evaluate({"extra": ""})]
    return found


def licence(name: str) -> str:
    about = metadata(name)
    classes = [c for c in about.get_all("Classifier") or () if c.startswith("License")]
    return " ".join(
        [about.get("License-Expression") or "", (about.get("License") or "")[:80], *classes]
    )


def test_every_dependency_is_named():
    extras = PROJECT["optional-dependencies"]
    lines = [r for extra in extras if extra not in ("dev", "all") for r in extras[extra]]
    wanted = names([*PROJECT["dependencies"], *lines])
    assert {name for name in wanted if f"`{name}`" not in PAGE} == set()


def test_copyleft_is_flagged():
    extras = PROJECT["optional-dependencies"]
    roots = names([*PROJECT["dependencies"], *extras["studio"], *extras["notebooks"]])
    flagged = PAGE.split("### Copyleft")[1]
    bound = {name for name in installed(roots) if COPYLEFT.search(licence(name))}
    assert {"soxr", "num2words"} <= bound
    assert {name for name in bound if f"`{name}`" not in flagged} == set()


def test_every_shipped_picture_and_font_is_named():
    pictures = {p.relative_to(ROOT).as_posix() for p in ROOT.glob("examples/*/*.jpg")}
    assert pictures
    assert {p for p in pictures if f"`{p}`" not in PAGE} == set()
    families = {p.name.split("_")[0] for p in (ROOT / "aigc").rglob("*.ttf")}
    bare = PAGE.replace(" ", "")
    assert {family for family in families if family not in bare} == set()


def shipped() -> list[Path]:
    files = (p for p in (ROOT / "aigc").rglob("*") if p.is_file())
    return [p for p in files if "__pycache__" not in p.parts]


OURS = {
    ".py", ".js", ".css", ".sql", ".ttf", ".txt", ".typed", ".yaml", ".glsl", ".vert", ".frag",
}  # fmt: skip
"""What we write ourselves, fonts and their licences."""
KINDS = {
    "lyrics": {".py", ".json.gz", ".npz", ".safetensors"},
    "g2p": {".lexicon", ".letters", ".tsv", ".txt", ".LICENSE.txt"},
    "voice": {".json", ".safetensors", ".LICENSE.txt"},
    "hearing": {".safetensors", ".LICENSE.txt"},
    "models": {".toml"},
    "trust/moderation": {".csv", ".txt"},
    "avatar": {".npz", ".tsv", ".LICENSE.md"},
    "avatar/motion": {".npz"},
    "avatar/photo": {".npz", ".json"},
    "avatar/sentence": {".tsv"},
    "avatar/viewer": {".js", ".txt"},
}


def test_nothing_else_ships_in_the_package():
    data = {ROOT / "aigc" / room / "data": kinds for room, kinds in KINDS.items()}
    kinds = {p.suffix for p in shipped() if p.parent not in data}
    assert kinds <= OURS
    for folder, allowed in data.items():
        assert {"".join(p.suffixes) for p in shipped() if p.parent == folder} <= allowed


def test_every_file_of_data_is_named_with_its_licence():
    ours = (".py", ".txt", ".md")
    data = [p for p in shipped() if p.parent.name == "data" and p.suffix not in ours]
    rows = {p.name: [row for row in PAGE.splitlines() if f"`{named(p)}` |" in row] for p in data}
    assert rows
    assert {name for name, found in rows.items() if len(found) != 1} == set()
    terms = re.compile(r"MIT|Apache-2\.0|BSD|CC0|CC BY-SA")
    assert {name for name, (row,) in rows.items() if not terms.search(row.split("|")[-2])} == set()


def test_the_house_voices_bring_their_notice_and_attribution():
    data = ROOT / "aigc" / "voice" / "data"
    notice = " ".join((data / "house.LICENSE.txt").read_text(encoding="utf-8").split())
    record = house_record()
    assert record.attribution in notice
    assert "CC BY-SA 3.0" in notice and record.licence == "CC-BY-SA-3.0"
    assert {s.url for s in record.sources if s.url not in notice} == set()
    card = (ROOT / "docs" / "models" / "voice.md").read_text(encoding="utf-8")
    assert record.attribution in " ".join(card.replace("\n> ", " ").split())


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
