"""Archives from strangers are unpacked whole and safely, or refused with one error."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigc.archives import Limits, unpack
from aigc.encodings import encoding_of
from aigc.errors import InputError

LIMITS = Limits(most_bytes=5_000_000, most_members=20)


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def linked() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.wav")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def locked() -> bytes:
    raw = bytearray(packed({"a.wav": b"x"}))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def overlapping() -> bytes:
    """Two members of the directory that share one piece of packed bytes."""
    raw = packed({"a.wav": b"x" * 99, "b.wav": b"x" * 99})
    second = raw.index(b"PK\x01\x02", raw.index(b"PK\x01\x02") + 4)
    return raw[: second + 42] + bytes(4) + raw[second + 46 :]


def twice() -> bytes:
    return packed({"a.wav": b"x", "b.wav": b"y"}).replace(b"b.wav", b"a.wav")


GOOD = {"bank/oto.ini": b"a.wav=a,0,0,0,0,0", "bank/声.wav": b"sound" * 99}
BAD = {
    "slip": (packed({"../../evil.txt": b"x"}), "outside"),
    "root": (packed({"/etc/evil.txt": b"x"}), "outside"),
    "drive": (packed({"C:\\evil.txt": b"x"}), "outside"),
    "back": (packed({"..\\evil.txt": b"x"}), "outside"),
    "link": (linked(), "link"),
    "bomb": (packed({"a.bin": bytes(4_000_000)}), "refused"),
    "many": (packed({f"{k}.txt": b"x" for k in range(30)}), "30 files"),
    "large": (packed({"a": np.random.default_rng(0).bytes(6_000_000)}), "6 MB"),
    "locked": (locked(), "password"),
    "cut": (packed(GOOD)[:-40], "damaged"),
    "none": (b"", "damaged"),
    "foreign": (b"Rar!\x1a\x07" + bytes(900), "damaged"),
    "empty": (packed({}), "empty"),
    "shared": (overlapping(), "refused"),
    "twice": (twice(), "2 times"),
    "control": (packed({"a\x1b[2Jb.wav": b"x"}), "name"),
    "turned": (packed({"a\u202evaw.exe": b"x"}), "name"),
    "device": (packed({"bank/aux.wav": b"x"}), "name"),
    "long": (packed({"a" * 256: b"x"}), "name"),
    "clash": (packed({"a": b"x", "a/b": b"y"}), "damaged"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_archives_are_refused_and_leave_nothing(name: str, tmp_path: Path) -> None:
    raw, hint = BAD[name]
    source = tmp_path / "in" / "bank.zip"
    source.parent.mkdir()
    source.write_bytes(raw)
    with pytest.raises(InputError, match=hint):
        unpack(source, tmp_path / "out" / "bank", LIMITS, encoding_of)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [source]
    assert not (tmp_path / "out" / "bank").exists()


def test_a_good_archive_is_unpacked_whole(tmp_path: Path) -> None:
    source = tmp_path / "bank.zip"
    source.write_bytes(packed(GOOD))
    for _ in range(2):
        unpack(source, tmp_path / "out", LIMITS, encoding_of)
    found = {p.relative_to(tmp_path / "out").as_posix(): p.read_bytes()
             for p in (tmp_path / "out").rglob("*") if p.is_file()}  # fmt: skip
    assert found == GOOD
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bank.zip", "out"]


@pytest.mark.parametrize(
    ("name", "encoding"), [("あ音源/か.wav", "cp932"), ("中文音源/单独音.wav", "gb18030")]
)
def test_names_in_shift_jis_and_gbk_are_read(tmp_path: Path, name: str, encoding: str) -> None:
    raw = packed({"x" * len(name.encode(encoding)): b"sound"})
    raw = raw.replace(b"x" * len(name.encode(encoding)), name.encode(encoding))
    source = tmp_path / "bank.zip"
    source.write_bytes(raw)
    unpack(source, tmp_path / "out", LIMITS, encoding_of)
    assert (tmp_path / "out" / name).read_bytes() == b"sound"


@given(cut=st.integers(0, 400), flips=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 255))))
def test_any_damage_gives_one_error_or_whole_files(tmp_path_factory, cut, flips) -> None:
    folder = tmp_path_factory.mktemp("damage")
    raw = bytearray(packed(GOOD))
    for at, by in flips:
        raw[at % len(raw)] ^= by
    source = folder / "bank.zip"
    source.write_bytes(bytes(raw[: len(raw) - cut % len(raw)]))
    try:
        unpack(source, folder / "out", LIMITS, encoding_of)
    except InputError:
        assert os.listdir(folder) == ["bank.zip"]
    else:
        assert (folder / "out").is_dir()
