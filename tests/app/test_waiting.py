"""Work that waits for a person: what the dock says of it, and how it is fetched."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from aigc.app.review.published import box_of, published
from aigc.app.visiting import Desk, waiting_dock, watched
from aigc.app.waiting import fetching, views
from aigc.app.waiting.fetching import Waiting
from aigc.errors import InputError, ReviewNeeded
from aigc.store import Store
from aigc.trust.policy import policy
from aigc.trust.review.reviews import opened
from tests.app.review_cases import waiting


@pytest.fixture
def desk(tmp_path):
    return Desk(store=Store(tmp_path), parts=SimpleNamespace(dock="dock"))


@pytest.fixture
def reviews(desk):
    return opened(desk.store.root)


@pytest.fixture
def case(reviews, tmp_path):
    return waiting(reviews, tmp_path, "one")


def run(desk, work):
    return list(
        watched(
            desk, SimpleNamespace(session_hash="page", username="li"), work, ("front",),
            done=lambda tongue: "It is spoken",
            shown=lambda value, tongue: {"made": value},
            buttons=lambda busy, tongue: {},
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tongue", "why", "then"),
    [
        ("en", "Machines found claims.", "Press Fetch"),
        ("zh", "机器检出 广告用语", "批准以后按“取回”"),
    ],
)
def test_what_waits_is_said_calmly_with_the_way_to_the_case(desk, case, tongue, why, then):
    desk.waiting["page"] = Waiting(case=case.id, again=lambda: iter(()))
    dock = waiting_dock(desk, "page", tongue)
    assert 'class="dock rest waits" role="status"' in dock
    assert f'href="./review?case={case.id}"' in dock
    assert 'data-do="fetch"' in dock
    assert why in dock
    assert then in dock
    assert "/tmp" not in dock


def test_why_it_waits_follows_from_case_and_policy(reviews, case):
    entry = replace(reviews.book.entry(case.id), categories=())
    told = {
        "The policy wants": views.waits(entry, "always", "en"),
        "could not check": views.waits(entry, "flagged", "en"),
        "drawn for an audit": views.waits(
            replace(entry, case=replace(case, audited=True)), "flagged", "en"
        ),
    }
    for why, dock in told.items():
        assert why in dock
    worse = replace(entry, categories=("<b>",))
    assert "&lt;b&gt;" in views.waits(worse, "flagged", "en")


def test_work_that_waits_is_made_again_once_somebody_has_approved_it(desk, reviews, case):
    made = []

    def work(progress):
        made.append(1)
        if len(made) == 1:
            raise ReviewNeeded("A person has to approve this.", case.id)
        return "the sound"

    assert "dock rest waits" in run(desk, work)[-1]["dock"]
    kept = desk.waiting["page"]
    assert "Nobody has approved it yet" in fetching.fetched(desk.store.root, kept, "en")
    reviews.approve(case, "li", policy())
    again = fetching.fetched(desk.store.root, kept, "en")
    page = list(again())[-1]
    assert page["made"] == "the sound"
    assert "dock good" in page["dock"]
    assert desk.waiting == {}


@pytest.mark.parametrize(
    ("do", "told"), [("reject", "It was rejected"), ("send_back", "It has to be changed first")]
)
def test_what_people_do_not_let_out_is_told_with_their_reason(desk, reviews, case, do, told):
    getattr(reviews, do)(case, "wang", policy(), "name a <source>")
    dock = fetching.fetched(desk.store.root, Waiting(case=case.id, again=list), "en")
    assert told in dock
    assert "name a &lt;source&gt;" in dock


def test_a_case_that_the_store_does_not_know_is_told_in_the_words_of_the_gate(desk):
    def work(progress):
        raise ReviewNeeded("A person has to approve this.", "00000000")

    dock = run(desk, work)[-1]["dock"]
    assert "A person has to approve this." in dock
    assert "dock rest" in dock


def test_other_work_leaves_nothing_to_fetch(desk, case):
    desk.waiting["page"] = Waiting(case=case.id, again=lambda: iter(()))

    def work(progress):
        raise InputError("There is no text.")

    assert "dock bad" in run(desk, work)[-1]["dock"]
    assert waiting_dock(desk, "page", "en") == ""


def test_what_appeared_can_be_taken_along_and_the_studio_keeps_no_box(tmp_path):
    def keep(file):
        kept = tmp_path / file.name
        kept.write_bytes(file.read_bytes())
        return kept

    box = Path(tempfile.mkdtemp(prefix="aigc-speak-"))
    for to in (box / "out", tmp_path / "own"):
        (to / "stems").mkdir(parents=True)
        (to / "song.wav").write_bytes(b"sound")
        (to / "stems" / "band.wav").write_bytes(b"band")
        (to / "other.txt").write_text("of somebody else")
        made = published(to, [Path("song.wav"), Path("stems/band.wav")], "A song", keep)
        assert made.work.read_bytes() == b"sound"
        assert made.whole.name == "A-song.zip"
        assert zipfile.ZipFile(made.whole).namelist() == ["song.wav", "stems/band.wav"]
        assert made.place == (None if box_of(to) else to)
    assert not box.exists()
    assert (tmp_path / "own" / "other.txt").exists()
