"""A portrait becomes a spec: find the face, turn it to the front, measure it, read its colours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from aigc import registry
from aigc.avatar.photo.calibration import Calibration, calibration
from aigc.avatar.photo.colours import Finding, iris, lips, skin
from aigc.avatar.photo.consent import Consent, checked, provenance
from aigc.avatar.photo.crop import Crop, crop
from aigc.avatar.photo.glasses import glasses
from aigc.avatar.photo.hair import beard, bristles, hair
from aigc.avatar.photo.landmarks import IRIS, LandmarkEngine, Landmarks, Picture
from aigc.avatar.photo.parameters import applied
from aigc.avatar.photo.picture import read_photo
from aigc.avatar.photo.pose import Pose, estimated
from aigc.avatar.photo.shape import Shape, manly, shape_of
from aigc.avatar.spec import AvatarSpec, changed
from aigc.errors import InputError

ENGINE = "mediapipe"
MOST_YAW, MOST_PITCH = 38.0, 32.0
"""Degrees beyond which half of a face is not seen."""
LEAST_FACE_PX = 64
NO_FACE = 0.25
"""How far points may lie from a face, in distances of the pupils, before they are none."""
SURE = 0.5
"""Confidence from which a finding is taken over."""
LENGTH_SURE = 0.25
"""The same for the length of hair, where any guess is nearer than a default."""
Kind = Literal["photo", "render"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fitted:
    """A spec made of a photo.

    Attributes
    ----------
    landmarks : Landmarks
        Of the face, in the photo as it was read: upright and at most 1280 pixels a side.
    confidence : mapping of str to float
        Of each parameter and of each finding, 0 to 1.
    notes : tuple of str
        What was read and what was left at its default.
    yaw : float
        Degrees by which the head was turned.
    """

    spec: AvatarSpec
    landmarks: Landmarks
    confidence: dict[str, float]
    notes: tuple[str, ...]
    yaw: float


def fit_photo(
    path: Path,
    consent: Consent | None,
    *,
    landmarks: LandmarkEngine | None = None,
    base: AvatarSpec | None = None,
    seed: int = 0,
    choose: int | None = None,
    kind: Kind = "photo",
) -> Fitted:
    """Return the spec that resembles a portrait; it keeps the consent, and not the photo.

    Parameters
    ----------
    consent : Consent or None
        That the one who is shown agrees; without it nothing is read.
    landmarks : LandmarkEngine or None
        Finds the face; by default mediapipe in an environment of its own.
    base : AvatarSpec or None
        What the photo does not tell: look, clothes, age and height.
    choose : int or None
        Which of several faces, 1 being the largest.
    kind : {"photo", "render"}
        A render is a picture of an avatar of the look ``human``, whose eyes are larger than life.

    Raises
    ------
    TrustError
        There is no consent.
    InputError
        The photo cannot be used: no picture, no face or several, turned away, or too small.
    EngineUnavailable
        Nothing here finds faces; how to do without is told.
    """
    agreed = checked(consent)
    photo = read_photo(path)
    engine = landmarks or registry.get("landmarks", ENGINE)
    picture, faces = _upright(engine, photo.picture)
    face = _chosen(faces, choose, path.name)
    pose = _facing(face, calibration(), path.name)
    shaped = shape_of(picture, face, real=kind == "photo")
    seen = crop(picture, face)
    read = _read(seen, shaped.framed)
    if kind == "photo":
        shaped = manly(shaped, read, sum(bristles(seen)[:2]))
    origin = provenance(agreed, photo.sha256)
    start = changed(base or AvatarSpec(look="human"), seed=seed, provenance=origin)
    spec = _coloured(applied(start, shaped.values), read)
    return Fitted(
        spec=spec,
        landmarks=face,
        confidence=shaped.confidence | {name: found.confidence for name, found in read.items()},
        notes=_notes(read, face, shaped),
        yaw=pose.yaw,
    )


def _upright(engine: LandmarkEngine, picture: Picture) -> tuple[Picture, tuple[Landmarks, ...]]:
    """Return the faces, and the picture turned by quarters until there are any that stand.

    A detector may find faces that lie on their side, but less exactly: then it looks again.
    """
    for quarters in (0, 1, 3, 2):
        turned = np.ascontiguousarray(np.rot90(picture, quarters))
        if not (faces := engine.detect(turned)):
            continue
        standing = np.ascontiguousarray(np.rot90(turned, lies := _quarters(faces)))
        again = engine.detect(standing) if lies else ()
        return (standing, again) if again else (turned, faces)
    return picture, ()


def _quarters(faces: tuple[Landmarks, ...]) -> int:
    """Return by how many quarters the largest face is turned clockwise, 0 to 3."""
    points = max(faces, key=lambda face: face.size).points
    x, y = points[IRIS[1]] - points[IRIS[0]]
    return round(float(np.degrees(np.arctan2(y, x))) / 90) % 4


def _chosen(faces: tuple[Landmarks, ...], choose: int | None, name: str) -> Landmarks:
    if not faces:
        raise InputError(
            f"no face is found in {name}; give a portrait from the front in even light, or the "
            "points of the face by hand"
        )
    ordered = sorted(faces, key=lambda face: -face.size)
    if choose is None and len(ordered) > 1:
        x, y = (round(float(v)) for v in ordered[0].points.mean(0))
        raise InputError(
            f"{name} shows {len(ordered)} faces; the largest, {ordered[0].size:.0f} pixels, is at "
            f"{x}, {y}. Crop the photo to one face, or choose=1 takes the largest"
        )
    if choose is not None and not 1 <= choose <= len(ordered):
        raise InputError(f"{name} shows {len(ordered)} faces; there is no face {choose}")
    face = ordered[(choose or 1) - 1]
    if face.size < LEAST_FACE_PX:
        raise InputError(
            f"the face in {name} is only {face.size:.0f} pixels large; {LEAST_FACE_PX} are needed"
        )
    return face


def _facing(face: Landmarks, known: Calibration, name: str) -> Pose:
    pose = estimated(face.points, known.shape)
    if pose.error > NO_FACE:
        raise InputError(f"the points that were found in {name} do not form a face; mark them anew")
    if abs(pose.yaw) > MOST_YAW or abs(pose.pitch) > MOST_PITCH:
        raise InputError(
            f"the head in {name} is turned by {abs(pose.yaw):.0f} degrees to a side and "
            f"{abs(pose.pitch):.0f} up or down; give a portrait from the front"
        )
    return pose


Findings = dict[str, Finding[Any]]


def _read(seen: Crop, framed: float | None) -> Findings:
    hairs = hair(seen)
    return {
        "skin": skin(seen), "lips": lips(seen), "iris": iris(seen), "hair length": hairs.length,
        "hair colour": hairs.colour, "fringe": hairs.fringe, "glasses": glasses(seen, framed),
        "beard": beard(seen),
    }  # fmt: skip


STYLES = {
    "bald": ("bald", "bald"), "short": ("pixie", "side_part"), "medium": ("bob", "curtains"),
    "long": ("long_straight", "long_straight"), "not seen": ("bob", "side_part"),
}  # fmt: skip
"""Style of a woman and of a man for each length."""


def _coloured(spec: AvatarSpec, read: Findings) -> AvatarSpec:
    """Return the spec with what was read for sure."""
    sure = {name: found.value for name, found in read.items() if found.confidence >= SURE}
    man = spec.body.masculine > 0.5
    groups: dict[str, dict[str, Any]] = {"skin": {}}
    if "skin" in sure:
        groups["skin"] = {"tone": round(sure["skin"][0], 4), "warmth": round(sure["skin"][1], 4)}
    length = read["hair length"]
    shown = length.value if length.confidence >= LENGTH_SURE else "not seen"
    groups["hair"] = _hair_style(shown, sure.get("fringe"), man)
    if "hair colour" in sure:
        groups["hair"]["colour"] = sure["hair colour"]
    single = {"iris": ("eyes", "iris"), "glasses": ("glasses", "style")}
    for name, (group, setting) in single.items():
        if name in sure:
            groups.setdefault(group, {})[setting] = sure[name]
    if man and "beard" in sure:
        groups["beard"] = {"style": sure["beard"]}
    if "lips" in sure and not man:
        groups["makeup"] = {"lips": sure["lips"]}
    whole = spec.model_dump()
    return changed(spec, **{group: whole[group] | v for group, v in groups.items()})


def _hair_style(length: str, fringe: str | None, man: bool) -> dict[str, Any]:
    """Return style and fringe; short hair of a man falls over the forehead in a crop."""
    if length == "short" and man and fringe not in (None, "none"):
        return {"style": "crop"}
    style = {"style": STYLES[length][man]}
    if length in ("not seen", "bald") or fringe is None:
        return style
    return style | {"fringe": fringe}


def _notes(read: Findings, face: Landmarks, shaped: Shape) -> tuple[str, ...]:
    told = [
        f"{name}: {found.value}"
        if found.confidence >= SURE
        else f"{name}: left as it is, for the photo does not show it well"
        for name, found in read.items()
    ]
    if face.confidence < 1:
        told.append("the face was filled in from a few points; correct it with the sliders")
    if shaped.certain < 1:
        told.append(
            "the face is unlike those that were learned, for it laughs, is turned or is hidden in "
            f"part: its shape is followed by {shaped.certain:.0%}, and a calm portrait from the "
            "front would be followed more closely"
        )
    return tuple(told)
