"""Whose voice and whose face is in what is made, and that they agree: asked before anything is.

A consent that comes with a call or a file is entered in the book of the store; one that was revoked
refuses whatever comes with the call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from aigc import registry
from aigc.banks import speaker_of
from aigc.consent import Consent, day_of
from aigc.store import default_root
from aigc.trust.consent.book import Consents, opened
from aigc.trust.consent.evidence import evidence
from aigc.trust.consent.record import Given, Purpose
from pipelines.voice_file import in_file, named

Who = Literal["consented", "fictional", "house", "licensed", "recorded", "synthetic"]
FIELD: Final = "people"
"""The field of a provenance that tells whose voice and whose face it is."""
FOR: Final[Mapping[str, Purpose]] = {"speech": "speak", "singing": "sing"}
"""What a voice of each capability is used for."""
_WHY: Final[Mapping[Who, str]] = {
    "consented": "The person agrees; see consents.",
    "fictional": "No person is shown: the character was made of words and settings.",
    "house": "Trained on recordings whose public licence allows it: no further consent is needed.",
    "licensed": "A voice of others, under the licence of its model or bank; no consent is kept.",
    "recorded": "A person's own recording, heard as it is: no copy of the voice was made.",
    "synthetic": "Made by rules, after nobody's voice.",
}
_BY_RULES: Final = frozenset({"espeak", "fake"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Who stands behind a voice or a face.

    Attributes
    ----------
    who : str
        A person who agrees, a fiction, the house voice, a voice under a licence, a person in a
        recording, or nobody.
    consents : tuple of str
        Their identifiers in the book.
    """

    who: Who
    consents: tuple[str, ...] = ()


def people(**behind: Behind) -> dict[str, Any]:
    """Return what a provenance tells of ``voice`` and ``face`` besides.

    >>> people(face=Behind(who="fictional"))["people"]["face"]["who"]
    'fictional'
    """
    return {FIELD: {name: {"who": one.who, "why": _WHY[one.who]} for name, one in behind.items()}}


def consents(*behind: Behind) -> tuple[str, ...]:
    """Return the identifiers of all consents, each once."""
    return tuple(dict.fromkeys(one for some in behind for one in some.consents))


def voice(role: str, asked: str, name: str, *, store: Path | None = None) -> Behind:
    """Return who stands behind a voice, once their consents are entered and hold.

    Parameters
    ----------
    role : str
        ``speech`` or ``singing``.
    asked, name : str
        Engine and voice as they were asked for: a file of a voice by its path.
    store : Path, optional
        Root of the store whose book is used; the usual one if left out.

    Raises
    ------
    TrustError
        There is no consent, or it does not hold.
    InputError, AssetError
        The voice or its recording cannot be read.
    """
    found = tuple(given_voice(role, asked, name))
    if not found:
        return Behind(who=_without(role, asked, name))
    return _entered(found, FOR.get(role), store)


def photo(sha256: str, consent: Consent, purpose: Purpose, *, store: Path | None = None) -> Behind:
    """Return who is shown in a photo, once their consent is entered and holds; see `voice`."""
    return _entered((given_photo(sha256, consent, purpose),), purpose, store)


def character(told: Mapping[str, str], *, store: Path | None = None) -> Behind:
    """Return who a character resembles, once their consent is entered and holds; see `voice`.

    Parameters
    ----------
    told : mapping of str to str
        The ``provenance`` of its spec; empty for a fiction.
    """
    given = given_character(told)
    return _entered((given,), "avatar", store) if given else Behind(who="fictional")


def recording(path: Path, *, store: Path | None = None) -> Behind:
    """Return that a person is heard or filmed in a recording of their own.

    It is no copy of a voice or a face, so nothing is asked for; but what was revoked is out.

    Raises
    ------
    TrustError
        A consent to this very recording was revoked.
    """
    if path.is_file():
        book = Consents(store or default_root())
        revoked = (one for one in book.for_evidence(evidence(path)) if one.status == "revoked")
        book.check(one.id for one in revoked)
    return Behind(who="recorded")


def given_photo(sha256: str, consent: Consent, purpose: Purpose) -> Given:
    """Return the consent of a call to the use of a photo."""
    return Given(
        subject=consent.subject, kind="portrait", evidence=sha256, statement=consent.statement,
        purposes=(purpose,), given_by=consent.given_by, valid_from=day_of(consent.date),
    )  # fmt: skip


def given_character(told: Mapping[str, str]) -> Given | None:
    """Return the consent in the spec of a character; None for a fiction."""
    from aigc.avatar.photo.consent import shown

    found = shown(told)
    return given_photo(found[1], found[0], "avatar") if found else None


def given_voice(role: str, asked: str, name: str) -> Iterator[Given]:
    """Yield the consents that come with a voice: in its file, or beside the recording of it."""
    using, own = named(role, asked, name)
    if in_file(using, own):
        yield from _of_package(*speaker_of(own))
    wanted = registry.reference(using)
    prompt = wanted.options.get("prompt", "")
    if role == "speech" and wanted.name == "transformers" and prompt:
        yield _of_prompt(prompt)


def admit(given: Given, purpose: Purpose | None, *, store: Path | None = None) -> None:
    """Raise unless a consent could be entered and would hold; nothing is written.

    Raises
    ------
    TrustError
        It does not hold, or was revoked.
    """
    Consents(store or default_root()).admit(given, purpose=purpose)


def _of_package(file: str, speaker: str) -> Iterator[Given]:
    from aigc.voice import package

    path = Path(file).expanduser()
    for one in package.load(path).record.speakers:
        if speaker in ("", one.id) and one.consent is not None:
            said = one.consent
            yield Given(
                subject=one.person, kind="voice", evidence=evidence(path),
                statement=f"{said.basis}, to {', '.join(said.scope)}: {said.proof}",
                purposes=said.scope,
                valid_from=day_of(said.given),
            )  # fmt: skip


def _of_prompt(place: str) -> Given:
    from aigc.speech.voice_prompt import voice_prompt

    found = voice_prompt(place)
    said = found.record
    return Given(
        subject=said.subject, kind="voice", evidence=found.sha256, statement=said.statement,
        purposes=said.uses, given_by=said.given_by, valid_from=day_of(said.date),
    )  # fmt: skip


def _without(role: str, asked: str, name: str) -> Who:
    """Return who stands behind a voice that comes with no consent."""
    engine = registry.reference(named(role, asked, name)[0]).name
    return "house" if engine == "house" else "synthetic" if engine in _BY_RULES else "licensed"


def _entered(found: tuple[Given, ...], purpose: Purpose | None, store: Path | None) -> Behind:
    book = opened(store)
    ids = tuple(dict.fromkeys(book.give(one).id for one in found))
    book.check(ids, purpose=purpose)
    return Behind(who="consented", consents=ids)
