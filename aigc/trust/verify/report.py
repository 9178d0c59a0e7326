"""What was found of a file, part by part, and the word for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from aigc.trust.provenance.claims import State
from aigc.trust.verify.words import Code, said, word
from aigc.types.article import Language

Verdict = Literal["authentic", "labelled", "altered", "unlabelled", "unreadable"]
GOOD: Final[frozenset[Verdict]] = frozenset({"authentic", "labelled"})
Weight = Literal["against", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Something that speaks against a file, or is to be noted.

    Attributes
    ----------
    code : str
        What it is, for programs.
    values : tuple of str
        What its sentence names: numbers, names of files, words of others.
    """

    code: Code
    values: tuple[str, ...] = ()
    weight: Weight = "against"

    def said(self, language: Language = "en") -> str:
        """Return it as a sentence."""
        return said(self.code, self.values, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The implicit label.

    Attributes
    ----------
    place : str
        ``inside`` the file, ``beside`` it in a file of its own, or in the ``manifest``; empty where
        there is none.
    certainty : str
        ``1`` made by AI, ``2`` possibly, ``3`` suspected.
    producer, number : str
        Who made it, and the number that they gave it (ContentProducer, ProduceID).
    propagator : str
        Who spread it.
    """

    state: Literal["present", "absent", "damaged", "unread"]
    place: Literal["inside", "beside", "manifest", ""] = ""
    certainty: str = ""
    producer: str = ""
    number: str = ""
    propagator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The label that people see, read, or hear: ``at_s`` tells when it is heard, in seconds."""

    state: Literal["found", "missing", "not checked"]
    at_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signature, or a manifest without one.

    Attributes
    ----------
    state : str
        As `aigc.trust.provenance.claims.Signature` has it; ``unchecked`` where the extra is
        missing or the file is too much for it.
    place : str
        ``inside``, or the name of the manifest.
    signer, reasons : str, tuple of str
        Who signed, and why it is not trusted.
    number, watermark : str, int or None
        What it says of the asset.
    exact : bool
        Whether it speaks of these very bytes.
    """

    state: State | Literal["unchecked"]
    place: str
    signer: str = ""
    reasons: tuple[str, ...] = ()
    number: str = ""
    watermark: int | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """The watermark.

    Attributes
    ----------
    state : str
        ``found``, the one that was expected or any; ``other`` than was expected; ``none``.
    asset_id, expected : int or None
        What it says, and what manifest, signature or log say that it is.
    false_alarm : float
        Upper bound of the odds that this is chance.
    """

    state: Literal["found", "other", "none", "not checked"]
    asset_id: int | None = None
    expected: int | None = None
    false_alarm: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the log knows.

    Attributes
    ----------
    by : tuple of str
        What it knows the file by: its bytes (``file``), its ``label``, its ``watermark``.
    number, title, at : str
        Of the asset, and when it left, in UTC.
    intact : bool
        Whether the chain is as it was written around the entries that tell of it.
    parents : tuple of str
        Assets of ours that it was made from, by number.
    events : tuple of str
        What happened to it, or to a consent it rests on, since then.
    """

    by: tuple[Literal["file", "label", "watermark"], ...] = ()
    number: str = ""
    title: str = ""
    at: str = ""
    intact: bool = True
    parents: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found of a file.

    Attributes
    ----------
    name : str
        As it was given; of a member of an archive with the archive's name before it.
    verdict : str
        ``authentic``: labelled, vouched for by a trusted signature or by the log, and nothing
        speaks against it. ``labelled``: a label, and nothing more. ``altered``: something
        contradicts. ``unlabelled``: nothing at all. ``unreadable``: nothing can be told.
    members : tuple of Report
        Of an archive.
    """

    name: str
    sha256: str
    verdict: Verdict
    label: Label
    seen: Seen
    signatures: tuple[Signed, ...]
    watermark: Marked
    chain: Known
    reasons: tuple[Reason, ...]
    members: tuple[Report, ...] = ()

    @property
    def good(self) -> bool:
        """Whether it and all of its members are authentic or labelled."""
        return all(one.verdict in GOOD for one in self.flat())

    def flat(self) -> Iterator[Report]:
        """Yield it and the reports of its members."""
        yield self
        for one in self.members:
            yield from one.flat()

    def told(self, language: Language = "en") -> dict[str, Any]:
        """Return it as plain JSON, its reasons also as sentences."""
        own = asdict(self)
        own["reasons"] = [
            {"code": one.code, "weight": one.weight, "told": one.said(language)}
            for one in self.reasons
        ]
        own["members"] = [one.told(language) for one in self.members]
        return own | {"word": word(self.verdict, language)}
