"""The label as other programs find it, and what they say of files that are damaged."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from aigc.errors import AssetError
from aigc.trust.labels import files as labels
from aigc.trust.labels.table import SUFFIXES
from aigc.trust.verify.again import READERS, independent
from aigc.types.label import FIELD_KEYS, AigcRecord
from tests.unit.trust.label_samples import BESIDE, film, sample, samples, save

RECORD = AigcRecord.first(producer="001191110102MACQD9K64010000", produce_id="a-<1>&]'(b)")
INSIDE = [name for name in samples() if name not in BESIDE]
PACKED = (".docx", ".xlsx")


def test_every_kind_with_a_label_inside_has_a_reader() -> None:
    assert set(SUFFIXES) - {".ssa", ".htm"} <= set(READERS)


@pytest.mark.parametrize("name", samples())
def test_another_program_finds_what_was_written(tmp_path: Path, name: str) -> None:
    path = save(tmp_path, name)
    if name in BESIDE and name != "list.json":
        assert independent(path) is None
    else:
        with pytest.raises(AssetError, match=f"no label in {name}"):
            independent(path)
    labels.write(path, path, RECORD)
    assert independent(path) == RECORD
    passed = RECORD.propagated(by="platform", propagate_id="77")
    labels.write(path, path, passed)
    assert independent(path) == passed


@pytest.mark.parametrize("name", ["a.srt", *(n for n in INSIDE if not n.endswith(PACKED))])
def test_a_wrong_letter_in_the_label_is_told(tmp_path: Path, name: str) -> None:
    path = save(tmp_path, name)
    record = AigcRecord.first(producer="house", produce_id="n0")
    where = labels.write(path, path, record)[-1]
    data = where.read_bytes()
    where.write_bytes(data.replace(b"ProduceID", b"ProduceXX"))
    with pytest.raises(AssetError):
        independent(path)
    where.write_bytes(data.replace(b"n0", b"n1"))
    if not name.endswith((".png", ".ogg", ".opus")):  # these have checksums
        assert independent(path) != record


@pytest.mark.parametrize("name", [n for n in INSIDE if not n.endswith((".md", ".html", ".lrc"))])
def test_what_is_no_file_of_its_kind_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for data in (b"", b"no such file", sample("a.srt")):
        path.write_bytes(data)
        with pytest.raises(AssetError, match=name):
            independent(path)


@pytest.mark.parametrize("name", ["film.mp4", "tone.wav", "a.glb", "a.docx", "a.mid", "a.json"])
def test_a_cut_end_is_told(tmp_path: Path, name: str) -> None:
    path = save(tmp_path, name)
    labels.write(path, path, RECORD)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(AssetError, match=name):
        independent(path)


def test_two_labels_are_one_too_many(tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    first, second = (
        json.dumps({FIELD_KEYS[key]: value for key, value in asdict(one).items()})
        for one in (RECORD, AigcRecord.first(producer="other", produce_id="9"))
    )
    path.write_text(f"WEBVTT\n\nNOTE AIGC: {first}\n\nNOTE AIGC: {first}\n")
    assert independent(path) == RECORD
    path.write_text(f"WEBVTT\n\nNOTE AIGC: {first}\n\nNOTE AIGC: {second}\n")
    with pytest.raises(AssetError, match="2 different labels"):
        independent(path)


def test_a_playlist_cannot_name_another_file(tmp_path: Path) -> None:
    (tmp_path / "b.mp4").write_bytes(film("mp4"))
    labels.write(tmp_path / "b.mp4", tmp_path / "b.mp4", RECORD)
    for text in ("ffconcat version 1.0\nfile b.mp4\n", "#EXTM3U\nb.mp4\n"):
        (tmp_path / "a.mp4").write_text(text)
        with pytest.raises(AssetError):
            independent(tmp_path / "a.mp4")


def test_a_label_that_breaks_the_rules_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"AIGC": {"Label": "1", "ContentProducer": "面包", "ProduceID": "1"}}')
    with pytest.raises(AssetError, match="only ASCII"):
        independent(path)


def test_missing_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="cannot be read"):
        independent(tmp_path / "none.mp4")
