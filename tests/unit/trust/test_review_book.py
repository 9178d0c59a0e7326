"""The book of reviews, the files that are held, and what becomes of both."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from aigc.errors import TrustError
from aigc.trust.policy import Policy
from aigc.trust.review.book import FILE
from aigc.trust.review.held import sealed
from aigc.trust.review.reviews import KEEP_S, Reviews
from aigc.trust.review.steps import LEASE_S
from aigc.types.article import Span
from aigc.types.review import Act, Exhibit, SpokenLine
from aigc.types.verdict import Finding

POLICY = Policy(people="flagged", own_work=False)
EXHIBIT = Exhibit(
    title="县城咖啡",
    pipeline="speech",
    findings=(
        Finding(category="claims", decision="review", words="最佳", span=Span(start=0, end=2)),
    ),
    lines=(SpokenLine(text="最佳咖啡", sources=((0, 4),)),),
    source="最佳咖啡馆",
)


class Room:
    """Reviews in a folder, with a clock to turn and ears that hear the log."""

    def __init__(self, root):
        self.now, self.heard, self.root = 1000.0, [], root
        self.reviews = Reviews(root / "store", log=self.hear, clock=lambda: self.now)

    def hear(self, kind, payload):
        self.heard.append((kind, payload["did"], payload["by"]))

    def box(self, text="sound"):
        box = self.root / "box"
        (box / "parts").mkdir(parents=True, exist_ok=True)
        (box / "speech.wav").write_text(text)
        (box / "parts" / "notes.txt").write_text("notes")
        return box

    def submit(self, text="sound", decision="review", policy=POLICY, **more):
        return self.reviews.submit(
            self.box(text), self.root / "out", EXHIBIT, decision=decision, creator="li",
            policy=policy, **more,
        )  # fmt: skip


@pytest.fixture
def room(tmp_path):
    return Room(tmp_path)


def test_what_is_held_appears_whole_when_it_is_approved(room):
    case, out = room.submit(), room.root / "out"
    assert case.state == "pending_review"
    assert not out.exists()
    assert room.reviews.book.exhibit(case.id) == EXHIBIT
    assert room.reviews.approve(case, "wang", POLICY) == out
    assert sealed(out) == case.sha256
    assert (out / "parts" / "notes.txt").read_text() == "notes"
    assert not room.reviews.held(case.id).exists()
    assert room.heard == [
        ("reviewed", "check", "machine"), ("reviewed", "ask", "machine"),
        ("reviewed", "claim", "wang"), ("approved", "approve", "wang"),
        ("published", "publish", "gate"),
    ]  # fmt: skip
    done = room.reviews.book.history(case.id)
    assert [one.do for one in done] == ["check", "ask", "claim", "approve", "publish"]


def test_a_pass_needs_nobody_unless_it_is_drawn(room):
    case = room.submit(decision="pass")
    assert case.state == "machine_checked"
    assert not room.reviews.held(case.id).exists()
    assert room.reviews.published(case, POLICY).state == "published"
    drawn = room.submit("other", decision="pass", policy=Policy(audits=1.0))
    assert (drawn.state, drawn.audited) == ("pending_review", True)
    draws = [room.reviews.book.draw(str(n)) for n in range(100)]
    assert draws == [room.reviews.book.draw(str(n)) for n in range(100)]
    assert 20 < sum(d < 0.5 for d in draws) < 80
    room.reviews.root = room.root
    assert Reviews(room.root / "elsewhere").book.draw("1") != draws[1]


def test_changed_files_do_not_leave_and_the_approval_waits(room):
    case = room.submit()
    (room.reviews.held(case.id) / "speech.wav").write_text("forged")
    with pytest.raises(TrustError, match="not those that were looked at"):
        room.reviews.approve(case, "wang", POLICY)
    assert not (room.root / "out").exists()
    entry = room.reviews.book.entry(case.id[:5])
    assert entry.case.state == "approved"
    (room.reviews.held(case.id) / "speech.wav").write_text("sound")
    room.reviews.approve(entry.case, "wang", POLICY)
    assert (room.root / "out" / "speech.wav").read_text() == "sound"


def test_a_refused_answer_leaves_no_claim(room):
    case = room.submit()
    with pytest.raises(TrustError, match="own work"):
        room.reviews.approve(case, "Li", POLICY)
    with pytest.raises(TrustError, match="needs a reason"):
        room.reviews.reject(case, "wang", POLICY, " ")
    assert room.reviews.book.entry(case.id).case == case


def test_who_saw_an_older_revision_is_refused(room):
    case = room.submit()
    room.reviews.claim(case.id, "wang", POLICY)
    with pytest.raises(TrustError, match="since you looked"):
        room.reviews.reject(case, "zhao", POLICY, "no")
    room.now += LEASE_S + 1
    claimed = room.reviews.claim(case.id, "zhao", POLICY)
    assert claimed.claim.by == "zhao"


def test_one_of_many_who_claim_at_once_has_it(room):
    case = room.submit()

    def claim(name):
        try:
            act = Act(do="claim")
            return room.reviews.book.act(case.id, case.revision, act, name, POLICY).claim.by
        except TrustError:
            return ""

    with ThreadPoolExecutor(8) as pool:
        winners = [one for one in pool.map(claim, map("p{}".format, range(8))) if one]
    assert winners == [room.reviews.book.entry(case.id).case.claim.by]


def test_the_same_content_is_asked_once_and_a_rejected_one_never_again(room):
    case = room.submit()
    assert room.submit() == case
    room.reviews.reject(case, "wang", POLICY, "a false claim")
    with pytest.raises(TrustError, match="a false claim"):
        room.submit()
    assert room.reviews.waiting(POLICY) == ()


def test_changes_are_brought_in_place_of_what_was_sent_back(room):
    case = room.submit()
    room.reviews.send_back(case, "wang", POLICY, "name a source")
    with pytest.raises(TrustError, match="name a source"):
        room.submit()
    again = room.submit("better", instead=case.id)
    assert (again.id, again.state, again.approval) == (case.id, "pending_review", None)
    room.reviews.approve(again, "wang", POLICY)
    assert (room.root / "out" / "speech.wav").read_text() == "better"


def test_another_policy_voids_an_approval_that_was_not_used(room):
    case = room.submit()
    stricter = Policy(people="always", own_work=False)
    claimed = room.reviews.claim(case.id, "wang", POLICY)
    act = Act(do="approve", sha256=case.sha256)
    held = room.reviews.book.act(case.id, claimed.revision, act, "wang", POLICY)
    assert room.reviews.approved(case.sha256, POLICY) == held
    assert room.reviews.approved(case.sha256, stricter) is None
    assert [e.case.id for e in room.reviews.waiting(stricter)] == [case.id]
    with pytest.raises(TrustError, match="another policy"):
        room.reviews.release(case.id, stricter)
    room.reviews.approve(held, "wang", stricter)
    assert (room.root / "out").exists()


def test_what_nobody_waits_for_is_deleted_after_a_while(room):
    case = room.submit()
    room.reviews.reject(case, "wang", POLICY, "no")
    assert room.reviews.sweep() == 0
    room.now += KEEP_S + 1
    assert room.reviews.sweep() == 1
    assert not room.reviews.held(case.id).exists()


def test_what_is_blocked_or_withdrawn_never_leaves(room):
    blocked = room.submit(decision="block")
    assert blocked.state == "rejected"
    case = room.submit("other")
    room.reviews.withdraw(case.id, "li", POLICY, "a mistake")
    with pytest.raises(TrustError, match="withdrawn"):
        room.reviews.release(case.id, POLICY)
    with pytest.raises(TrustError, match="a mistake"):
        room.submit("other")


def test_a_step_that_the_log_does_not_take_has_not_happened(room):
    case = room.submit()

    def deaf(kind, payload):
        raise TrustError("The log is damaged.")

    reviews = Reviews(room.root / "store", log=deaf)
    with pytest.raises(TrustError, match="log is damaged"):
        reviews.approve(case, "wang", POLICY)
    assert reviews.book.entry(case.id).case == case
    with pytest.raises(TrustError, match="log is damaged"):
        reviews.submit(room.box("new"), room.root / "out", EXHIBIT, decision="review",
                       creator="li", policy=POLICY)  # fmt: skip
    assert len(list(reviews.held(case.id).parent.iterdir())) == 1


def test_what_was_done_stays_in_the_book(room):
    room.submit()
    with sqlite3.connect(room.root / "store" / FILE) as book:
        for change in ("DELETE FROM steps", "UPDATE steps SET actor = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="stays"):
                book.execute(change)
    book.close()


def test_links_and_nothing_are_not_held(room):
    box = room.box()
    (box / "link").symlink_to(box / "speech.wav")
    with pytest.raises(TrustError, match="no plain file"):
        sealed(box)
    (room.root / "empty").mkdir()
    with pytest.raises(TrustError, match="nothing in"):
        sealed(room.root / "empty")
    with pytest.raises(TrustError, match="no case"):
        room.reviews.book.entry("*")


def test_an_open_claim_is_answered_by_who_has_it_only(room):
    case = room.reviews.claim(room.submit().id, "wang", POLICY)
    with pytest.raises(TrustError, match="not zhao"):
        room.reviews.approve(case, "zhao", POLICY)
    assert room.reviews.leave(case.id, "wang", POLICY).claim is None
    stale = replace(case, revision=case.revision)
    with pytest.raises(TrustError, match="since you looked"):
        room.reviews.approve(stale, "wang", POLICY)
