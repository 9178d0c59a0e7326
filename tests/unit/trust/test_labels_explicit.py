from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import numpy as np
import pysubs2
import pytest
from label_samples import TEXTS, sample
from PIL import Image

from aigc.errors import AssetError, ConfigError
from aigc.timings.lrc import read_lrc
from aigc.trust.labels import explicit
from aigc.trust.labels.corner import HEIGHT_SHARE, marked, marked_file
from aigc.trust.labels.files import read, write
from aigc.types.label import AigcRecord, mark, statement


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("suffix", explicit.SUFFIXES)
def test_every_text_that_people_read_tells_it_once(suffix: str, language: str) -> None:
    text = next((t for name, t in TEXTS.items() if name.endswith(suffix)), "It rises\n")
    told = explicit.labelled(text, suffix, language, "晨报")  # type: ignore[arg-type]
    again = explicit.labelled(told, suffix, language, "晨报")  # type: ignore[arg-type]
    words = (mark(language), statement(language, "晨报"))  # type: ignore[arg-type]
    assert sum(told.count(one) for one in words) == 1 and again == told
    assert "It rises" in told


@pytest.mark.parametrize("suffix", [".srt", ".vtt", ".ass"])
def test_captions_begin_with_two_seconds_of_it(suffix: str) -> None:
    told = explicit.labelled(TEXTS[f"a{suffix}"], suffix, "zh")
    cues = sorted(pysubs2.SSAFile.from_string(told), key=lambda cue: cue.start)
    assert [(c.start, c.end, c.plaintext) for c in cues] == [
        (0, 2000, "AI生成"),
        (1000, 2000, "It rises"),
    ]


def test_captions_without_a_cue_get_one() -> None:
    assert explicit.labelled("", ".srt", "en").startswith("1\n00:00:00,000 --> 00:00:02,000\nAI-")
    assert explicit.labelled("WEBVTT\n", ".vtt", "en").count("-->") == 1
    with pytest.raises(ConfigError, match=r"no \[Events\]"):
        explicit.labelled("[Script Info]\n", ".ass", "en")
    with pytest.raises(ConfigError, match=r"\.csv"):
        explicit.labelled("a,b", ".csv", "en")


def test_a_lyric_ends_with_it() -> None:
    open_end = read_lrc(explicit.labelled("[01:01.50]It rises\n", ".lrc", "zh"))
    closed = read_lrc(explicit.labelled("[00:01.50]It rises\n[00:03.00]\n", ".lrc", "zh"))
    assert [(line.start, line.text) for line in open_end.lines] == [
        (Fraction("61.5"), "It rises"),
        (Fraction("65.5"), "AI生成"),
    ]
    assert [line.start for line in closed.lines] == [Fraction("1.5"), 3]


def test_a_file_is_labelled_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("面包\r\n".encode())
    explicit.label_file(path, "zh")
    assert path.read_bytes().decode() == "面包\n\n本内容由人工智能生成。\n"
    path.write_bytes(b"\xff")
    for wrong in (path, tmp_path / "no.txt"):
        with pytest.raises(AssetError, match="cannot be read as text"):
            explicit.label_file(wrong, "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(300, 200), (200, 640), (48, 48), (9, 30)])
@pytest.mark.parametrize("ground", [0, 128, 255])
def test_the_letters_are_high_enough_and_stand_out(
    language: str, size: tuple[int, int], ground: int
) -> None:
    picture = np.full((*size, 3), ground, np.uint8)
    for corner in ("left", "right"):
        seen = marked(picture, language, corner)  # type: ignore[arg-type]
        rows, columns = np.nonzero((seen != picture).any(axis=-1))
        assert seen.shape == picture.shape
        chip = seen[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].astype(int)
        letters = np.nonzero(chip.max(axis=(1, 2)) > chip.min() + 90)[0]
        assert letters[-1] - letters[0] + 1 >= HEIGHT_SHARE * min(size)
        assert rows.min() >= size[0] / 3
        middle = (columns.min() + columns.max()) / 2
        assert size[1] < 100 or (middle < size[1] / 2) == (corner == "left")


def test_a_marked_file_keeps_its_form_and_what_it_tells() -> None:
    for name in ("a.png", "a.jpg", "lossy.webp", "alpha.webp"):
        made = marked_file(sample(name), "zh")
        with Image.open(io.BytesIO(made)) as new, Image.open(io.BytesIO(sample(name))) as old:
            assert (new.format, new.size, new.mode) == (old.format, old.size, old.mode)
            assert dict(new.getexif()) == dict(old.getexif())
            changed = np.asarray(new.convert("RGB")) != np.asarray(old.convert("RGB"))
            assert changed[new.height // 2 :].any()


def test_the_label_of_a_clear_picture_is_not_clear() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (200, 200), (255, 255, 255, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(marked_file(out.getvalue(), "en"))) as image:
        alpha = np.asarray(image)[..., 3]
    rows, columns = np.nonzero(alpha)
    box = alpha[rows.min() + 4 : rows.max() - 4, columns.min() + 4 : columns.max() - 4]
    assert alpha[0, 0] == 0 and (box == 255).all()


def test_moving_and_broken_pictures_are_refused() -> None:
    for data, said in ((sample("moving.webp"), "moving"), (b"x", "damaged"), (b"", "damaged")):
        with pytest.raises(AssetError, match=said):
            marked_file(data, "zh")


def test_files_of_ours_are_read_as_before(tmp_path: Path) -> None:
    """What the label adds inside is passed over by every reader of the house."""
    from aigc.avatar import spec
    from aigc.timings.lip_sync_json import read_lip_sync, write_lip_sync
    from aigc.types.time import TimeRange
    from aigc.types.viseme import LipSync, VisemeEvent

    event = VisemeEvent(
        viseme="sil", phoneme="", time=TimeRange(start=Fraction(0), duration=Fraction(1))
    )
    mouth = LipSync(
        duration=Fraction(1), sample_rate=16000, fps=Fraction(2), events=(event,),
        visemes=np.zeros((2, 15), np.float32), blendshapes=np.zeros((2, 52), np.float32),
    )  # fmt: skip
    avatar = spec.AvatarSpec(name="小面")
    texts = {
        "visemes.json": write_lip_sync(mouth),
        "spec.json": spec.dumps(avatar),
        "a.lrc": TEXTS["a.lrc"],
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        write(path, path, AigcRecord.first(producer="house", produce_id="a1"))
        assert read(path) and path.read_text("utf-8") != text
    assert spec.read(tmp_path / "spec.json") == avatar
    assert read_lip_sync((tmp_path / "visemes.json").read_bytes()).events == mouth.events
    assert [line.text for line in read_lrc((tmp_path / "a.lrc").read_bytes()).lines] == ["It rises"]


@pytest.mark.parametrize(("mode", "stays"), [("RGB", True), ("L", False), ("CMYK", False)])
def test_a_profile_stays_where_it_describes_the_labelled_picture(mode: str, stays: bool) -> None:
    out = io.BytesIO()
    Image.new(mode, (200, 200)).save(out, "JPEG", icc_profile=b"profile of the old colours")
    with Image.open(io.BytesIO(marked_file(out.getvalue(), "zh"))) as image:
        assert image.mode == "RGB"
        assert ("icc_profile" in image.info) == stays
