"""The word for a file, from all that was found of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from aigc.trust.policy import Policy
from aigc.trust.verify.chain import Found, number_of
from aigc.trust.verify.report import Known, Label, Marked, Reason, Signed, Verdict, Weight
from aigc.trust.verify.signing import INSIDE, Manifest

_SHARED: Final[str] = Policy.model_fields["producer"].default
"""The code of all who have not chosen one: its numbers are in the logs of others too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that was found of a file.

    Attributes
    ----------
    manifest : Manifest or None
        The one beside it.
    itself : bool
        Whether the file is a manifest, whose own content no log lists.
    covered : bool
        Whether it came in an archive that is authentic.
    producer : str
        The code of the producer whose log it is.
    """

    label: Label
    signatures: tuple[Signed, ...]
    manifest: Manifest | None
    watermark: Marked
    found: Found
    chain: Known
    itself: bool = False
    covered: bool = False
    producer: str = ""

    @property
    def vouched(self) -> bool:
        """Whether these bytes are vouched for, by the log or by a trusted signature."""
        logged = self.found.exact is not None and self.chain.intact
        signed = any(one.state == "trusted" and one.exact for one in self.signatures)
        return logged or signed or self.covered


def judged(evidence: Evidence, reasons: list[Reason]) -> tuple[Verdict, tuple[Reason, ...]]:
    """Return the word for a file, with the reasons that were known before and those found here."""
    every = [*reasons, *_signatures(evidence), *_numbers(evidence), *_content(evidence)]
    every += [*_watermark(evidence), *_taken_off(evidence)]
    return _verdict(evidence, every), tuple(dict.fromkeys(every))


def _verdict(evidence: Evidence, reasons: list[Reason]) -> Verdict:
    if any(one.weight == "against" for one in reasons):
        return "altered"
    if evidence.label.state == "unread":
        return "unreadable"
    if evidence.label.state == "absent":
        return "unlabelled"
    return "authentic" if evidence.vouched else "labelled"


def _note(code: str, *values: str) -> Reason:
    return Reason(code=code, values=values, weight="note")  # type: ignore[arg-type]


def _signatures(evidence: Evidence) -> Iterator[Reason]:
    manifest = evidence.manifest
    for one in evidence.signatures:
        changed = manifest and one.place == manifest.place.name and manifest.told
        if one.state == "invalid" and changed and manifest and not manifest.exact:
            yield Reason(code="changed-manifest", values=(one.place,))
        elif one.state == "invalid":
            why = "; ".join(one.reasons) or one.state
            yield Reason(code="signature-invalid", values=(one.place, why))
        elif one.state == "valid":
            yield _note("signer-unknown", one.signer)
        elif one.state == "unchecked":
            code = "signature-unread" if one.reasons else "signing-missing"
            yield _note(code, *one.reasons)
        elif one.state == "none":
            yield _note("unsigned", one.place)


def _numbers(evidence: Evidence) -> Iterator[Reason]:
    """Yield where the number in the label is not that which others tell of these bytes."""
    number, found = evidence.label.number, evidence.found
    if not number:
        return
    for one in evidence.signatures:
        if one.number and one.number != number:
            if one.place == INSIDE:
                yield Reason(code="number-signature", values=(number, one.number))
            else:
                yield Reason(code="number-manifest", values=(number, one.number, one.place))
    # Two assets may hold the same captions: a signature for the one is none against the other.
    if found.exact and number_of(found.exact) != number and not _signed_as(evidence, number):
        yield Reason(code="number-log", values=(number, number_of(found.exact)))


def _signed_as(evidence: Evidence, number: str) -> bool:
    """Tell whether somebody who is trusted says that these bytes are the asset ``number``."""
    signed = (one for one in evidence.signatures if one.state == "trusted" and one.exact)
    return evidence.covered or any(one.number == number for one in signed)


def _content(evidence: Evidence) -> Iterator[Reason]:
    """Yield what the log has against a label: another content, or no such number."""
    label, found = evidence.label, evidence.found
    if not label.number or evidence.itself or evidence.covered or found.exact:
        return
    if found.labelled:
        yield Reason(code="changed-log", values=(label.number,))
    elif found.begun and label.producer == evidence.producer and not evidence.vouched:
        values = (label.producer, label.number)
        weight: Weight = "note" if label.producer == _SHARED else "against"
        yield Reason(code="number-unknown", values=values, weight=weight)


def _watermark(evidence: Evidence) -> Iterator[Reason]:
    mark, marked = evidence.watermark, evidence.found.marked
    if mark.state == "none" and mark.expected is not None:
        yield _note("watermark-missing", shown(mark.expected))
    if mark.asset_id is None or evidence.vouched:
        return
    if mark.state == "other" and mark.expected is not None:
        yield Reason(code="watermark-other", values=(shown(mark.asset_id), shown(mark.expected)))
    elif marked and evidence.label.number not in ("", number_of(marked), *evidence.chain.parents):
        values = (evidence.label.number, number_of(marked))
        yield Reason(code="number-watermark", values=values)


def _taken_off(evidence: Evidence) -> Iterator[Reason]:
    """Yield who knows a file that carries no label."""
    if evidence.label.state != "absent":
        return
    manifest, found = evidence.manifest, evidence.found
    if manifest and (manifest.exact or manifest.listed):
        values = (manifest.place.name, manifest.number)
        yield Reason(code="label-off-manifest", values=values)
    elif found.exact:
        yield Reason(code="label-off-log", values=(number_of(found.exact),))
    for one in evidence.signatures:
        if one.place == INSIDE and one.number:
            yield Reason(code="label-off-signature", values=(one.number,))
    if evidence.watermark.asset_id is not None:
        yield Reason(code="label-off-watermark", values=(shown(evidence.watermark.asset_id),))


def shown(asset_id: int) -> str:
    """Return the ID of a watermark as people see it.

    >>> shown(42)
    '0000002a'
    """
    return f"{asset_id:08x}"
