"""Whether what was made may leave: judged by machines, then by people where the policy asks it."""

from __future__ import annotations

import json
import mimetypes
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Final

from aigc.errors import ReviewNeeded, TrustError
from aigc.files import commit
from aigc.notices import notice, noticing
from aigc.store import file_sha256
from aigc.trust.asking import asker
from aigc.trust.consent.record import Given
from aigc.trust.gate.finishing import approved_by, finish
from aigc.trust.gate.later import (
    Handed,
    Publisher,
    again,
    check_policy,
    finish_later,
    hand_over,
    publisher,
)
from aigc.trust.gate.sealing import MANIFEST, files_of, seal
from aigc.trust.moderation.check import check, judged_texts
from aigc.trust.policy import Policy
from aigc.trust.provenance.licences import Obligations, obligations
from aigc.trust.provenance.manifest import ASSET, parse
from aigc.trust.review.book import Later
from aigc.trust.review.reviews import opened
from aigc.types.asset import Asset
from aigc.types.provenance import Provenance
from aigc.types.review import Case, Exhibit
from aigc.types.verdict import Finding, Verdict, joined

SOURCE: Final = "source"
TITLE: Final = "title"
_SHORT: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """What the gate knows before anything was made.

    Attributes
    ----------
    root : Path
        Of the store that keeps the log and what waits.
    agreed : Path
        Of the store whose book of consents counts.
    said : Verdict
        Of the texts.
    """

    policy: Policy
    root: Path
    agreed: Path
    exhibit: Exhibit
    said: Verdict


def ask(exhibit: Exhibit, policy: Policy, root: Path) -> Leave:
    """Judge what is said in something, before the work on it begins.

    What it was written from is judged as well; only what may not leave at all counts there.

    Raises
    ------
    TrustError
        A text may not leave; the message names it and the category.
    EngineError
        The moderator that the policy names is not there, or it broke.
    """
    said = judged_texts(texts_of(exhibit), policy.moderation)
    told = tuple(_read_only(one) if one.place == SOURCE else one for one in said.findings)
    who = publisher()
    verdict = Verdict.of(told, said.detector)
    if not said.checked:
        verdict = replace(verdict, decision=joined((verdict, said)).decision)
    _refuse(verdict)
    return Leave(
        policy=policy, root=Path(who.store) if who else root, agreed=root, exhibit=exhibit,
        said=verdict,
    )  # fmt: skip


def texts_of(exhibit: Exhibit) -> Mapping[str, str]:
    """Return what is said in something, and what it was written from, by name."""
    lines = {f"line {n}": line.text for n, line in enumerate(exhibit.lines, 1)}
    named = {TITLE: exhibit.title, **lines, SOURCE: exhibit.source}
    return {name: text for name, text in named.items() if text.strip()}


def admit(
    leave: Leave,
    box: Path,
    to: Path,
    made: Provenance,
    *,
    beside: str = MANIFEST,
    watermark: int | None = None,
) -> Case:
    """Take a box of finished files through the gate; publish it, then tell `Reviews.published`.

    Parameters
    ----------
    to : Path
        The folder where they are to appear.
    beside : str
        Name of the manifest.
    watermark : int, optional
        The ID that films and sounds in it carry already.

    Raises
    ------
    ReviewNeeded
        A person has to approve; the files are held until then.
    TrustError
        It may not leave: material, consent or content is against it, people refused it, or a label
        could not be read back.
    """
    policy, who = leave.policy, publisher(to)
    far = who is not None and bool(who.hands)
    _agreed(made, leave.agreed)
    duties = _licensed(made, policy)
    with noticing() as told:
        verdict = joined((leave.said, *_seen(files_of(box), policy)))
        _warn(duties)
    made = replace(made, notes=tuple(dict.fromkeys((*made.notes, *told))))
    sealed = seal(
        box, made, policy, duties, beside=beside, watermark=watermark,
        more={
            "moderation": {"decision": verdict.decision, "detector": verdict.detector},
            "policy": {"name": policy.name, "version": policy.version},
        },
    )  # fmt: skip
    given = Handed(
        folder=to.absolute().relative_to(who.parts).as_posix() if who and far else "",
        files=tuple(path.relative_to(box).as_posix() for path in files_of(box)),
        manifest=sealed.manifest, exhibit=_exhibit(leave.exhibit, made, verdict),
        decision=verdict.decision, creator=made.asked_by or asker(),
        consents=_consents(made, leave.agreed) if far else (),
    )  # fmt: skip
    if who and far:
        hand_over(who, given)
        return Case(id="", creator=given.creator, sha256="")
    return _decided(box, given, sealed.asset, policy, leave.root, to, who)


def take(given: Handed, parts: Path, who: Publisher, policy: Policy) -> None:
    """Take what a machine without reviews has handed over through the rest of the gate.

    Parameters
    ----------
    parts : Path
        The folder of the job here, where the files lie; it is ``who.parts``.

    Raises
    ------
    ReviewNeeded, TrustError
        See `admit`.
    """
    root, folder = Path(who.store), parts / given.folder
    with tempfile.TemporaryDirectory(dir=parts, prefix=".part-") as made:
        box = Path(made)
        for name in given.files:
            commit(folder / name, box / name)
        told = json.loads((box / given.manifest).read_bytes())
        check_policy(told, policy)
        _entered(given.consents, root)
        _agreed(parse(told), root)
        _decided(box, given, str(told[ASSET]), policy, root, folder, who)
        for path in files_of(box):
            commit(path, folder / path.relative_to(box))


