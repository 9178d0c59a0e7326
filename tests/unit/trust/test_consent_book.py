"""The book of consents: nothing without one, nothing after its end, nothing once it is revoked."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from multiprocessing import get_context

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from aigc.consent import day_of
from aigc.errors import InputError, JobError, TrustError
from aigc.trust.consent.book import FILE, Consents, opened
from aigc.trust.consent.evidence import evidence
from aigc.trust.consent.record import PURPOSES, Record, fault, identifier, settled, state
from aigc.trust.provenance.log import Log
from tests.unit.trust.consents import Days, digest, given

DAY = date(2026, 5, 1)


@pytest.fixture
def days():
    return Days()


@pytest.fixture
def book(tmp_path, days):
    return Consents(tmp_path, clock=days)


def test_the_same_consent_is_found_again_and_another_is_another(book):
    first = book.give(given())
    assert book.give(given()) == first
    assert book.give(given(statement="  This is  me, and I agree. ")) == first
    assert book.give(given(evidence=digest("photo").upper())) == first
    assert len(book.history(first.id)) == 1
    other = {book.give(given(**one)).id for one in (
        {"subject": "Li Ning"}, {"evidence": digest("b")}, {"statement": "Yes."}, {"kind": "voice"},
    )}  # fmt: skip
    assert len(other | {first.id}) == 5 and len(book.records()) == 5
    assert [one.id for one in book.for_evidence(digest("b"))] == [
        identifier(settled(given(evidence=digest("b"))))
    ]


def test_what_is_unknown_is_refused_and_nothing_asked_for_is_not(book, tmp_path):
    book.check(())
    assert not (tmp_path / FILE).exists()
    with pytest.raises(TrustError, match=r"no consent 'abc'.*aigc trust consent add"):
        book.check(["abc"])
    known = book.give(given()).id
    book.check([known])
    with pytest.raises(TrustError, match="no consent"):
        book.check([known, known[:6]])


def test_a_consent_is_for_its_purposes_alone(book):
    known = book.give(given(purposes=("avatar", "portrait"))).id
    book.check([known], purpose="portrait")
    with pytest.raises(TrustError, match=r"of Li Na is for portrait, avatar alone, not for speak"):
        book.check([known], purpose="speak")


def test_it_begins_and_ends_by_the_clock(book, days):
    period = {"valid_from": date(2026, 5, 2), "valid_until": date(2026, 6, 1)}
    known = book.give(given(**period)).id
    with pytest.raises(TrustError, match="holds from 2026-05-02 on, and not on 2026-05-01"):
        book.check([known])
    for day in ("2026-05-02", "2026-06-01"):
        days.to(day)
        book.check([known])
    days.to("2026-06-02")
    with pytest.raises(TrustError, match=r"of Li Na ended on 2026-06-01\. Ask Li Na"):
        book.check([known])
    book.check([known], on=date(2026, 6, 1))
    with pytest.raises(TrustError, match="ended"):
        book.admit(given())


def test_a_call_changes_nothing_and_who_renews_does(book, days):
    first = book.give(given(valid_until=date(2026, 5, 1)))
    days.to("2026-05-02")
    assert book.give(given(purposes=("avatar",), valid_until=None)) == first
    after = book.give(given(purposes=("avatar",), valid_until=date(2027, 1, 1)), renew=True)
    assert (after.id, after.purposes, after.valid_until) == (
        first.id, ("avatar",), date(2027, 1, 1)
    )  # fmt: skip
    book.check([first.id], purpose="avatar")
    with pytest.raises(TrustError, match="not for portrait"):
        book.check([first.id], purpose="portrait")
    assert [one.did for one in book.history(first.id)] == ["given", "changed"]
    assert book.give(given(purposes=("avatar",)), renew=True) == after
    assert len(book.history(first.id)) == 2
    with pytest.raises(InputError, match="cannot end"):
        book.give(given(valid_from=date(2028, 1, 1)), renew=True)


def test_what_is_revoked_is_out_whatever_comes_with_it(book, days):
    known = book.give(given()).id
    other = book.give(given(subject="Li Ning", statement="It is me.")).id
    book.check([known, other])
    days.to("2026-05-03")
    out = book.revoke(known[:8], "li", "I changed my mind.")
    assert (out.status, out.revoked_by) == ("revoked", "li")
    said = r"Li Na revoked the consent \w+ on 2026-05-03: I changed my mind\. Nothing is made"
    for ask in (
        lambda: book.check([known]), lambda: book.check([other]), lambda: book.give(given()),
        lambda: book.give(given(statement="But I do agree.")), lambda: book.admit(given()),
        lambda: book.give(given(subject="Somebody"), renew=True),
        lambda: book.revoke(known, "li", "again"),
    ):  # fmt: skip
        with pytest.raises(TrustError, match=said):
            ask()
    book.give(given(evidence=digest("another photo")))


@pytest.mark.parametrize(("by", "reason"), [("", "x"), ("li", " ")])
def test_who_revokes_is_named_and_says_why(book, by, reason):
    known = book.give(given()).id
    with pytest.raises(TrustError, match="a name and a reason"):
        book.revoke(known, by, reason)
    book.check([known])


@pytest.mark.parametrize(
    ("changed", "error", "told"),
    [
        ({"subject": " "}, TrustError, "names whose"),
        ({"statement": ""}, TrustError, "names whose"),
        ({"purposes": ()}, TrustError, "to what"),
        ({"statement": "a" * 3000}, TrustError, "more than 2000"),
        ({"evidence": "photo.jpg"}, InputError, "is no SHA-256"),
        ({"purposes": ("dance",)}, InputError, "no purpose 'dance'"),
        ({"kind": "face"}, InputError, "no kind 'face'"),
        ({"valid_from": DAY, "valid_until": DAY - timedelta(1)}, InputError, "cannot end"),
    ],
)
def test_what_says_too_little_or_cannot_be_is_no_consent(book, tmp_path, changed, error, told):
    with pytest.raises(error, match=told):
        book.give(given(**changed))
    with pytest.raises(error, match=told):
        book.admit(given(**changed))
    assert not (tmp_path / FILE).exists()


def test_to_admit_writes_nothing(book, tmp_path):
    book.admit(given(), purpose="portrait")
    assert not (tmp_path / FILE).exists()
    with pytest.raises(TrustError, match="not for avatar"):
        book.admit(given(), purpose="avatar")
    with pytest.raises(TrustError, match="holds from"):
        book.admit(given(valid_from=DAY + timedelta(1)))


def test_a_consent_is_found_by_the_beginning_of_its_name(book):
    with pytest.raises(TrustError, match="book is empty"):
        book.find("ab")
    records = [book.give(given(statement=f"Yes, {n}.")) for n in range(20)]
    assert book.find(records[3].id[:10]) == records[3]
    assert book.find(records[3].id) == records[3]
    twice = next(a.id[0] for a in records if sum(b.id[0] == a.id[0] for b in records) > 1)
    with pytest.raises(TrustError, match="More than one"):
        book.find(twice)
    for name in ("", "*", "%"):
        with pytest.raises(TrustError, match="no consent"):
            book.find(name)


def test_the_file_itself_lets_nothing_be_changed(book, tmp_path):
    known = book.give(given())
    book.revoke(known.id, "li", "no")
    with sqlite3.connect(tmp_path / FILE) as connection:
        for sql in (
            "UPDATE consents SET subject = 'x'", "DELETE FROM steps", "DELETE FROM consents",
            "UPDATE steps SET did = 'given'",
            "INSERT OR REPLACE INTO consents SELECT * FROM consents",
            "INSERT OR REPLACE INTO steps SELECT * FROM steps WHERE number = 2",
            f"INSERT INTO steps VALUES ('{known.id}', 3, 0, 'given', '[]', '', '', '', '')",
        ):  # fmt: skip
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                connection.execute(sql)
    connection.close()
    assert book.find(known.id).status == "revoked"


def test_the_log_is_told_of_every_step(tmp_path):
    book = opened(tmp_path)
    known = book.give(given())
    book.give(given())
    book.give(given(valid_until=date(2099, 1, 1)), renew=True)
    book.revoke(known.id, "li", "no")
    entries = Log(tmp_path).find("consent", known.id)
    assert [one.kind for one in entries] == ["consent-revoked", "consent-given", "consent-given"]
    assert entries[0].told["by"] == "li" and entries[0].told["reason"] == "no"
    assert entries[1].told["valid_until"] == "2099-01-01"
    assert entries[2].told["subject"] == "Li Na" and entries[2].told["purposes"] == ["portrait"]
    assert Log(tmp_path).find("file", digest("photo")) == entries


def test_what_the_log_does_not_hear_has_not_happened(tmp_path):
    known = Consents(tmp_path).give(given())

    def deaf(kind, payload):
        raise JobError("The log cannot be written.")

    book = Consents(tmp_path, log=deaf)
    for act in (
        lambda: book.revoke(known.id, "li", "no"),
        lambda: book.give(given(subject="Wang")),
        lambda: book.give(given(purposes=("avatar",)), renew=True),
    ):
        with pytest.raises(JobError):
            act()
    assert book.records() == (known,)


def _give(root, number):
    book = opened(root)
    for n in range(10):
        book.give(given(statement=f"Yes, {n}."))
        book.give(given(statement=f"Yes, {number} {n}."))


def test_many_processes_give_at_once(tmp_path):
    context = get_context("spawn")
    some = [context.Process(target=_give, args=(tmp_path, n)) for n in range(3)]
    for one in some:
        one.start()
    for one in some:
        one.join(120)
    assert [one.exitcode for one in some] == [0, 0, 0]
    assert len(opened(tmp_path).records()) == 10 + 3 * 10
    assert len(Log(tmp_path).recent(1000, kind="consent-given")) == 40


@drawn(
    begin=st.none() | st.integers(-3, 3), end=st.none() | st.integers(-3, 3),
    on=st.integers(-5, 5), purposes=st.sets(st.sampled_from(PURPOSES), min_size=1),
    purpose=st.none() | st.sampled_from(PURPOSES), out=st.booleans(),
)  # fmt: skip
def test_a_consent_holds_exactly_where_all_that_it_says_allows_it(
    begin, end, on, purposes, purpose, out
):
    told = given()
    record = Record(
        id="a", given_at=0, status="revoked" if out else "active", reason="no",
        subject=told.subject, kind=told.kind, evidence=told.evidence, statement=told.statement,
        purposes=tuple(purposes), valid_from=None if begin is None else DAY + timedelta(begin),
        valid_until=None if end is None else DAY + timedelta(end),
    )  # fmt: skip
    in_time = (begin is None or begin <= on) and (end is None or on <= end)
    agreed = purpose is None or purpose in purposes
    day = DAY + timedelta(on)
    assert (fault(record, purpose, day) == "") == (in_time and agreed and not out)
    assert (state(record, day) == "active") == (in_time and not out)


def test_evidence_is_the_bytes_and_of_a_voice_its_weights(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"photo")
    assert evidence(tmp_path / "a.jpg") == digest("photo")
    for name, head in (("a", b"{}"), ("b", b'{"record": "another"}')):
        data = len(head).to_bytes(8, "little") + head + b"weights"
        (tmp_path / f"{name}.safetensors").write_bytes(data)
    found = {evidence(tmp_path / f"{name}.safetensors") for name in "ab"}
    assert found == {digest("weights")}
    (tmp_path / "a.jpg").write_bytes(b"other")
    assert evidence(tmp_path / "a.jpg") == digest("other")
    (tmp_path / "no.safetensors").write_bytes(b"\xff" * 40)
    assert evidence(tmp_path / "no.safetensors")
    with pytest.raises(InputError, match=r"evidence 'none\.wav' cannot be read \(No such"):
        evidence(tmp_path / "none.wav")


def test_days_are_read_as_people_write_them():
    assert day_of("2020-06-18") == date(2020, 6, 18)
    assert (day_of("2020-06"), day_of("2020"), day_of(" ")) == (
        date(2020, 6, 1), date(2020, 1, 1), None
    )  # fmt: skip
    with pytest.raises(InputError, match="'May' is no day"):
        day_of("May")
