"""All that makes one character, as one frozen value that is written to ``spec.json``."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, field_validator

from aigc.avatar import catalogue, sliders
from aigc.config import Settings, option
from aigc.errors import ConfigError, InputError, did_you_mean
from aigc.types.avatar import Rgb
from aigc.types.label import KEY as LABEL

HEX = re.compile(r"#[0-9a-f]{6}")
LARGEST_BYTES = 1_000_000
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""0 to 1."""
Lean = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
"""-1 to 1; 0 leaves the face as it is."""
Told = Annotated[str, Field(max_length=2000)]


def _colour(value: Any) -> Any:
    text = str(value).strip().lower()
    if not HEX.fullmatch(text):
        raise ValueError(f"a colour is written #rrggbb, not {value!r}")
    return text


Colour = Annotated[str, BeforeValidator(_colour)]
"""``#rrggbb`` in sRGB."""


def rgb(colour: str) -> Rgb:
    """Return a colour of a spec as red, green and blue from 0 to 1.

    >>> rgb("#ff0080")
    (1.0, 0.0, 0.5019607843137255)
    """
    r, g, b = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return r, g, b


def one_of(table: str) -> AfterValidator:
    """Return a check that a name stands in that table of the catalogue."""

    def check(name: str) -> str:
        try:
            return catalogue.known(table, name)
        except ConfigError as exc:
            raise ValueError(str(exc)) from exc

    return AfterValidator(check)


class Body(Settings):
    """Age, build and descent, from which the bones of a face follow."""

    masculine: Share = option(0.0, "0 a woman, 1 a man", "性别：0 女，1 男")
    age: float = option(25.0, "age in years", "年龄（岁）", ge=5, le=85, allow_inf_nan=False)
    asian: Share = option(1.0, "East Asian features", "东亚特征")
    european: Share = option(0.0, "European features", "欧洲特征")
    african: Share = option(0.0, "African features", "非洲特征")
    weight: Lean = option(0.0, "slim to heavy", "体态：瘦到胖")
    muscle: Share = option(0.0, "muscle", "肌肉")
    height_m: float = option(1.66, "height in metres", "身高（米）", ge=1.0, le=2.1)


class Skin(Settings):
    """Tone and marks of the skin."""

    tone: Share = option(0.2, "0 fair, 1 deep", "肤色：0 浅，1 深")
    warmth: Lean = option(0.0, "cool to warm", "肤色冷暖")
    freckles: Share = option(0.0, "freckles", "雀斑")
    blush: Share = option(0.35, "blush", "腮红")
    wrinkles: Share | None = option(None, "wrinkles; of the age if none", "皱纹（默认随年龄）")


class Eyes(Settings):
    """Eyes beside what sliders do to their sockets."""

    iris: Colour = option("#5a3a24", "colour of the iris", "瞳色")
    iris_right: Colour | None = option(None, "another colour for the right eye", "右眼瞳色")
    iris_size: Lean = option(0.0, "size of the iris", "瞳孔大小")
    size: Lean = option(0.0, "size of the eyes", "眼睛大小")
    lashes: Share = option(0.5, "length of the lashes", "睫毛长度")


class Brows(Settings):
    """Eyebrows."""

    style: Annotated[str, one_of("brows")] = option("natural", "shape", "眉形")
    colour: Colour | None = option(None, "colour; the hair's if none", "眉色（默认随发色）")
    thickness: Lean = option(0.0, "thickness", "粗细")


class Makeup(Settings):
    """A look of make-up and how much of it."""

    style: Annotated[str, one_of("makeup")] = option("natural", "look", "妆容")
    strength: Share = option(0.7, "strength", "浓淡")
    lips: Colour | None = option(None, "colour of the lips; the look's if none", "唇色")


class Beard(Settings):
    """Hair on the face."""

    style: Annotated[str, one_of("beard")] = option("none", "style", "胡须样式")
    density: Share = option(0.7, "density", "浓密")


class Hair(Settings):
    """Hair; a style takes what it can use of length, parting, fringe, curl and volume."""

    style: Annotated[str, one_of("hair")] = option("bob", "style", "发型")
    colour: Colour = option("#2a2020", "colour", "发色")
    tips: Colour | None = option(None, "colour towards the tips", "发梢颜色")
    fringe: Annotated[str, one_of("fringe")] | None = option(
        None, "fringe; the style's if none", "刘海（默认随发型）"
    )
    length: Lean = option(0.0, "shorter or longer than the style", "长度")
    volume: Lean = option(0.0, "flatter or fuller", "蓬松")
    curl: Share | None = option(None, "curl; the style's if none", "卷度（默认随发型）")
    parting: Lean | None = option(
        None, "parting, -1 on the right to 1 on the left; the style's if none", "分缝位置"
    )


class Worn(Settings):
    """One thing that is worn."""

    style: str = "none"
    colour: Colour = option("#22242a", "colour", "颜色")


class Glasses(Worn):
    """Glasses."""

    style: Annotated[str, one_of("glasses")] = option("none", "frame", "眼镜")


class Headwear(Worn):
    """Something on the head."""

    style: Annotated[str, one_of("headwear")] = option("none", "headwear", "头饰")
    accent: Colour = option("#e2566f", "second colour", "头饰辅色")


