"""All that a batch has made is taken along as one ZIP."""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from collections import namedtuple

import pytest

from aigc.app.batch import actions, parcel
from aigc.app.batch.gallery import whole
from aigc.app.troubles import in_chinese
from aigc.app.words import TONGUES
from aigc.batch.made.fake import Config, content
from aigc.errors import Cancelled, InputError
from aigc.progress import silent
from aigc.store import Store
from tests.app.batch_rooms import checked, entered, worked, written

HAN = re.compile("[\u4e00-\u9fff]")
ROWS = "name,source,bytes,trouble\n一/a,doc.md,3000000,none\nb,two,10,input\n三,three,20,none\n"


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "served"))
    return Store(tmp_path / "store")


@pytest.fixture
def session(own, tmp_path):
    return checked(own, [written(tmp_path, "春 天.csv", ROWS), written(tmp_path, "doc.md", "# A")])


def test_a_zip_holds_all_results_and_the_table_and_nothing_else(own, session):
    room = worked(own, session)
    (room.out.results("三") / "added.txt").write_text("by somebody", encoding="utf-8")
    seen = []
    path = parcel.pack(room, lambda *told: seen.append(told))
    assert path.name == "春-天-2.zip" and parcel.packed(room, 2) == path
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {one.filename: one.compress_type for one in archive.infolist()} == {
            "春-天-2/jobs.csv": zipfile.ZIP_DEFLATED,
            "春-天-2/results/一/a/result.bin": zipfile.ZIP_STORED,
            "春-天-2/results/三/result.bin": zipfile.ZIP_STORED,
        }
        data = archive.read("春-天-2/results/三/result.bin")
        table = archive.read("春-天-2/jobs.csv").decode("utf-8-sig")
    assert data == content("three", Config(bytes=20))
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["state"] for row in rows] == ["done", "failed", "done"]
    assert rows[0]["source"] == "doc.md" and str(own.root) not in table
    assert parcel.content(room) == parcel.Content(jobs=2, size_bytes=3_000_020)
    steps, done, total = zip(*seen, strict=True)
    assert set(steps) == {"pack"} and list(done) == sorted(done) and done[-1] == total[-1]


def test_what_is_done_so_far_is_there_while_the_batch_runs(own, session):
    room = worked(own, session, most=1)
    for tongue in TONGUES:
        page = whole(room, tongue)
        assert "data-pack" in page and "3 MB" in page
        assert ("下载已做好的" if tongue == "zh" else "Download what is done") in page
    first = parcel.pack(room, silent)
    assert first.name.endswith("-1.zip")
    assert "data-pack" not in whole(room, "en")
    worked(own, session)
    assert "Download everything" in whole(room, "en")
    second = parcel.pack(room, silent)
    assert second.name.endswith("-2.zip") and not first.exists()
    assert f"{room.id}/{second.stem.split('-')[0]}"[:10] in str(second)
    actions.remove(room)
    assert not second.parent.exists()


def test_packing_is_cancelled_at_once_and_leaves_nothing(own, session):
    room = worked(own, session)

    def stop(step, done, total):
        if done > 1_000_000:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        parcel.pack(room, stop)
    assert list(parcel.place_of(room).iterdir()) == []


def test_nothing_is_packed_without_results_or_room(own, session, monkeypatch):
    room = entered(own, session)
    assert "data-pack" not in whole(room, "en")
    with pytest.raises(InputError, match="Nothing is done") as raised:
        parcel.pack(room, silent)
    assert HAN.search(in_chinese(str(raised.value)))
    worked(own, session)
    full = namedtuple("Usage", "free")(parcel.RESERVE_BYTES + 2_000_000)
    monkeypatch.setattr(parcel.shutil, "disk_usage", lambda path: full)
    with pytest.raises(InputError, match="no room for a ZIP of 3 MB: 2 MB") as raised:
        parcel.pack(room, silent)
    assert HAN.search(in_chinese(str(raised.value))) and not parcel.place_of(room).exists()


def test_old_zips_are_deleted(own, session):
    room = worked(own, session)
    path = parcel.pack(room, silent)
    left = path.with_name(".0.part.zip")
    left.write_bytes(b"of a studio that was killed")
    os.utime(left, (0, 0))
    parcel.sweep()
    assert path.is_file() and not left.exists()
    os.utime(path, (0, 0))
    parcel.sweep()
    assert not path.exists()
