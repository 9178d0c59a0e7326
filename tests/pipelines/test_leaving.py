"""Everything leaves through one gate: labelled, described, read back, or not at all."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from aigc.audio import encode_wav
from aigc.errors import TrustError
from aigc.store import file_sha256
from aigc.trust.labels import files as labels
from aigc.trust.policy import FILE
from aigc.trust.provenance.manifest import number, parse
from aigc.types.audio import Audio
from aigc.types.label import AigcRecord
from aigc.types.provenance import Provenance, Source, Use
from pipelines.leaving import leaving
from pipelines.origin import chosen, given, nameable, source
from pipelines.speech import Config

MADE = Provenance(
    pipeline="test", version="1", title="A bridge", language="en", options={"seed": 3}, seed=3,
    sources=(Source(role="text", sha256="a" * 64),), uses=(Use(role="speech", name="fake"),),
    asked_by="li",
)  # fmt: skip


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A folder of policy that is empty."""
    monkeypatch.setenv("AIGC_TRUST", str(tmp_path / "trust"))
    return tmp_path / "trust"


def sound() -> bytes:
    return encode_wav(Audio(samples=np.zeros((1, 800), np.float32), sample_rate=8000))


def picture() -> bytes:
    box = io.BytesIO()
    Image.new("RGB", (200, 120), "#808080").save(box, "PNG")
    return box.getvalue()


def leave(out, made=MADE):
    with leaving(out, lambda: made) as box:
        (box / "stems").mkdir()
        (box / "speech.wav").write_bytes(sound())
        (box / "stems" / "voice.wav").write_bytes(sound())
        (box / "cover.png").write_bytes(picture())
        (box / "speech.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")


def chunk_of(wav: bytes) -> dict:
    """Find the record in a WAV file without the code that wrote it."""
    place = wav.index(b"AIGC")
    size = int.from_bytes(wav[place + 4 : place + 8], "little")
    return json.loads(wav[place + 8 : place + 8 + size].rstrip(b"\0"))


def test_files_are_labelled_and_the_manifest_tells_all(tmp_path):
    out = tmp_path / "out"
    leave(out)
    told = json.loads((out / "manifest.json").read_text("utf-8"))
    assert told["asset"] == told["AIGC"]["ProduceID"] == number(MADE)
    assert set(told["files"]) == {"speech.wav", "stems/voice.wav", "cover.png", "speech.srt"}
    for name, digest in told["files"].items():
        assert file_sha256(out / name) == digest
    assert chunk_of((out / "speech.wav").read_bytes()) == told["AIGC"]
    assert "asked_by" not in told
    assert replace(parse(told), more={}) == replace(MADE, asked_by="")


def test_a_picture_bears_the_label_that_people_see(tmp_path):
    leave(tmp_path / "out")
    with Image.open(tmp_path / "out" / "cover.png") as image:
        changed = np.asarray(image.convert("L")) != 128
        assert number(MADE) in image.info["xmp"].decode()
    rows, columns = np.nonzero(changed)
    assert np.ptp(rows) + 1 >= 0.05 * 120 and columns.min() > 100 and rows.min() > 60


def test_equal_things_have_equal_numbers_whoever_asks():
    other = replace(MADE, asked_by="wu", notes=("a voice stood in",))
    assert number(other) == number(MADE) != number(replace(MADE, seed=4))


def test_the_producer_is_that_of_the_policy(tmp_path, home):
    home.mkdir()
    (home / FILE).write_text("producer: morning-paper\n")
    leave(tmp_path / "out")
    record = labels.read(tmp_path / "out" / "speech.wav")
    assert record.content_producer == record.content_propagator == "morning-paper"


def test_what_bears_another_s_label_does_not_leave(tmp_path):
    theirs = AigcRecord.first(producer="others", produce_id="7")
    with (
        pytest.raises(TrustError, match="label of others"),
        leaving(tmp_path / "out", lambda: MADE) as box,
    ):
        (box / "a.wav").write_bytes(sound())
        labels.write(box / "a.wav", box / "a.wav", theirs)
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_read_back_does_not_leave(tmp_path, monkeypatch):
    others = AigcRecord.first(producer="others", produce_id="7")
    monkeypatch.setattr("aigc.trust.gate.finishing.independent", lambda path: others)
    with pytest.raises(TrustError, match="could not be read back"):
        leave(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_no_secret_and_no_folder_is_told(tmp_path):
    lexicon = tmp_path / "own words.txt"
    lexicon.write_text("a", encoding="utf-8")
    options = chosen(Config(lexicon=lexicon, speech="onnx:/home/me/amy.onnx?token=x"))
    assert options["lexicon"] == "own words.txt" and options["speech"] == "onnx:amy.onnx"
    assert given(lexicon, "lexicon").name == "own words.txt"
    assert nameable("openai:qwen?url=http://h&api_key=s") == "openai:qwen?url=http://h"
    (text,) = source("Hello there", "text")
    assert text.name == "" and text.media_type == "text/plain"
    assert source(None, "text") == source("", "text") == ()
