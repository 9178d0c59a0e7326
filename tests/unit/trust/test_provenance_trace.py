"""From a file back to its sources, by bytes, label and watermark; and the commands that tell it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from aigc.commands import trust
from aigc.errors import AssetError
from aigc.store import file_sha256
from aigc.trust.labels import files as labels
from aigc.trust.provenance.log import Log
from aigc.trust.provenance.record import public, record
from aigc.trust.provenance.trace import made_from, trace
from aigc.trust.watermark.files import find_id
from aigc.trust.watermark.key import PUBLIC
from aigc.trust.watermark.picture import marked
from aigc.types.label import AigcRecord
from aigc.types.provenance import Provenance
from tests.unit.trust.label_samples import sample
from tests.unit.trust.provenance_samples import COFFEE, MADE

SONG = Provenance(pipeline="song", version="0.9", title="Bread song")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Return a published film whose song was made here before."""
    path, song = tmp_path / "film.mp4", tmp_path / "song.wav"
    path.write_bytes(sample("film.mp4"))
    song.write_bytes(sample("tone.wav"))
    labels.write(path, path, AigcRecord.first(producer="house", produce_id="p1"))
    log = Log(tmp_path / "store")
    parent = file_sha256(song)
    log.append("made", record(SONG, {"song.wav": parent}, asset="p0"))
    made = replace(MADE, parents=(parent,))
    files = {"film.mp4": file_sha256(path)}
    log.append("published", record(made, files, asset="p1", watermark=42))
    return path


def test_a_file_leads_to_its_sources_and_parents(tmp_path: Path, film: Path) -> None:
    found = trace(film, Log(tmp_path / "store"))
    assert (found.by, found.node.asset, found.node.kind) == ("file", "p1", "published")
    assert found.node.sources == MADE.sources
    (parent,) = found.node.parents
    assert replace(parent.provenance, more={}) == SONG and parent.parents == ()
    json.dumps(found.told())


def test_a_changed_file_is_known_by_its_label_and_then_by_its_watermark(
    tmp_path: Path, film: Path
) -> None:
    log = Log(tmp_path / "store")
    changed = bytearray(film.read_bytes())
    changed[changed.index(b"mdat") + 40] ^= 1
    film.write_bytes(changed)
    assert trace(film, log).by == "label"
    film.write_bytes(sample("film.mp4"))
    found = trace(film, log, watermark=lambda path: 42)
    assert (found.by, found.node.asset) == ("watermark", "p1")
    for number in (None, 43):
        with pytest.raises(AssetError, match=r"knows nothing of film\.mp4"):
            trace(film, log, watermark=lambda path, number=number: number)
    with pytest.raises(AssetError, match="cannot be read"):
        trace(tmp_path / "none.mp4", log)


def test_what_happened_since_is_told(tmp_path: Path, film: Path) -> None:
    log = Log(tmp_path / "store")
    log.append("withdrawn", {"asset": "p1"})
    log.append("audited", {"sha256": file_sha256(film)})
    log.append("published", {"sha256": file_sha256(film), "by": "wang"})
    events = trace(film, log).node.events
    assert {one.split()[0] for one in events} == {"published", "audited", "withdrawn"}


def test_assets_that_name_each_other_end(tmp_path: Path) -> None:
    log, path = Log(tmp_path), tmp_path / "a.txt"
    path.write_text("x")
    digest = file_sha256(path)
    one = replace(SONG, parents=("other",))
    log.append("made", record(one, {"a.txt": digest}, asset="1"))
    log.append("made", record(replace(SONG, parents=(digest,)), {"b": "other"}, asset="2"))
    node = trace(path, log).node
    assert node.parents[0].asset == "2" and node.parents[0].parents == ()


def test_what_was_made_from_a_picture_is_listed(tmp_path: Path, film: Path) -> None:
    log = Log(tmp_path / "store")
    assert [one.told["asset"] for one in made_from(COFFEE.sha256, log)] == ["p1"]
    assert made_from("f" * 64, log) == ()