def passed(leave: Leave, case: Case) -> None:
    """Note that a case has left, where it is published now."""
    reviews = opened(leave.root)
    if case.id and case.state != "published" and not reviews.book.entry(case.id).later:
        reviews.published(case, leave.policy)


def _decided(
    box: Path, given: Handed, asset: str, policy: Policy, root: Path, to: Path,
    who: Publisher | None,
) -> Case:  # fmt: skip
    """Ask people about a sealed box where the policy does, and finish it where it may leave."""
    reviews, place = opened(root), who.place(to) if who else to
    later = Later(batch=who.batch, job=who.job, asset=asset) if who else None
    case = reviews.submit(
        box, place, given.exhibit, decision=given.decision, creator=given.creator, policy=policy,
        later=later,
    )  # fmt: skip
    if case.state == "rejected":
        _refuse(Verdict(decision="block", findings=given.exhibit.findings))
    if case.state == "pending_review":
        raise ReviewNeeded(_waits(case, place, given.exhibit.findings, policy, who), case.id)
    if who:
        reviews.bring_back(case, box)
        finish_later(box, box / given.manifest, policy, root, case=case, who=who)
    else:
        finish(
            box, box / given.manifest, policy, root, asked_by=given.creator,
            approved_by=approved_by(case),
        )  # fmt: skip
    return case


def _read_only(finding: Finding) -> Finding:
    return finding if finding.decision == "block" else replace(finding, decision="pass")


def _exhibit(exhibit: Exhibit, made: Provenance, verdict: Verdict) -> Exhibit:
    told = {name: one for name, one in asdict(made).items() if name != "asked_by"}
    return replace(
        exhibit, title=exhibit.title or made.title, pipeline=made.pipeline,
        language=made.language, findings=verdict.findings, provenance=told,
    )  # fmt: skip


def _agreed(made: Provenance, root: Path) -> None:
    if made.consents:
        from aigc.trust.consent.book import Consents

        Consents(root).check(made.consents)


def _consents(made: Provenance, root: Path) -> tuple[Given, ...]:
    """Return the consents to what is in a work, to be entered in another book."""
    if not made.consents:
        return ()
    from aigc.trust.consent.book import Consents

    names = [field.name for field in fields(Given)]
    found = (Consents(root).find(one) for one in made.consents)
    return tuple(Given(**{name: getattr(one, name) for name in names}) for one in found)


def _entered(consents: Iterable[Given], root: Path) -> None:
    """Enter the consents of another machine; what was revoked here stays so."""
    for one in consents:
        from aigc.trust.consent.book import opened as book

        book(root).give(one)


def _licensed(made: Provenance, policy: Policy) -> Obligations:
    duties = obligations(made, policy.licences)
    if duties.refused:
        told = " ".join(one.told("en") for one in duties.refused)
        raise TrustError(
            f"The policy does not let this out: {told} Take other material, or change the policy."
        )
    return duties


def _warn(duties: Obligations) -> None:
    for one in duties.warned:
        notice(one.told("en"))


def _seen(paths: Iterable[Path], policy: Policy) -> Iterator[Verdict]:
    """Yield the verdict of every picture and film; nothing where there is none."""
    for path in paths:
        kind = mimetypes.guess_type(path.name)[0] or ""
        if kind.partition("/")[0] in ("image", "video"):
            asset = Asset(path=path, sha256=file_sha256(path), media_type=kind)
            yield check(asset, policy.moderation).at(path.name)


def _refuse(verdict: Verdict) -> None:
    worst = verdict.worst
    if not verdict.flagged:
        return
    if worst is None:
        raise TrustError("The policy blocks what nobody can judge. Name who judges it.")
    words = f" (“{_cut(worst.words)}”)" if worst.words else ""
    raise TrustError(
        f"{_place(worst)}{words} is flagged as {worst.category} and may not be published. "
        "Change it, and make it again."
    )


def _waits(
    case: Case, to: Path, findings: Iterable[Finding], policy: Policy, who: Publisher | None
) -> str:  # fmt: skip
    found = dict.fromkeys(one.category for one in findings if one.decision == "review")
    if found:
        why = f"machines found {', '.join(found)}"
    elif case.audited:
        why = "it was drawn for an audit"
    else:
        why = f"the policy {policy.name} asks for it"
    told = f"A person has to approve this before it is published ({why}). It waits as {case.id}"
    if who is None:
        return f"{told} and appears in {to} when somebody approves: aigc review show {case.id}"
    there = f" on {who.host}" if who.host else ""
    return (
        f"{told}{there}: aigc review show {case.id}. When somebody approves, its batch publishes "
        f"it by itself while it runs, or else after: {again(who.batch)}"
    )


def _place(finding: Finding) -> str:
    named = finding.place or "It"
    at = f" at {finding.at_s:.1f} s" if finding.at_s is not None else ""
    return f"{named[:1].upper()}{named[1:]}{at}"


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