class Earrings(Worn):
    """Earrings."""

    style: Annotated[str, one_of("earrings")] = option("none", "earrings", "耳环")
    colour: Colour = option("#d8b25a", "colour", "耳环颜色")


class Outfit(Worn):
    """Clothes."""

    style: Annotated[str, one_of("outfit")] = option("shirt", "clothes", "服装")
    colour: Colour = option("#3c5a8c", "main colour", "主色")
    inner: Colour = option("#f6f6f8", "colour underneath, or of stripes", "内搭或条纹颜色")
    accent: Colour = option("#b23a48", "colour of tie, bow or trimming", "领带、蝴蝶结或镶边颜色")


class AvatarSpec(Settings):
    """One character: the same spec and seed give the same mesh to the byte."""

    version: Literal[1] = 1
    name: str = option("", "name", "名字", max_length=80)
    look: Annotated[str, one_of("look")] = option("anime", "how it is drawn", "画风")
    seed: int = option(0, "which of many strands and freckles", "随机种子", ge=0, le=2**31 - 1)
    body: Body = Body()
    skin: Skin = Skin()
    eyes: Eyes = Eyes()
    brows: Brows = Brows()
    makeup: Makeup = Makeup()
    beard: Beard = Beard()
    hair: Hair = Hair()
    glasses: Glasses = Glasses()
    headwear: Headwear = Headwear()
    earrings: Earrings = Earrings()
    outfit: Outfit = Outfit()
    smile: Lean = option(0.35, "the mouth at rest: -1 grave, 1 smiling", "嘴角：-1 严肃，1 微笑")
    sliders: Mapping[str, Lean] = Field({}, description="symmetric shapes of the face")
    asymmetry: Mapping[str, Lean] = Field({}, description="what differs from left to right")
    provenance: Mapping[str, Told] = Field(
        {}, max_length=12, description="whom it shows and that they agree, if it shows a person"
    )

    @field_validator("sliders")
    @classmethod
    def _check_sliders(cls, value: Mapping[str, float]) -> Mapping[str, float]:
        return _checked(value, sliders.symmetric(), "slider")

    @field_validator("asymmetry")
    @classmethod
    def _check_asymmetry(cls, value: Mapping[str, float]) -> Mapping[str, float]:
        return _checked(value, sliders.asymmetric(), "asymmetric slider")

    def digest(self) -> str:
        """Return the SHA-256 of the spec, the same wherever it was written."""
        return hashlib.sha256(canonical(self).encode()).hexdigest()


def _checked(value: Mapping[str, float], known: Iterable[str], what: str) -> Mapping[str, float]:
    names = set(known)
    for name in value:
        if name not in names:
            raise ValueError(f"there is no {what} called {name!r}; {did_you_mean(name, names)}")
    return {k: value[k] for k in sorted(value) if value[k]}


def canonical(spec: AvatarSpec) -> str:
    """Return the spec as JSON with sorted names."""
    return json.dumps(spec.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)


def dumps(spec: AvatarSpec) -> str:
    """Return the spec as the text of ``spec.json``; what is left at its default is left out."""
    return json.dumps(spec.model_dump(mode="json", exclude_defaults=True) | {"version": 1},
                      indent=2, ensure_ascii=False) + "\n"  # fmt: skip


def loads(text: str | bytes, where: str = "spec") -> AvatarSpec:
    """Read a spec from JSON.

    Raises
    ------
    InputError
        It is no JSON, or a name or value in it is not allowed; the message names the first three.
    """
    try:
        values = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as exc:
        raise InputError(f"{where} is not JSON ({exc}); write it with `aigc avatar`.") from exc
    if not isinstance(values, dict):
        raise InputError(f"{where} holds {type(values).__name__}, not an avatar's settings.")
    values.pop(LABEL, None)
    return checked(values, where)


def checked(values: Mapping[str, Any], where: str = "spec") -> AvatarSpec:
    """Return the spec of these settings.

    Raises
    ------
    InputError
        A name or value is not allowed; the message names the first three.
    """
    try:
        return AvatarSpec.model_validate(values)
    except ValidationError as exc:
        wrong = [f"{'.'.join(map(str, e['loc']))}: {_words(e)}" for e in exc.errors()[:3]]
        raise InputError(f"{where} cannot be used: {'; '.join(wrong).rstrip('.')}.") from exc


def _words(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "there is no such setting"
    return f"{error['msg'].removeprefix('Value error, ')} (given {error['input']!r:.60})"


def _refuse_constant(text: str) -> float:
    raise ValueError(f"{text} is not a number")


def read(path: Path) -> AvatarSpec:
    """Read ``spec.json``.

    Raises
    ------
    InputError
        There is no such file, it is too large, or `loads` refuses it.
    """
    if not path.is_file():
        raise InputError(f"there is no spec at {path}; give a spec.json that `aigc avatar` wrote.")
    if path.stat().st_size > LARGEST_BYTES:
        raise InputError(f"{path} is larger than {LARGEST_BYTES:,} bytes; it is no avatar's spec.")
    return loads(path.read_bytes(), str(path))


T = TypeVar("T", bound=Settings)


def changed(model: T, **values: Any) -> T:
    """Return a copy with some settings changed, checked anew.

    >>> changed(AvatarSpec(), look="human").look
    'human'
    """
    return type(model).model_validate(model.model_dump() | values)