def test_the_public_part_names_no_folder_and_no_secret() -> None:
    told = {
        "options": {"hub_token": "x", "max_tokens": 9, "key": "C major", "API_KEY": "y"},
        "places": ["/home/li/a.md", "~/b.md", "C:\\li\\c.md", "1/2", "a/b", "/one\n/two"],
        "address": "https://li:pw@example.org/a?token=1#x", "none": None, "no": False, "zero": 0,
    }  # fmt: skip
    assert public(told) == {
        "options": {"max_tokens": 9, "key": "C major"},
        "places": ["a.md", "b.md", "c.md", "1/2", "a/b", "/one\n/two"],
        "address": "https://example.org/a", "no": False, "zero": 0,
    }  # fmt: skip


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(trust.app, arguments)
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(scope="module", autouse=True)
def _rooms() -> None:
    import typer
    from rich.console import Console

    trust.register(typer.Typer(), Console())


def test_the_commands_tell_it(tmp_path: Path, film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("COLUMNS", "160")
    shown = run("log", "trace", str(film))
    for words in ("known by its bytes", "coffee.jpg · Rachel Michetti · CC0-1.0", "Bread song"):
        assert words in shown
    digest = file_sha256(film)
    assert json.loads(run("log", "trace", digest, "--json"))["by"] == "digest"
    assert "published" in run("log", "uses", COFFEE.sha256)
    assert "许可不明：图片 street.jpg。" in run("log", "credits", str(film), "--lang", "zh")
    assert json.loads(run("log", "show", "--json"))[0]["payload"]["asset"] == "p1"


def test_a_picture_saved_anew_is_known_by_its_watermark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    soft = np.random.default_rng(1).integers(0, 255, (24, 24, 3), np.uint8)
    picture = np.asarray(Image.fromarray(soft).resize((480, 480)))
    path = tmp_path / "saved.jpg"
    Image.fromarray(marked(picture, 42, PUBLIC)).save(path, quality=90)
    Log(tmp_path).append("published", record(MADE, {"a.png": "1"}, asset="p1", watermark=42))
    assert "known by its watermark" in run("log", "trace", str(path), "--store", str(tmp_path))
    path.with_suffix(".txt").write_text("x")
    assert find_id(path.with_suffix(".txt")) is None


def test_the_commands_keep_the_log(tmp_path: Path, film: Path) -> None:
    store = ("--store", str(tmp_path / "store"))
    head = run("log", "head", *store).strip()
    assert "entries: 1" in run("log", "check", "--since", head, *store)
    lines = tmp_path / "log.jsonl"
    assert "2 entries" in run("log", "export", str(lines), *store)
    other = ("--store", str(tmp_path / "other"))
    assert "2 entries" in run("log", "import", str(lines), *other)
    assert "nothing new" in run("log", "import", str(lines), *other)
    wrong = head.replace(head[-8:], "00000000")
    assert "is changed" in run("log", "check", "--since", wrong, *store, code=1)
    told = json.loads(run("log", "check", "--since", wrong, "--json", *store, code=1))
    assert told["trouble"]["fault"] == "changed"


def test_the_commands_make_keys(tmp_path: Path) -> None:
    folder, store = ("--dir", str(tmp_path)), ("--store", str(tmp_path / "store"))
    assert "There are no keys" in run("keys", "show", *folder)
    run("keys", "make", "House", *folder, *store)
    run("keys", "rotate", *folder, *store)
    assert [one["number"] for one in json.loads(run("keys", "show", "--json", *folder))] == [1, 2]
    assert "2 ★" in run("keys", "show", *folder)
    assert run("keys", "export", *folder).startswith("-----BEGIN CERTIFICATE")
    run("keys", "export", str(tmp_path / "public.pem"), *folder)
    pair = (str(tmp_path / "keys" / "1.pem"), str(tmp_path / "keys" / "1.key"))
    assert "Key 3 of House" in run("keys", "use", *pair, *folder, *store)
    kinds = [one.kind for one in Log(tmp_path / "store").recent()]
    assert kinds == ["key-made"] * 3
