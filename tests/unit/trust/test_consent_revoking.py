"""A revocation withdraws what waits, lists what was published, and moves only what it may."""

from __future__ import annotations

import os
from dataclasses import asdict

import pytest

from aigc.errors import Cancelled, InputError, TrustError
from aigc.store import file_sha256
from aigc.trust.consent.book import opened
from aigc.trust.consent.revoking import FOLDER, published, quarantined, revoke
from aigc.trust.policy import Policy
from aigc.trust.provenance.log import Log
from aigc.trust.provenance.manifest import number
from aigc.trust.provenance.record import record
from aigc.trust.review.reviews import Reviews
from aigc.types.provenance import Provenance
from aigc.types.review import Exhibit
from tests.unit.trust.consents import digest, given

RULES = Policy(people="always")


@pytest.fixture
def known(tmp_path):
    return opened(tmp_path / "store").give(given())


def made(title, *consents):
    return Provenance(pipeline="portrait", version="1", title=title, consents=consents)


def held(tmp_path, title, *consents):
    box = tmp_path / "boxes" / title
    box.mkdir(parents=True)
    (box / "film.mp4").write_text(title)
    exhibit = Exhibit(title=title, pipeline="portrait", provenance=asdict(made(title, *consents)))
    return Reviews(tmp_path / "store").submit(
        box, tmp_path / "out" / title, exhibit, decision="pass", creator="wang", policy=RULES
    )


def left(tmp_path, title, *consents, name="film.mp4"):
    """Publish a file and tell the log of it."""
    file = tmp_path / "out" / title / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{title} {name}")
    told = made(title, *consents)
    Log(tmp_path / "store").append(
        "published", record(told, {name: file_sha256(file)}, asset=number(told))
    )
    return file


def out(tmp_path, known, **more):
    return revoke(
        known.id, by="li", reason="I changed my mind.", policy=RULES, store=tmp_path / "store",
        **more,
    )  # fmt: skip


def test_what_waits_with_it_is_withdrawn_and_nothing_else(tmp_path, known):
    book = opened(tmp_path / "store")
    same = book.give(given(subject="Li Ning")).id
    apart = book.give(given(evidence=digest("another"))).id
    waits = [held(tmp_path, "a", known.id), held(tmp_path, "b", apart, same)]
    other, plain = held(tmp_path, "c", apart), held(tmp_path, "d")
    found = out(tmp_path, known)
    assert set(found.withdrawn) == {one.id for one in waits} and found.others == (same,)
    reviews = Reviews(tmp_path / "store")
    for one in waits:
        case = reviews.book.entry(one.id).case
        assert case.state == "withdrawn" and "Li Na revoked the consent" in case.reason
        with pytest.raises(TrustError, match="is withdrawn"):
            reviews.approve(case, "zhao", RULES)
    for one in (other, plain):
        reviews.approve(reviews.book.entry(one.id).case, "zhao", RULES)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["c", "d"]


def test_what_is_approved_and_not_out_yet_is_withdrawn_too(tmp_path, known):
    case = held(tmp_path, "a", known.id)
    reviews = Reviews(tmp_path / "store")
    case = reviews.claim(case.id, "zhao", RULES)
    reviews._answer(case, "approve", "zhao", RULES)
    assert out(tmp_path, known).withdrawn == (case.id,)
    with pytest.raises(TrustError, match="withdrawn"):
        reviews.release(case.id, RULES)


def test_all_that_was_published_is_listed_and_nothing_else(tmp_path, known):
    same = opened(tmp_path / "store").give(given(subject="Li Ning")).id
    first = left(tmp_path, "a", known.id)
    second = left(tmp_path, "b", same)
    left(tmp_path, "c", "another")
    found = out(tmp_path, known)
    assert [(one.title, one.pipeline) for one in found.published] == [
        ("a", "portrait"), ("b", "portrait"),
    ]  # fmt: skip
    assert [one.files for one in found.published] == [
        {"film.mp4": file_sha256(one)} for one in (first, second)
    ]
    assert found.moved == () and first.exists()
    assert published(Log(tmp_path / "store"), [known.id]) == found.published[:1]


