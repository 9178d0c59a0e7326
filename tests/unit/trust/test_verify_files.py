"""Every kind of file that leaves is authentic; what was changed, stripped or forged is told."""

from __future__ import annotations

import io
import json
import os
import random
import zipfile
from dataclasses import asdict, replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from aigc.audio import encode_wav
from aigc.errors import InputError
from aigc.trust.labels import files as labels
from aigc.trust.labels.sound import RHYTHM_BELOW_LU, labelled, rhythm
from aigc.trust.policy import Policy
from aigc.trust.provenance import beside, c2pa, keys
from aigc.trust.provenance.manifest import number
from aigc.trust.verify import signing
from aigc.trust.verify.checking import Knowledge, verify, verify_all
from aigc.trust.verify.report import Report
from aigc.trust.watermark import picture, sound
from aigc.trust.watermark.key import PUBLIC
from aigc.types.audio import Audio
from aigc.types.label import FIELD_KEYS, AigcRecord
from tests.unit.trust import label_parsers
from tests.unit.trust.label_samples import BESIDE, sample, samples
from tests.unit.trust.provenance_samples import MADE
from tests.unit.trust.verify_store import (
    OTHER,
    PRODUCER,
    House,
    codes,
    copied,
    house,
    made_of,
    notes,
    record_of,
)

CHANGED = ("film.mp4", "film.webm", "tone.wav", "tone.flac", "tone.mp3", "a.png", "a.webp", "a.glb",
           "a.srt", "a.json", "a.md", "a.pdf", "a.docx", "a.zip", "a.svg", "a.mid")  # fmt: skip
