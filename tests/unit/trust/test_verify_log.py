"""What the log tells of a file when it is verified: parents, withdrawals, and its own damage."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from aigc.errors import TrustError
from aigc.trust.provenance.log import Log
from aigc.trust.provenance.manifest import number
from aigc.trust.verify.checking import verify
from tests.unit.trust.provenance_samples import MADE
from tests.unit.trust.verify_store import (
    OTHER,
    PRODUCER,
    House,
    codes,
    copied,
    digest,
    house,
    made_of,
    notes,
)


@pytest.fixture
def ours(tmp_path: Path) -> House:
    return house(tmp_path / "house")


def forced(log: Log, *statements: str) -> None:
    """Change the log as somebody would who can write to the disk."""
    with closing(sqlite3.connect(log.path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_an_entry_that_was_changed_vouches_for_nothing(ours: House, tmp_path: Path) -> None:
    path = ours.publish(tmp_path / "out", made_of("a.glb"), OTHER, sign=False)["a.glb"]
    ours.log.append("reviewed", {"asset": "x"})
    assert ours.verify(path).verdict == "authentic"
    forced(ours.log, "UPDATE entries SET payload = replace(payload, 'other', 'forged')")
    report = ours.verify(path)
    assert report.verdict == "altered" and codes(report) == {"log-changed"}
    assert not report.chain.intact and "Entry" not in report.reasons[0].said()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entries SET hash = 'x' WHERE seq = 1",
        "UPDATE entries SET before = 'x' WHERE seq = 3",
        "DELETE FROM entries WHERE seq = 1",
        "DELETE FROM marks WHERE seq = 3",
        "UPDATE entries SET at = '2001' WHERE seq = 3",
    ],
)
def test_the_neighbours_of_an_entry_are_looked_at(ours: House, tmp_path: Path, change: str) -> None:
    path = ours.publish(tmp_path / "out", made_of("a.glb"), OTHER, sign=False)["a.glb"]
    ours.log.append("reviewed", {"asset": "x"})
    forced(ours.log, change)
    assert codes(ours.verify(path)) == {"log-changed"}


def test_parents_are_told_and_what_became_of_them(ours: House, tmp_path: Path) -> None:
    first = ours.publish(tmp_path / "one", made_of("a.vrm"), OTHER)["a.vrm"]
    child = replace(MADE, parents=(digest(first),))
    path = ours.publish(tmp_path / "two", made_of("a.glb"), child)["a.glb"]
    report = ours.verify(path)
    assert report.verdict == "authentic" and not report.reasons
    assert report.chain.parents == (number(OTHER),)
    assert (report.chain.title, report.chain.number) == (child.title, number(child))
    ours.log.append("withdrawn", {"asset": number(OTHER)})
    assert notes(ours.verify(path)) == {"parent-withdrawn"}
    ours.log.append("withdrawn", {"asset": number(child)})
    ours.log.append("consent-revoked", {"consent": "c1"})
    report = ours.verify(path)
    assert notes(report) == {"parent-withdrawn", "withdrawn", "consent-revoked"}
    assert report.verdict == "authentic"
    assert [event.split()[0] for event in report.chain.events] == ["withdrawn", "consent-revoked"]


def test_entries_of_other_machines_vouch_as_well(ours: House, tmp_path: Path) -> None:
    there = house(tmp_path / "there")
    path = there.publish(tmp_path / "out", made_of("tone.flac"), OTHER, sign=False)["tone.flac"]
    assert ours.verify(path).verdict == "altered"
    (chain,) = there.log.chains()
    ours.log.merge(entry for entry, _ in there.log.entries(chain.chain))
    assert ours.verify(path).verdict == "authentic"


def test_a_number_is_not_asked_for_where_the_log_is_empty(ours: House, tmp_path: Path) -> None:
    path = ours.publish(tmp_path / "out", made_of("a.glb"), OTHER, sign=False)["a.glb"]
    report = verify(path, log=Log(tmp_path / "nowhere"), producer=PRODUCER)
    assert report.verdict == "labelled" and not codes(report)
    assert not (tmp_path / "nowhere").exists()


def test_the_same_text_in_two_assets_is_each_of_them(ours: House, tmp_path: Path) -> None:
    one = ours.publish(tmp_path / "one", made_of("a.srt"), MADE)["a.srt"]
    two = ours.publish(tmp_path / "two", made_of("a.srt"), OTHER)["a.srt"]
    assert [ours.verify(path).label.number for path in (one, two)] == [number(MADE), number(OTHER)]
    assert [ours.verify(path).verdict for path in (one, two)] == ["authentic"] * 2
    there = house(tmp_path / "there")
    there.publish(tmp_path / "three", made_of("a.srt"), MADE)
    assert verify(two, log=there.log, anchors=ours.anchors).verdict == "authentic"


def test_a_label_laid_beside_the_content_of_another_asset_is_told(
    ours: House, tmp_path: Path
) -> None:
    from aigc.trust.labels import files as labels
    from tests.unit.trust.verify_store import record_of

    path = ours.publish(tmp_path / "one", made_of("a.srt"), MADE)["a.srt"]
    (lone,) = copied([path], tmp_path / "lone")
    labels.write(lone, lone, record_of(OTHER))
    report = ours.verify(lone)
    assert report.verdict == "altered" and codes(report) == {"number-log"}


def test_a_log_that_is_no_log_is_told(ours: House, tmp_path: Path) -> None:
    path = ours.publish(tmp_path / "out", made_of("a.glb"), OTHER)["a.glb"]
    ours.log.path.write_bytes(b"x" * 5000)
    with pytest.raises(TrustError, match="damaged"):
        ours.verify(path)
