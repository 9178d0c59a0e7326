"""An article with its pictures: loose files, a folder, a ZIP; and archives that mean harm."""

from __future__ import annotations

import io
import shutil
import stat
import struct
import zipfile

import pytest
from PIL import Image

from aigc.errors import InputError
from pipelines import article_to_video as video
from pipelines.bundle import caption_of, is_bundle, read_bundle, unpack

TEXT = "# The harbour\n\nThe harbour opened a bridge in 2021. Boats pass below it every day.\n\n"
PROSE = "The bridge is 40 metres long and carries bicycles only. It replaced a ferry.\n"


def picture(colour):
    out = io.BytesIO()
    Image.linear_gradient("L").resize((200, 120)).convert("RGB").point(
        lambda v: (v + colour) % 256
    ).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "a.md").write_text(TEXT + "![The bridge](images/Bridge.JPG)\n\n" + PROSE)
    (folder / "bridge.jpg").write_bytes(picture(10))
    (folder / "the-old_ferry.jpg").write_bytes(picture(90))
    (folder / "IMG_0042.jpg").write_bytes(picture(170))
    return sorted(folder.iterdir())


def packed(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries:
            file.writestr(name, data)
    return path


def test_loose_files_are_matched_by_name_and_the_rest_is_own_material(files, store):
    article = read_bundle(files, language="auto", store=store)
    named = [(f.alt, f.caption) for f in article.figures]
    assert named[0] == ("The bridge", "")
    assert sorted(named[1:]) == [("", ""), ("", "the old ferry")]
    last = article.blocks[-1]
    assert last.figure is article.figures[-1]
    assert last.span.of(article.text) == last.figure.caption
    assert not list(store.root.glob("bundle-*"))


def test_a_folder_and_a_zip_read_like_the_file_inside(examples, store, tmp_path):
    alone = video.read(examples / "zh" / "article.md", store=store)
    folder = video.read(examples / "zh", store=store)
    archive = shutil.make_archive(str(tmp_path / "a"), "zip", examples, "zh")
    zipped = video.read(archive, store=store)
    assert folder == zipped == alone


def test_a_zip_written_on_chinese_windows_keeps_its_names(store, tmp_path):
    path = packed(tmp_path / "a.zip", [("x.md", TEXT + "![桥](__)\n\n" + PROSE)])
    raw = path.read_bytes()
    assert raw.count(b"x.md") == 2
    path.write_bytes(raw.replace(b"x.md", "桥".encode("gb18030") + b"md"))
    with zipfile.ZipFile(path) as file:
        assert "桥" not in file.namelist()[0]
    path = packed(tmp_path / "b.zip", [("aaaaaa.md", "x"), ("zz/.hidden.md", "x")])
    path.write_bytes(path.read_bytes().replace(b"aaaaaa", "老渡船".encode("gb18030")))
    unpack(path, tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["老渡船.md"]


@pytest.mark.parametrize("name", ["../evil.md", "/etc/evil.md", "a/../../b.md", "C:/x.md"])
def test_a_place_outside_the_archive_is_refused(tmp_path, name):
    path = packed(tmp_path / "a.zip", [("article.md", TEXT), (name, "x")])
    with pytest.raises(InputError, match="outside of its folder"):
        unpack(path, tmp_path / "box" / "out")
    assert not list(tmp_path.glob("**/*.md"))


def test_links_passwords_bombs_and_crowds_are_refused(tmp_path):
    link = zipfile.ZipInfo("link.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    cases = {
        "outside": [(link, "/etc/passwd")],
        "none packed to less": [("big.txt", b"\0" * 20_000_000)],
        "in 201 files": [(f"{n}.jpg", b"x") for n in range(201)],
    }
    for said, entries in cases.items():
        with pytest.raises(InputError, match=said):
            unpack(packed(tmp_path / "a.zip", entries), tmp_path / "out")
    path = packed(tmp_path / "b.zip", [("a.md", TEXT)])
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    with pytest.raises(InputError, match="password"):
        unpack(path, tmp_path / "out")


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path):
    path = packed(tmp_path / "a.zip", [("a.txt", b"word " * 50_000)])
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", raw, raw.index(mark) + at, 10)
    path.write_bytes(raw)
    with pytest.raises(InputError):
        unpack(path, tmp_path / "out")
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK\x03\x04 not an archive")
    with pytest.raises(InputError, match="damaged"):
        unpack(bad, tmp_path / "out")


def test_what_is_not_one_article_is_one_sentence(files, store, tmp_path):
    def read(*paths):
        return read_bundle(paths, language="auto", store=store)

    with pytest.raises(InputError, match="no article among"):
        read(*(f for f in files if f.suffix == ".jpg"))
    twice = [tmp_path / "a.md", tmp_path / "b.md"]
    for path in twice:
        path.write_text(TEXT)
    with pytest.raises(InputError, match="2 articles"):
        read(*twice)
    other = tmp_path / "run.exe"
    other.write_bytes(b"MZ")
    with pytest.raises(InputError, match="neither an article nor a picture"):
        read(other)
    with pytest.raises(InputError, match="no file"):
        read(tmp_path / "gone.md")
    assert is_bundle(tmp_path)
    assert not is_bundle("https://a.example/b.zip")


def test_a_damaged_picture_is_left_out_and_noted(files, store):
    files[-1].write_bytes(b"not a picture")
    article = read_bundle(files, language="auto", store=store)
    assert any("Left out a picture" in note for note in article.notes)


@pytest.mark.parametrize(
    "name",
    ["IMG_2034.jpg", "DSC00012.JPG", "微信图片_20260518.png", "20260518.png", "截图 (3).png"],
)
def test_a_cameras_name_is_no_caption(name):
    assert caption_of(name) == ""
