from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
from label_parsers import boxes, chunk_places, labels, riff, xmp
from label_samples import BESIDE, TITLE, film, sample, samples, save
from PIL import Image, PngImagePlugin

from aigc.errors import AssetError, TrustError
from aigc.trust.labels import sidecar
from aigc.trust.labels.files import members, place, read, write
from aigc.types.label import FIELD_KEYS, AigcRecord

RECORD = AigcRecord.first(producer="001191110102MACQD9K64010000", produce_id="a-<1>&]'(b)")
INSIDE = [name for name in samples() if name not in BESIDE]
PLAYED = [n for n in INSIDE if n.endswith((".mp4", ".mov", ".m4a", ".mkv", ".webm", ".mka", ".wav",
                                           ".mp3", ".flac", ".ogg", ".opus"))]  # fmt: skip
PICTURES = [n for n in INSIDE if n.endswith((".png", ".jpg", ".webp", ".gif"))]


def fields(record: AigcRecord) -> dict[str, str]:
    return {FIELD_KEYS[name]: value for name, value in asdict(record).items()}


@pytest.mark.parametrize("name", INSIDE)
def test_another_program_finds_one_label_of_seven_fields(tmp_path: Path, name: str) -> None:
    source = save(tmp_path, name)
    target = tmp_path / "out" / name
    assert read(source) is None
    assert write(source, target, RECORD) == (target,)
    assert labels(target) == [fields(RECORD)]
    assert read(target) == RECORD
    assert source.read_bytes() == sample(name)
    assert [p.name for p in target.parent.iterdir()] == [name]


