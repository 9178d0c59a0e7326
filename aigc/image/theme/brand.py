"""A brand kit: a small file with a name, colours, a logo and a font."""

from __future__ import annotations

from dataclasses import replace
from mimetypes import guess_type
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from aigc.doors.table import loaded
from aigc.errors import AssetError, ConfigError
from aigc.image.scene.logo import read_logo
from aigc.image.theme.colour import to_hex, to_rgb
from aigc.image.theme.palette import Palette, adapt
from aigc.image.theme.tokens import Faces, Theme
from aigc.image.type.fonts import face
from aigc.store import file_sha256
from aigc.types.asset import Asset


class BrandKit(BaseModel):
    """What a brand brings to a theme."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, description="Programme or company, shown on every scene.")
    primary: str = Field(description="Main colour, #RRGGBB.")
    secondary: str | None = Field(default=None, description="Second colour, #RRGGBB.")
    logo: Path | None = Field(default=None, description="Picture for the end card.")
    font: Path | None = Field(default=None, description="TTF or OTF for titles.")
    handle: str = Field(default="", description="Account name, shown on the end card.")

    @field_validator("primary", "secondary")
    @classmethod
    def _colour(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            return to_hex(to_rgb(value))
        except ConfigError as exc:
            raise ValueError(str(exc)) from exc

    @property
    def palette(self) -> Palette:
        """The kit's colours."""
        return Palette(primary=self.primary, secondary=self.secondary)


def load_brand(path: Path | str) -> BrandKit:
    """Read a brand kit from a JSON, TOML or YAML file; its paths count from the file's folder.

    Raises
    ------
    ConfigError
        When the file is missing, unreadable or holds an unknown or wrong field.
    AssetError
        When the logo or font that it names is missing.
    """
    file = Path(path)
    try:
        kit = BrandKit.model_validate(loaded(file, name=f"The brand kit {file.name}"))
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(str(p) for p in first["loc"]) or "the file"
        raise ConfigError(
            f"The brand kit {file.name} is wrong at {where}: {first['msg']}."
        ) from exc
    return kit.model_copy(
        update={"logo": _beside(file, kit.logo, "logo"), "font": _beside(file, kit.font, "font")}
    )


def _beside(file: Path, path: Path | None, what: str) -> Path | None:
    if path is None:
        return None
    found = path if path.is_absolute() else file.parent / path
    if not found.is_file():
        raise AssetError(f"The brand kit's {what} {path} does not exist beside {file.name}.")
    return found


def logo_of(kit: BrandKit) -> Asset | None:
    """Return the kit's logo, if it has one.

    Raises
    ------
    AssetError
        The logo is no picture.
    """
    if kit.logo is None:
        return None
    media = guess_type(kit.logo.name)[0] or "image/png"
    logo = Asset(
        path=kit.logo, sha256=file_sha256(kit.logo), media_type=media, source=kit.logo.name
    )
    read_logo(logo)
    return logo


def branded(theme: Theme, kit: BrandKit) -> Theme:
    """Return ``theme`` in the kit's colours and, where it brings one, with its title font."""
    dressed = adapt(theme, kit.palette)
    if kit.font is None:
        return dressed
    name = str(kit.font)
    chinese = ord("的") in face(name).codepoints
    return replace(dressed, faces=_with_font(theme.faces, name, chinese))


def _with_font(faces: Faces, name: str, chinese: bool) -> Faces:
    def pair(old: tuple[str, str]) -> tuple[str, str]:
        return (name if chinese else old[0], name)

    return replace(
        faces, title=pair(faces.title), heading=pair(faces.heading), number=pair(faces.number)
    )