def test_only_what_is_as_it_left_goes_into_quarantine(tmp_path, known):
    kept = left(tmp_path, "a", known.id)
    edited = left(tmp_path, "b", known.id)
    other = left(tmp_path, "c", "another")
    edited.write_text("cut since")
    renamed = tmp_path / "out" / "a" / "sub" / "copy.mp4"
    renamed.parent.mkdir()
    renamed.write_bytes(kept.read_bytes())
    link = tmp_path / "out" / "0.mp4"
    link.symlink_to(kept)
    beside = tmp_path / "elsewhere.mp4"
    beside.write_bytes(kept.read_bytes())
    bytes_were = kept.read_bytes()
    found = out(tmp_path, known, search=[tmp_path / "out", tmp_path / "out" / "a"])
    assert {one.file for one in found.moved} == {kept, renamed}
    assert not any(one.fault for one in found.moved)
    assert edited.exists() and other.exists() and link.is_symlink() and beside.exists()
    assert not kept.exists() and not renamed.exists()
    place = tmp_path / "store" / FOLDER / known.id
    assert all(one.to.is_relative_to(place) for one in found.moved)
    assert {one.to.read_bytes() for one in found.moved} == {bytes_were}
    (told,) = Log(tmp_path / "store").recent(kind="withdrawn")
    assert set(told.told["files"].values()) == {one.sha256 for one in found.moved}
    assert told.told["consent"] == known.id and told.told["by"] == "li"


def test_the_store_itself_is_never_searched(tmp_path, known):
    file = left(tmp_path, "a", known.id)
    (tmp_path / "store" / "copy.mp4").write_bytes(file.read_bytes())
    found = out(tmp_path, known, search=[tmp_path])
    assert [one.file for one in found.moved] == [file]
    assert (tmp_path / "store" / "copy.mp4").exists()
    assert out(tmp_path, known, search=[tmp_path]).moved == ()


def test_a_second_time_does_what_was_left_to_do(tmp_path, known):
    file = left(tmp_path, "a", known.id)
    first = out(tmp_path, known)
    waits = held(tmp_path, "b", known.id)
    again = out(tmp_path, known, search=[tmp_path / "out"])
    assert again.record == first.record and again.withdrawn == (waits.id,)
    assert [one.file for one in again.moved] == [file]
    assert len(opened(tmp_path / "store").history(known.id)) == 2


def test_what_leaves_at_this_moment_is_listed(tmp_path, known, monkeypatch):
    case = held(tmp_path, "a", known.id)
    withdraw = Reviews.withdraw

    def late(self, name, actor, policy, reason):
        left(tmp_path, "a", known.id)
        return withdraw(self, name, actor, policy, reason)

    monkeypatch.setattr(Reviews, "withdraw", late)
    found = out(tmp_path, known)
    assert found.withdrawn == (case.id,) and [one.title for one in found.published] == ["a"]


def test_a_folder_that_is_none_is_told_before_anything_is_done(tmp_path, known):
    with pytest.raises(InputError, match="is no folder"):
        out(tmp_path, known, search=[tmp_path / "none"])
    opened(tmp_path / "store").check([known.id])


def test_a_file_that_cannot_be_moved_stays_and_is_told(tmp_path, known, monkeypatch):
    file = left(tmp_path, "a", known.id)

    def refused(self, *given, **named):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(file), "unlink", refused)
    (one,) = out(tmp_path, known, search=[tmp_path / "out"]).moved
    assert one.fault == "Permission denied" and file.exists()
    assert Log(tmp_path / "store").recent(kind="withdrawn") == ()


def test_a_file_that_changes_while_it_is_moved_stays(tmp_path, known, monkeypatch):
    file = left(tmp_path, "a", known.id)
    monkeypatch.setattr(
        "aigc.trust.consent.revoking.publish", lambda src, dst: _written(dst, b"half")
    )
    (one,) = out(tmp_path, known, search=[tmp_path / "out"]).moved
    assert one.fault == "it was changed meanwhile" and file.exists() and not one.to.exists()


def test_what_was_moved_is_logged_though_the_search_is_stopped(tmp_path, known):
    files = [left(tmp_path, title, known.id) for title in "ab"]
    found = out(tmp_path, known)

    def stop(step, done, total):
        if done == 1:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        quarantined(found, [tmp_path / "out"], store=tmp_path / "store", by="li", progress=stop)
    assert [os.path.exists(file) for file in files] == [False, True]
    (told,) = Log(tmp_path / "store").recent(kind="withdrawn")
    assert len(told.told["files"]) == 1


def _written(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