@pytest.mark.parametrize("name", INSIDE)
def test_writing_twice_changes_nothing_and_passing_on_keeps_the_producer(
    tmp_path: Path, name: str
) -> None:
    path = save(tmp_path, name)
    write(path, path, RECORD)
    once = path.read_bytes()
    write(path, path, RECORD)
    assert path.read_bytes() == once
    passed = RECORD.propagated(by="platform", propagate_id="77")
    write(path, path, passed)
    if name != "a.zip":
        assert labels(path) == [fields(passed)]
    assert read(path) == passed
    write(path, tmp_path / "again" / name, passed)
    assert (tmp_path / "again" / name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", INSIDE)
def test_the_label_of_another_producer_stays(tmp_path: Path, name: str) -> None:
    path = save(tmp_path, name)
    write(path, path, RECORD)
    once = path.read_bytes()
    with pytest.raises(TrustError, match=r"001191110102MACQD9K64010000.*propagated"):
        write(path, path, AigcRecord.first(producer="other", produce_id="1"))
    assert path.read_bytes() == once


@pytest.mark.parametrize("name", PLAYED)
def test_every_packet_and_the_title_stay(tmp_path: Path, name: str) -> None:
    source, target = save(tmp_path, name), tmp_path / "out" / name
    write(source, target, RECORD)
    before, after = packets(source), packets(target)
    assert after[0] == before[0] and len(before[0]) > 1
    assert {**before[1], **after[1]} == after[1]
    if name != "tone.wav" and name != "wide.wav":
        assert TITLE in after[1].values()
        assert json.loads(after[1]["AIGC"]) == fields(RECORD)


@pytest.mark.parametrize("name", PICTURES)
def test_every_pixel_and_other_notes_stay(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    write(save(tmp_path, name), target, RECORD)
    with Image.open(io.BytesIO(sample(name))) as old, Image.open(target) as new:
        assert (old.size, old.mode) == (new.size, new.mode)
        for n in range(getattr(old, "n_frames", 1)):
            old.seek(n)
            new.seek(n)
            assert np.array_equal(np.asarray(old), np.asarray(new))
        assert old.getexif() == new.getexif()
        assert old.info.get("Title") == new.info.get("Title")
        assert old.info.get("loop") == new.info.get("loop")


@pytest.mark.parametrize("name", BESIDE)
def test_what_has_no_place_gets_a_file_beside_it(tmp_path: Path, name: str) -> None:
    target = tmp_path / "out" / name
    beside = sidecar.path_of(target)
    assert write(save(tmp_path, name), target, RECORD) == (target, beside)
    assert target.read_bytes() == sample(name)
    told = json.loads(beside.read_bytes())
    assert told["AIGC"] == fields(RECORD)
    assert told["sha256"] == sha256(target.read_bytes()).hexdigest() and told["file"] == name
    assert read(target) == RECORD
    target.write_bytes(target.read_bytes() + b" ")
    with pytest.raises(AssetError, match="another content"):
        read(target)


def test_the_table_knows_where() -> None:
    assert {place(Path(f"x{s}")) for s in (".mp4", ".VRM", ".md", ".json")} == {"inside"}
    assert {place(Path(f"x{s}")) for s in (".srt", ".npz", ".txt", "")} == {"beside"}


def test_media_move_only_where_the_index_stands_before_them(tmp_path: Path) -> None:
    for name in ("film.mp4", "fast.mp4"):
        path = save(tmp_path, name)
        old = path.read_bytes()
        write(path, path, RECORD)
        new = path.read_bytes()
        moved = {b - a for a, b in zip(chunk_places(old), chunk_places(new), strict=True)}
        assert moved == ({0} if name == "film.mp4" else {len(new) - len(old)})
        assert new.index(b"mdat") - old.index(b"mdat") in moved


def test_a_free_box_behind_the_index_takes_the_growth(tmp_path: Path) -> None:
    data = sample("fast.mp4")
    start = data.index(b"moov") - 4
    end = start + int.from_bytes(data[start : start + 4], "big")
    room = 2000
    shifted = bytearray(
        data[:end] + room.to_bytes(4, "big") + b"free" + bytes(room - 8) + data[end:]
    )
    table = shifted.index(b"stco") + 12
    for at in range(table, table + 4 * len(chunk_places(data)), 4):
        value = int.from_bytes(shifted[at : at + 4], "big") + room
        shifted[at : at + 4] = value.to_bytes(4, "big")
    path = tmp_path / "roomy.mp4"
    path.write_bytes(shifted)
    before = packets(path)[0]
    write(path, path, RECORD)
    assert path.stat().st_size == len(shifted) and packets(path)[0] == before
    assert labels(path) == [fields(RECORD)]


def test_an_itunes_title_and_label_are_understood(tmp_path: Path) -> None:
    path = save(tmp_path, "tone.m4a")
    tagged = mutagen.File(path)
    tagged["----:com.apple.iTunes:AIGC"] = json.dumps(fields(RECORD)).encode()
    tagged["covr"] = [mutagen.mp4.MP4Cover(sample("a.png"), mutagen.mp4.MP4Cover.FORMAT_PNG)]
    tagged.save()
    assert read(path) == RECORD
    passed = RECORD.propagated(by="platform", propagate_id="1")
    write(path, path, passed)
    again = mutagen.File(path)
    assert again["\xa9nam"] == [TITLE] and bytes(again["covr"][0]) == sample("a.png")
    assert "----:com.apple.iTunes:AIGC" not in again
    assert labels(path) == [fields(passed)]


@pytest.mark.parametrize("version", [3, 4])
def test_frames_of_old_and_new_tags_stay(tmp_path: Path, version: int) -> None:
    path = save(tmp_path, "tone.mp3")
    tags = mutagen.File(path).tags
    tags.add(
        mutagen.id3.APIC(encoding=3, mime="image/png", type=3, data=sample("a.png") + b"\xff\0")
    )
    tags.add(mutagen.id3.TXXX(encoding=1, desc="mood", text=["平静"]))
    tags.save(path, v2_version=version)
    write(path, path, RECORD)
    again = mutagen.File(path).tags
    assert again.version[1] == version
    assert again.getall("APIC")[0].data == sample("a.png") + b"\xff\0"
    assert again.getall("TXXX:mood")[0].text == ["平静"] and again["TIT2"].text == [TITLE]
    assert labels(path) == [fields(RECORD)]


def test_a_label_in_utf_16_is_read(tmp_path: Path) -> None:
    path = save(tmp_path, "tone.mp3")
    tags = mutagen.File(path).tags
    text = json.dumps({"aigc": fields(RECORD)})
    tags.add(mutagen.id3.TXXX(encoding=1, desc="aigc", text=[text]))
    tags.save(path)
    assert read(path) == RECORD


def test_long_comments_of_ogg_run_over_pages(tmp_path: Path) -> None:
    path = save(tmp_path, "tone.ogg")
    tagged = mutagen.File(path)
    tagged["cover"] = ["x" * 64_800]
    tagged.save()
    before = packets(path)[0]
    write(path, path, RECORD)
    assert mutagen.File(path)["cover"] == ["x" * 64_800] and packets(path)[0] == before
    assert labels(path) == [fields(RECORD)]


def test_other_xmp_stays(tmp_path: Path) -> None:
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/'
        '22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/'
        '1.1/" dc:format="a" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/" '
        "TC260:AIGC='" + json.dumps(fields(RECORD)).replace("'", "&apos;").replace("&]", "&amp;]")
        .replace("<", "&lt;") + "'/></rdf:RDF></x:xmpmeta>"
    )  # fmt: skip
    image = Image.fromarray(np.zeros((8, 8, 3), np.uint8))
    told = PngImagePlugin.PngInfo()
    told.add_itxt("XML:com.adobe.xmp", packet, zip=True)
    image.save(tmp_path / "a.png", pnginfo=told)
    image.save(tmp_path / "a.jpg", xmp=packet.encode())
    image.save(tmp_path / "a.webp", xmp=packet.encode())
    passed = RECORD.propagated(by="platform", propagate_id="1")
    for name in ("a.png", "a.jpg", "a.webp"):
        path = tmp_path / name
        assert read(path) == RECORD
        write(path, path, passed)
        assert labels(path) == [fields(passed)]
        with Image.open(path) as opened:
            opened.load()
            new = opened.info.get("xmp") or opened.info["XML:com.adobe.xmp"].encode()
        assert b'dc:format="a"' in new and len(xmp(new)) == 1


def test_the_first_bytes_of_json_stay_as_they_were_written(tmp_path: Path) -> None:
    path = save(tmp_path, "a.json")
    write(path, path, RECORD)
    text = path.read_text("utf-8")
    assert text.startswith('{\n  "AIGC": {"Label":"1",') and '"weight": 1.50,\n' in text
    assert json.loads(text)["title"] == "面包"


def test_front_matter_keeps_its_other_lines(tmp_path: Path) -> None:
    path = save(tmp_path, "front.md")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    write(path, path, RECORD)
    text = path.read_bytes().decode()
    assert text.count("---\r\n") == 2 and "\n" not in text.replace("\r\n", "")
    assert text.endswith("title: Bread\r\ntags:\r\n  - a\r\n---\r\n# Bread\r\n")


def test_a_rule_is_no_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\n\nBread, it is said, rises.\n\n---\n", encoding="utf-8")
    write(path, path, RECORD)
    assert path.read_text("utf-8").endswith("---\n\n---\n\nBread, it is said, rises.\n\n---\n")
    assert labels(path) == [fields(RECORD)]


def test_front_matter_as_others_write_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    lines = "".join(f"    {k}: {v}\n" for k, v in fields(RECORD).items() if v)
    path.write_text(f"---\nAIGC:\n{lines}".replace("]'", "") + "title: x\n---\n# x\n")
    found = read(path)
    assert found and found.content_producer == RECORD.content_producer
    path.write_text(
        "---\nAIGC:\n  Label: '1'\n  ContentProducer: 'it''s'\n  ProduceID: \"a\"\n---\n"
    )
    assert read(path) == AigcRecord(content_producer="it's", produce_id="a")
    path.write_text('---\nAIGC: {"Label": "1", "ContentProducer": "x", "ProduceID": "a"}\n---\n')
    assert read(path) == AigcRecord(content_producer="x", produce_id="a")


def test_documents_and_scores_open_as_before(tmp_path: Path) -> None:
    import docx
    import mido
    import openpyxl
    import pypdf

    for name in ("a.docx", "a.xlsx", "a.pdf", "a.mid"):
        write(save(tmp_path, name), tmp_path / name, RECORD)
    assert docx.Document(tmp_path / "a.docx").paragraphs[0].text == "It rises"
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.active["A1"].value == "It rises"
    assert {p.name for p in book.custom_doc_props.props} == {"mine", "AIGC"}
    pdf = pypdf.PdfReader(tmp_path / "a.pdf")
    assert len(pdf.pages) == 1 and pdf.metadata["/Title"] == "bread"
    assert (tmp_path / "a.pdf").read_bytes().startswith(sample("a.pdf"))
    old = mido.MidiFile(file=io.BytesIO(sample("a.mid"))).tracks[0]
    new = [m for m in mido.MidiFile(tmp_path / "a.mid").tracks[0] if m.type != "text"]
    assert list(old) == new


def test_an_archive_carries_a_label_for_every_member(tmp_path: Path) -> None:
    path = save(tmp_path, "a.zip")
    write(path, path, RECORD)
    with zipfile.ZipFile(path) as made:
        made.extractall(tmp_path / "made")
        assert "made/a.srt.aigc.json" in made.namelist()
    for name in ("tone.wav", "a.srt", "a.json"):
        assert read(tmp_path / "made" / "made" / name) == RECORD
    assert members(path) == dict.fromkeys(("made/tone.wav", "made/a.srt", "made/a.json"), RECORD)


def test_members_with_a_label_keep_it(tmp_path: Path) -> None:
    other = AigcRecord.first(producer="other", produce_id="9")
    write(save(tmp_path, "tone.wav"), tmp_path / "theirs.wav", other)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as made:
        made.write(tmp_path / "theirs.wav", "theirs.wav")
        made.writestr("inner.zip", sample("a.zip"))
    write(tmp_path / "b.zip", tmp_path / "b.zip", RECORD)
    assert members(tmp_path / "b.zip") == {"theirs.wav": other, "inner.zip": RECORD}
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as made:
        made.writestr("in/a.png", b"no picture")
    for what in (members, lambda path: write(path, path, RECORD)):
        with pytest.raises(AssetError, match=r"its member 'in/a.png': it does not begin"):
            what(tmp_path / "c.zip")


def test_two_labels_that_contradict_are_told(tmp_path: Path) -> None:
    data = sample("tone.wav")
    for record in (RECORD, AigcRecord.first(producer="other", produce_id="9")):
        text = json.dumps(fields(record)).encode()
        data += b"AIGC" + len(text).to_bytes(4, "little") + text + b"\0" * (len(text) % 2)
    path = tmp_path / "a.wav"
    path.write_bytes(data[:4] + (len(data) - 8).to_bytes(4, "little") + data[8:])
    assert len(riff(path.read_bytes())) == 4
    with pytest.raises(AssetError, match="2 AIGC labels that contradict"):
        read(path)


def test_nothing_is_left_when_the_file_is_of_another_kind(tmp_path: Path) -> None:
    for name in [n for n in INSIDE if not n.endswith((".md", ".html", ".lrc"))]:
        wrong = "a.srt" if name != "a.svg" else "a.musicxml"
        path = tmp_path / f"in-{name}"
        path.write_bytes(sample(wrong))
        with pytest.raises(AssetError, match="is no"):
            write(path, tmp_path / "out" / name, RECORD)
    assert not list((tmp_path / "out").rglob("*"))


def test_missing_files_and_labels_themselves_are_refused(tmp_path: Path) -> None:
    for name in ("no.mp4", "no.srt"):
        with pytest.raises(AssetError, match="No such file"):
            read(tmp_path / name)
    with pytest.raises(AssetError, match="a label itself"):
        write(tmp_path / "a.srt.aigc.json", tmp_path / "b", RECORD)


def test_a_fragmented_film_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(film("mp4", movflags="frag_keyframe+empty_moov"))
    with pytest.raises(AssetError, match="fragmented; save it as a plain MP4"):
        write(path, path, RECORD)


def test_a_film_of_hundreds_of_megabytes_is_not_held_in_memory(tmp_path: Path) -> None:
    import tracemalloc

    film_path = save(tmp_path, "film.mp4")
    data = film_path.read_bytes()
    at = data.index(b"moov") - 4
    huge = tmp_path / "huge.mp4"
    with huge.open("wb") as file:
        file.write(data[:at])
        file.write((300_000_000).to_bytes(4, "big") + b"free")
        file.seek(300_000_000 - 8, os.SEEK_CUR)
        file.write(data[at:])
    assert boxes(data, b"moov")
    tracemalloc.start()
    assert read(huge) is None
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def packets(path: Path) -> tuple[list[tuple[int, int | None, bytes]], dict[str, str]]:
    with av.open(str(path)) as film_file:
        told = dict(film_file.metadata)
        for stream in film_file.streams:
            told |= stream.metadata
        found = [(p.stream.index, p.pts, bytes(p)) for p in film_file.demux() if p.size]
    return found, told


def test_the_disk_being_full_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aigc.errors import DiskFull

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    monkeypatch.setattr(os, "replace", full)
    for name in ("a.png", "a.srt"):
        with pytest.raises(DiskFull):
            write(save(tmp_path, name), tmp_path / "out" / name, RECORD)
    assert not list((tmp_path / "out").rglob("*"))