NAMES = {"a.webp": "lossy.webp", "a.md": "front.md"}
MARK = 0x1A2B3C4D


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> House:
    return house(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def published(ours: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    ours.publish(folder, {name: sample(name) for name in samples()})
    return folder


@pytest.fixture(scope="module")
def reports(ours: House, published: Path) -> dict[str, Report]:
    known = Knowledge(log=ours.log, anchors=ours.anchors, producer=PRODUCER, quick=True)
    return {Path(one.name).name: one for one in verify_all([published], known)}


@pytest.mark.parametrize("name", samples())
def test_every_kind_that_leaves_is_authentic(
    reports: dict[str, Report], published: Path, name: str
) -> None:
    report = reports[name]
    assert report.verdict == "authentic" and codes(report) == set() and report.good
    assert (report.label.producer, report.label.number) == (PRODUCER, number(MADE))
    assert report.label.place == ("manifest" if name in BESIDE else "inside")
    assert {one.state for one in report.signatures} == {"trusted"}
    inside = c2pa.carries(published / name)
    assert [one.place for one in report.signatures] == ["inside"] * inside + ["manifest.json"]
    assert report.chain.by == ("file", "label") and report.chain.intact
    if name not in BESIDE:
        fields = {FIELD_KEYS[key]: value for key, value in asdict(record_of()).items()}
        assert label_parsers.labels(published / name) == [fields]


def test_a_manifest_is_verified_by_its_own_signature(reports: dict[str, Report]) -> None:
    report = reports["manifest.json"]
    assert report.verdict == "authentic" and [one.state for one in report.signatures] == ["trusted"]
    assert codes(report) == set()


def flipped(path: Path, seed: int) -> int:
    data, draw = bytearray(path.read_bytes()), random.Random(seed)
    place = draw.randrange(len(data))
    data[place] ^= 1 << draw.randrange(8)
    path.write_bytes(data)
    return place


@pytest.mark.parametrize("name", CHANGED)
def test_a_flipped_byte_is_told(ours: House, published: Path, tmp_path: Path, name: str) -> None:
    source = published / NAMES.get(name, name)
    for seed in range(6):
        path, _ = copied([source, published / beside.NAME], tmp_path / f"beside-{seed}")
        place = flipped(path, seed)
        report = ours.verify(path)
        assert report.verdict == "altered" and "changed-manifest" in codes(report), place
        assert not report.good
        (path,) = copied([source], tmp_path / f"alone-{seed}")
        place = flipped(path, seed)
        assert not ours.verify(path).good, place
        if not is_signature(source.read_bytes(), place):
            report = verify(path, anchors=ours.anchors, quick=True)
            assert report.verdict != "authentic", place


def is_signature(data: bytes, place: int) -> bool:
    """Tell whether a byte is in a C2PA store: some of those that frame it are no part of it."""
    if b"<c2pa:manifest" in data:
        return data.index(b"<c2pa:manifest") <= place < data.index(b"</c2pa:manifest>") + 16
    start = data.find(b"jumb") - 4
    return start >= 0 and start - 64 <= place < start + int.from_bytes(data[start : start + 4])


def test_a_flipped_byte_in_the_manifest_is_told(
    ours: House, published: Path, tmp_path: Path
) -> None:
    for seed in range(12):
        lies, path = copied([published / beside.NAME, published / "a.glb"], tmp_path / str(seed))
        place = flipped(lies, seed)
        assert not ours.verify(lies).good, place
        assert ours.verify(path, log=None).verdict != "authentic", place


@pytest.mark.parametrize("name", CHANGED)
def test_a_cut_end_is_told(ours: House, published: Path, tmp_path: Path, name: str) -> None:
    source = published / NAMES.get(name, name)
    path, _ = copied([source, published / beside.NAME], tmp_path / "beside")
    (lone,) = copied([source], tmp_path / "alone")
    for share in (0.95, 0.5):
        for one in (path, lone):
            data = source.read_bytes()
            one.write_bytes(data[: int(len(data) * share)])
        assert ours.verify(path).verdict == "altered"
        assert not ours.verify(lone).good
        assert verify(lone, anchors=ours.anchors, quick=True).verdict != "authentic"


def test_a_label_that_was_taken_off_is_told(ours: House, published: Path, tmp_path: Path) -> None:
    path, _ = copied([published / "a.glb", published / beside.NAME], tmp_path)
    path.write_bytes(sample("a.glb"))
    report = ours.verify(path)
    assert report.verdict == "altered"
    assert codes(report) == {"changed-manifest", "label-off-manifest"}
    (lone,) = copied([published / "a.srt"], tmp_path / "alone")
    report = ours.verify(lone)
    assert report.verdict == "altered" and codes(report) == {"label-off-log"}
    assert "taken off: the log knows" in report.reasons[0].said()
    assert verify(lone).verdict == "unlabelled"


def photo() -> np.ndarray:
    draw = np.random.default_rng(4)
    small = Image.fromarray(draw.integers(90, 160, (6, 8, 3), dtype=np.uint8))
    return np.asarray(small.resize((640, 480), Image.Resampling.BICUBIC))


def png(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def test_the_watermark_tells_of_a_picture_that_was_saved_anew(ours: House, tmp_path: Path) -> None:
    marked = png(picture.marked(photo(), MARK, PUBLIC))
    path = ours.publish(tmp_path / "out", {"p.png": marked}, OTHER, watermark=MARK)["p.png"]
    report = ours.verify(path, quick=False)
    assert report.verdict == "authentic"
    assert (report.watermark.state, report.watermark.asset_id) == ("found", MARK)
    again = tmp_path / "again.jpg"
    with Image.open(path) as opened:
        opened.convert("RGB").save(again, quality=80)
    report = ours.verify(again, quick=False)
    assert report.verdict == "altered" and codes(report) == {"label-off-watermark"}
    assert report.chain.by == ("watermark",) and report.chain.number == number(OTHER)
    assert f"{MARK:08x}" in report.reasons[0].said()
    assert verify(again).verdict == "altered"
    assert verify(again, quick=True).watermark.state == "not checked"


def test_the_watermark_of_another_asset_is_told(ours: House, tmp_path: Path) -> None:
    marked = png(picture.marked(photo(), 7, PUBLIC))
    made = replace(OTHER, seed=9)
    path = ours.publish(tmp_path, {"p.png": marked}, made, watermark=MARK, sign=False)["p.png"]
    assert ours.verify(path, quick=False).watermark.state == "none"  # its bytes are vouched for
    report = verify(path, keys=(PUBLIC,))
    assert (report.watermark.state, report.watermark.asset_id) == ("other", 7)
    assert report.verdict == "altered" and codes(report) == {"watermark-other"}


def test_a_forged_label_over_a_known_watermark_is_told(ours: House, tmp_path: Path) -> None:
    made = replace(OTHER, seed=10)
    marked = png(picture.marked(photo(), 99, PUBLIC))
    ours.publish(tmp_path / "out", {"p.png": marked}, made, watermark=99)
    forged = tmp_path / "p.png"
    forged.write_bytes(marked)
    labels.write(forged, forged, AigcRecord.first(producer="somebody", produce_id="1"))
    assert codes(ours.verify(forged, quick=False)) == {"number-watermark"}


def test_a_sound_tells_its_mark_and_its_label_that_is_heard(ours: House, tmp_path: Path) -> None:
    draw = np.random.default_rng(2)
    wave = draw.normal(0, 0.1, (1, 24_000 * 9)).astype(np.float32)
    heard = labelled(
        Audio(samples=wave, sample_rate=24_000), rhythm(), "end", below_lu=RHYTHM_BELOW_LU
    )
    wav = encode_wav(sound.marked(heard, MARK, PUBLIC))
    made = replace(OTHER, seed=11)
    path = ours.publish(tmp_path, {"s.wav": wav}, made, watermark=MARK)["s.wav"]
    report = ours.verify(path)
    assert report.verdict == "authentic" and report.watermark.asset_id == MARK
    assert report.seen.state == "found" and 9 < report.seen.at_s[0] < 10
    path.write_bytes(wav)
    report = verify(path, keys=(PUBLIC,), quick=True)
    assert {"label-off-manifest", "label-off-watermark"} <= codes(report)


def test_a_film_is_searched_in_a_jail(ours: House, tmp_path: Path) -> None:
    made = replace(OTHER, seed=12)
    pixels = picture.marked(photo(), MARK, PUBLIC)
    data = io.BytesIO()
    with av.open(data, "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=5, options={"crf": "14"})
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        for _ in range(5):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(pixels)))
        out.mux(stream.encode())
    path = ours.publish(tmp_path, {"f.mp4": data.getvalue()}, made, watermark=MARK)["f.mp4"]
    report = ours.verify(path)
    assert (report.verdict, report.watermark.asset_id) == ("authentic", MARK)
    path.write_bytes(data.getvalue())
    (lone,) = copied([path], tmp_path / "alone")
    report = ours.verify(lone, quick=False)
    assert codes(report) == {"label-off-watermark"} and report.chain.by == ("watermark",)


def test_a_label_with_a_number_that_nobody_knows_is_told(ours: House, tmp_path: Path) -> None:
    path = tmp_path / "a.glb"
    path.write_bytes(sample("a.glb"))
    labels.write(path, path, AigcRecord.first(producer=PRODUCER, produce_id="f00"))
    report = ours.verify(path)
    assert report.verdict == "altered" and codes(report) == {"number-unknown"}
    usual = Policy().producer
    path.write_bytes(sample("a.glb"))
    labels.write(path, path, AigcRecord.first(producer=usual, produce_id="f00"))
    report = ours.verify(path, producer=usual)
    assert report.verdict == "labelled" and notes(report) == {"number-unknown"}
    assert ours.verify(path).verdict == "labelled" and not notes(ours.verify(path))


def test_the_label_of_another_file_is_told(ours: House, tmp_path: Path) -> None:
    path = tmp_path / "b.glb"
    path.write_bytes(sample("a.vrm") + b"")
    ours.publish(tmp_path / "out", made_of("tone.flac"), replace(OTHER, seed=13))
    labels.write(path, path, record_of(replace(OTHER, seed=13)))
    report = ours.verify(path)
    assert report.verdict == "altered" and codes(report) == {"changed-log"}
    assert report.chain.by == ("label",)


def test_a_manifest_that_contradicts_the_label_is_told(ours: House, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    path = ours.publish(folder, made_of("a.glb"), OTHER, logged=False)["a.glb"]
    path.write_bytes(sample("a.glb"))
    labels.write(path, path, record_of(MADE))
    from aigc.trust.provenance.claims import Claim

    claim = Claim(provenance=OTHER, asset=number(OTHER))
    beside.write([path], folder / beside.NAME, claim, ours.key)
    report = ours.verify(path, log=None)
    assert report.verdict == "altered" and codes(report) == {"number-manifest"}


def test_another_manifest_is_told(ours: House, published: Path, tmp_path: Path) -> None:
    there = ours.publish(tmp_path / "other", made_of("a.vrm"), OTHER)["a.vrm"]
    (path,) = copied([published / "a.glb"], tmp_path / "out")
    lies = there.with_name(beside.NAME)
    copied([lies], path.parent)
    report = ours.verify(path)
    assert report.verdict == "authentic" and notes(report) == {"not-listed"}
    assert ours.verify(path, log=None).verdict == "labelled"
    (path.parent / beside.NAME).rename(path.parent / f"a.glb.{beside.NAME}")
    report = ours.verify(path)
    assert report.verdict == "altered" and codes(report) == {"changed-manifest", "number-manifest"}


def test_a_renamed_and_changed_file_is_known_by_its_number(
    ours: House, published: Path, tmp_path: Path
) -> None:
    path, _ = copied([published / "a.json", published / beside.NAME], tmp_path)
    path = path.rename(tmp_path / "mine.json")
    assert ours.verify(path, log=None).verdict == "authentic"
    path.write_bytes(path.read_bytes() + b" ")
    assert codes(ours.verify(path, log=None)) == {"changed-manifest"}


def test_manifests_of_other_programs_are_nobodys(ours: House, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    for text in ('{"name": "extension", "version": "1"}', "[1]", "{", ""):
        (tmp_path / beside.NAME).write_text(text)
        report = ours.verify(path)
        assert report.verdict == "unlabelled" and not report.reasons
    (tmp_path / beside.NAME).write_text('{"asset": 1, "files": {"a.txt": ')
    assert codes(ours.verify(path)) == {"signature-invalid"}


def test_a_signature_of_somebody_else_makes_nothing_authentic(ours: House, tmp_path: Path) -> None:
    stranger = house(tmp_path / "stranger")
    path = stranger.publish(tmp_path / "out", made_of("a.png"), replace(MADE, seed=99))["a.png"]
    report = ours.verify(path, producer="")
    assert report.verdict == "labelled" and notes(report) == {"signer-unknown"}
    assert [one.state for one in report.signatures] == ["valid", "valid"]
    assert ours.verify(path).verdict == "altered"
    assert stranger.verify(path).verdict == "authentic"


def test_an_unsigned_manifest_proves_nothing(ours: House, tmp_path: Path) -> None:
    made = replace(OTHER, seed=14)
    path = ours.publish(tmp_path, made_of("a.srt"), made, sign=False, logged=False)["a.srt"]
    report = verify(path)
    assert report.verdict == "labelled" and notes(report) == {"unsigned"}
    report = verify(tmp_path / beside.NAME)
    assert report.verdict == "labelled" and notes(report) == {"unsigned"}
    path.unlink()
    assert "files-missing" in notes(verify(tmp_path / beside.NAME))


def test_a_manifest_that_lists_what_the_log_does_not_know_is_told(
    ours: House, tmp_path: Path
) -> None:
    made = replace(OTHER, seed=15)
    ours.publish(tmp_path, made_of("a.srt"), made, sign=False)
    lies = tmp_path / beside.NAME
    told = json.loads(lies.read_text())
    told["files"]["a.srt"] = "0" * 64
    lies.write_text(json.dumps(told))
    assert codes(ours.verify(lies)) == {"manifest-differs"}


def test_without_the_library_the_log_still_vouches(
    ours: House, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(c2pa, "available", lambda: False)
    report = ours.verify(published / "a.png")
    assert report.verdict == "authentic" and notes(report) == {"signing-missing"}
    assert report.signatures[0].state == "unchecked"


def test_a_file_that_breaks_the_reader_of_signatures_is_not_accused(
    ours: House, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "LIMIT", replace(signing.LIMIT, most_bytes=10))
    report = ours.verify(published / "a.png")
    assert report.verdict == "authentic" and notes(report) == {"signature-unread"}
    assert "at most" in report.reasons[0].said()


def test_signatures_are_read_in_another_process(
    ours: House, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(c2pa, "read_in", never)
    monkeypatch.setattr(c2pa, "_found", never)
    never.__name__ = "read_in"
    assert ours.verify(published / "a.png").signatures[0].state == "trusted"


def test_folders_archives_and_labels_beside_files(ours: House, tmp_path: Path) -> None:
    made = replace(OTHER, seed=16)
    archive = ours.publish(tmp_path / "out", made_of("a.zip"), made)["a.zip"]
    report = ours.verify(archive)
    assert report.verdict == "authentic" and report.good
    assert {Path(one.name).name: one.verdict for one in report.members} == {
        "a.json": "authentic", "a.srt": "authentic", "tone.wav": "authentic",
    }  # fmt: skip
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "box")
    lone = tmp_path / "box" / "made" / "a.srt"
    assert ours.verify(lone).label.place == "beside"
    assert ours.verify(lone.with_name("a.srt.aigc.json")).sha256 == ours.verify(lone).sha256
    lone.write_text("changed")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        for path in sorted((tmp_path / "box" / "made").iterdir()):
            packed.write(path, f"made/{path.name}")
    report = verify(tmp_path / "b.zip", quick=True)
    assert report.verdict == "unlabelled" and not report.good
    assert {Path(one.name).name: one.verdict for one in report.members} == {
        "a.json": "labelled", "a.srt": "altered", "tone.wav": "labelled",
    }  # fmt: skip
    lone.unlink()
    (report,) = verify_all([lone.with_name("a.srt.aigc.json")], Knowledge(quick=True))
    assert report.verdict == "unreadable"
    names = [Path(one.name).name for one in verify_all([lone.parent], Knowledge(quick=True))]
    assert names == ["a.json", "a.srt.aigc.json", "tone.wav"]


def test_the_receipt_of_a_batch_is_no_result_of_it(ours: House, tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text("{}")
    (tmp_path / "words.json").write_text("{}")
    reports = list(verify_all([tmp_path], Knowledge(quick=True)))
    assert [Path(one.name).name for one in reports] == ["words.json"]
    assert verify(tmp_path / "job.json", quick=True).verdict == "unlabelled"


def test_a_manifest_above_speaks_of_files_in_folders(ours: House, tmp_path: Path) -> None:
    made = replace(OTHER, seed=17)
    path = ours.publish(tmp_path / "out", made_of("a.srt"), made, logged=False)["a.srt"]
    inner = tmp_path / "out" / "captions" / "a.srt"
    inner.parent.mkdir()
    path.rename(inner)
    known = Knowledge(anchors=ours.anchors, quick=True)
    found = {Path(one.name).name: one for one in verify_all([tmp_path / "out"], known)}
    assert found["a.srt"].verdict == "authentic"
    assert verify(inner, anchors=ours.anchors).verdict == "unlabelled"


def test_what_is_no_file_is_told(ours: House, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file or folder"):
        verify(tmp_path / "none.png")
    with pytest.raises(InputError, match="is a folder"):
        verify(tmp_path)
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "wrong.mp4").write_bytes(sample("a.png"))
    (tmp_path / "gone.png").symlink_to(tmp_path / "nothing")
    found = {Path(one.name).name: one for one in verify_all([tmp_path], Knowledge(quick=True))}
    assert {one.verdict for one in found.values()} == {"unreadable"} and len(found) == 3
    assert "no regular file" in found["pipe.png"].reasons[0].said()


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("zeros", bytes(30_000_000))
    report = verify(path, quick=True)
    assert report.verdict == "unreadable" and report.members == ()


def test_a_damaged_label_is_told(ours: House, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text('---\nAIGC: {"Label": "7"}\n---\nx\n')
    report = ours.verify(path)
    assert report.verdict == "altered" and codes(report) == {"label-damaged"}
    assert report.label.state == "damaged"


def test_a_report_is_plain_json_in_both_languages(reports: dict[str, Report]) -> None:
    told = json.loads(json.dumps(reports["a.zip"].told("zh"), ensure_ascii=False))
    assert told["word"] == "属实" and told["label"]["place"] == "inside"
    assert [one["word"] for one in told["members"]] == ["属实"] * 3
    assert reports["film.mp4"].told()["signatures"][0]["state"] == "trusted"


def test_words_that_people_read_are_found(ours: House, tmp_path: Path) -> None:
    from aigc.trust.labels.explicit import label_file

    without = {"a.srt": "not checked", "a.txt": "missing", "plain.md": "missing"}
    for name, state in without.items():
        path = tmp_path / name
        path.write_bytes(sample(name))
        assert verify(path, quick=True).seen.state == state
        label_file(path, "zh", "晨报")
        assert verify(path, quick=True).seen.state == "found"
    assert keys.anchors(ours.folder) == ours.anchors
