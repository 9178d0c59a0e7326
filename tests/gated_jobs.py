"""Jobs that write a text and let it leave through the real gate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aigc.batch.kinds import Kind
from aigc.batch.made.fake import Config
from aigc.trust.consent.book import opened as opened_consents
from aigc.trust.consent.record import Given
from aigc.trust.policy import FILE, Policy, policy
from aigc.trust.review.reviews import Reviews, opened
from aigc.types.provenance import Provenance
from aigc.types.review import Case, Exhibit
from pipelines.leaving import leaving


class Writers:
    """A pipeline whose text and notes a test may change.

    Attributes
    ----------
    text : str
        Written behind the source of each job.
    notes : tuple of str
        In the manifest; they are no part of the ProduceID.
    agreed : Given, optional
        A consent that is entered in the book of the machine that writes.
    calls : int
        How often it was asked to write.
    """

    def __init__(self) -> None:
        self.text, self.calls = "", 0
        self.notes: tuple[str, ...] = ()
        self.agreed: Given | None = None

    def make(self, source: str, out: Path, config: Any, *, store: Any, progress: Any) -> None:
        self.calls += 1
        progress("write", 0, 1)
        consents = (opened_consents().give(self.agreed).id,) if self.agreed else ()
        made = Provenance(
            pipeline="fake", version="1", title=source, language="en", notes=self.notes,
            options={"source": source, "seed": config.seed}, consents=consents,
        )  # fmt: skip
        with leaving(out, lambda: made, exhibit=Exhibit(title=source)) as box:
            (box / "words.txt").write_text(f"{source} {self.text}\n", encoding="utf-8")


def written(monkeypatch: Any) -> Writers:
    """Let jobs of the pipeline ``fake`` write texts."""
    writers = Writers()
    kind = Kind(config=Config, make=writers.make)
    monkeypatch.setattr("aigc.batch.made.fake.KIND", kind)
    return writers


def ruled(monkeypatch: Any, folder: Path, rules: str = "people: always\n") -> Policy:
    """Let a policy be the installation's."""
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text(rules, encoding="utf-8")
    monkeypatch.setenv("AIGC_TRUST", str(folder))
    return policy()


def approved(store: Path, who: str = "wang") -> list[Case]:
    """Approve all that waits; return how it stands then."""
    reviews: Reviews = opened(store)
    waiting = reviews.waiting(policy())
    for one in waiting:
        reviews.approve(one.case, who, policy())
    return [reviews.book.entry(one.case.id).case for one in waiting]
