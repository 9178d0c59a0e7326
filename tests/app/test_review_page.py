"""The review desk: what is drawn, who may answer, and which case comes next."""

from __future__ import annotations

from pathlib import Path

import pytest

from aigc.app.review import page, views
from aigc.app.review.desk import Desk, Seat
from aigc.app.review.proof import proof
from aigc.app.review.seeing import Sheet, files_in, sheet
from aigc.store import Store
from aigc.trust.review.book import Later
from aigc.trust.review.reviews import opened
from tests.app.review_cases import exhibit, waiting

LI, WANG = (Seat(who=name, actor=name, tongue="en") for name in ("li", "wang"))
ZH = Seat(who="zhao", actor="zhao", tongue="zh")


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "gradio"))
    names = (
        "masthead",
        "steps",
        "dock",
        "session",
        "tongue",
        "queue",
        "work",
        "glance",
        "proof",
        "clock",
    )
    parts = page.Parts(**{name: name for name in names})
    return Desk(store=Store(tmp_path), parts=parts, reviews=opened(tmp_path))


def test_a_case_is_looked_at_answered_and_the_next_one_opens(desk, tmp_path):
    first, second = (waiting(desk.reviews, tmp_path, name) for name in ("one", "second"))
    drawn = desk.opened(LI, first.id)
    assert "<audio" in drawn["work"]
    assert 'data-do="approve"' in drawn["work"]
    assert "Taking frames" in drawn["glance"]
    assert 'class="mark" data-at="1.50"' in desk.glanced(LI)["glance"]
    assert "<svg" in desk.redrawn(LI)["glance"]
    assert f'data-case="{first.id}" aria-current="true"' in drawn["queue"]
    told = {"do": "approve", "case": first.id}
    after = desk.answered(LI, told)
    assert f'data-open="{second.id}"' in after["work"]
    assert "Published" in after["dock"]
    assert str(tmp_path / "out" / "one") in after["dock"]
    assert 'download="one.zip">All files</a>' in after["dock"]
    assert 'download="speech.wav">Sound</a>' in after["dock"]
    assert (tmp_path / "out" / "one" / "speech.wav").exists()
    assert desk.reviews.book.entry(second.id).case.claim.by == "li"
    assert "data-open" not in desk.answered(LI, told).get("work", "")
    told = {"do": "reject", "case": second.id, "reason": "no source"}
    assert "Rejected" in desk.answered(LI, told)["dock"]
    assert not (tmp_path / "out" / "second").exists()


def test_what_another_looks_at_cannot_be_answered_here(desk, tmp_path):
    case = waiting(desk.reviews, tmp_path, "one")
    desk.opened(WANG, case.id)
    drawn = desk.opened(LI, case.id)
    assert "data-do" not in drawn["work"]
    assert "wang looks at" in drawn["work"]
    page = desk.answered(LI, {"do": "approve", "case": case.id})
    assert "wang looks at" in page["dock"]
    assert not (tmp_path / "out").exists()
    desk.put_back(WANG)
    assert 'data-do="approve"' in desk.opened(LI, case.id)["work"]
    desk.keep(LI)
    assert "没有待审" not in desk.redrawn(Seat(who="li", actor="li", tongue="zh"))["queue"]


def test_a_case_that_is_gone_says_so(desk, tmp_path):
    case = waiting(desk.reviews, tmp_path, "one")
    desk.reviews.withdraw(case.id, "li", desk_policy(), "a mistake")
    page = desk.opened(WANG, case.id)
    assert "is withdrawn" in page["dock"]
    assert "data-open" not in page["work"]
    assert "no case" in desk.opened(WANG, "<b>")["dock"]


def desk_policy():
    from aigc.trust.policy import policy

    return policy()


def test_nothing_from_outside_is_drawn_as_html(desk, tmp_path):
    case = waiting(desk.reviews, tmp_path, "one")
    told = proof(case, exhibit("x"), Path("<i>"), "zh")
    assert "<b>全国" not in told
    assert "&lt;b&gt;全国第一" in told
    assert '<mark data-finding="1">全国第一</mark>' in told
    assert "&lt;i&gt;" in told
    entry = desk.reviews.book.entry(case.id)
    assert "<script>" not in views.queue([entry], "", "<script>", 0.0, "en")


def test_the_work_comes_first_and_its_sound_has_a_shape(desk, tmp_path):
    case = waiting(desk.reviews, tmp_path, "one")
    files = files_in(desk.reviews.held(case.id))
    assert [path.name for path in files] == ["speech.wav", "words.txt", "manifest.json"]
    seen = sheet(files[0], (), lambda data: pytest.fail("no frames"))
    assert seen.duration_s == pytest.approx(3.0)
    assert max(seen.peaks) == 1.0
    assert sheet(files[1], (), lambda data: files[1]) == Sheet()


@pytest.mark.parametrize(
    ("seat", "told"), [(LI, "Approved; its batch"), (ZH, "由它所在的批次发布")]
)
def test_what_a_batch_publishes_is_approved_and_stays(desk, tmp_path, seat, told):
    later = Later(batch="/out/clips", job="one", asset="p1")
    case = waiting(desk.reviews, tmp_path, "one", later=later)
    desk.opened(seat, case.id)
    dock = desk.answered(seat, {"do": "approve", "case": case.id})["dock"]
    assert told in dock and "aigc batch retry /out/clips --cause review" in dock
    assert not (tmp_path / "out" / "one").exists()
    assert desk.reviews.book.entry(case.id).case.state == "approved"
