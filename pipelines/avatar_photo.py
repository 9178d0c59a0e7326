"""A portrait becomes a character, once the one who is shown agrees.

>>> from_photo(Path("me.jpg"), consent="This is me, and I agree.")           # doctest: +SKIP
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from aigc.avatar.spec import AvatarSpec
from pipelines import consenting

if TYPE_CHECKING:
    from aigc.avatar.photo import Consent, LandmarkEngine


def from_photo(
    path: Path,
    *,
    seed: int = 0,
    consent: str = "",
    date: str = "",
    landmarks: Path | Mapping[str, Sequence[float]] | None = None,
    store: Path | None = None,
) -> AvatarSpec:
    """Return the character that resembles a portrait; see `aigc.avatar.photo`.

    Parameters
    ----------
    consent : str
        Who is shown and that they agree.
    landmarks : Path, mapping of str to (x, y), or None
        In place of a detector: JSON of the face's points, or a few of them by name, in pixels of
        the photo as `upright` shows it. A ``.task`` is a face landmarker that mediapipe uses.

    store : Path, optional
        Root of the store in whose book the consent is entered; the usual one if left out.

    Raises
    ------
    TrustError
        There is no consent, or one to this photo does not hold.
    InputError, EngineUnavailable
        The photo cannot be used, or nothing here finds faces.
    """
    from aigc.avatar.photo import fit_photo
    from aigc.avatar.photo.given import FileLandmarks, ManualLandmarks
    from aigc.avatar.photo.mediapipe import MediapipeLandmarks
    from aigc.trust.consent.evidence import evidence

    given: LandmarkEngine | None = None
    agreed = agreement(consent, date)
    if path.is_file():
        consenting.photo(evidence(path), agreed, "avatar", store=store)
    if isinstance(landmarks, Path) and landmarks.suffix.lower() == ".task":
        given = MediapipeLandmarks(task=landmarks)
    elif isinstance(landmarks, Path):
        given = FileLandmarks(landmarks)
    elif landmarks is not None:
        given = ManualLandmarks(landmarks)
    return fit_photo(path, agreed, landmarks=given, seed=seed).spec


def agreement(consent: str, date: str = "") -> Consent:
    """Return who is shown in a photo and that they agree.

    Raises
    ------
    TrustError
        Nothing is said.
    """
    from aigc.avatar.photo.consent import Consent, checked

    return checked(Consent.said(consent, date) if consent.strip() else None)


def upright(path: Path) -> bytes:
    """Return a photo as a JPEG, of the size and the way up in which its face is measured.

    Raises
    ------
    InputError
        The photo cannot be used.
    """
    from aigc.avatar.photo.picture import read_photo

    buffer = io.BytesIO()
    Image.fromarray(read_photo(path).picture).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
