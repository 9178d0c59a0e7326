"""The contract with a program that lets portraits speak: what is called, with what, what comes.

::

    command = ["python", "inference.py", "--picture", "{portrait}", "--sound", "{audio}",
               "--result", "{out}"]
    folder = "~/the-project"
    result = "film"
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, field_validator

from aigc.config import Settings, build, read_settings
from aigc.errors import ConfigError, EngineUnavailable, did_you_mean

PLACES: Final = ("portrait", "audio", "fps", "seed", "out")
"""What a command may name in braces."""
NEEDED: Final = ("portrait", "audio", "out")
PASSED: Final = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "TEMP", "TMP")
"""Variables that every program is given where they are set."""
UNBUFFERED: Final = {"PYTHONUNBUFFERED": "1"}
"""So that what a Python program says is heard when it says it."""
_PLACE: Final = re.compile(r"\{(\w*)\}")


class Contract(Settings):
    """How a program is called.

    Attributes
    ----------
    command : tuple of str
        The program and its arguments, one each; no shell reads them. ``{portrait}`` is a PNG,
        ``{audio}`` a WAV, ``{out}`` where the result must be; ``{fps}`` and ``{seed}`` are numbers.
    folder : Path
        Where it runs; from the contract's own folder on.
    environment : tuple of str
        Names of further variables that it is given, beside `PASSED`; nothing else is.
    variables : mapping of str to str
        Variables that are set for it.
    timeout_s : float
        It is ended after so long.
    result : str
        ``film``: ``{out}`` is an MP4. ``frames``: ``{out}`` is a folder of PNG files whose names
        end in their numbers.
    fps : float
        Frames per second of ``frames``; 0 where the program follows ``{fps}``.
    crop : str
        ``none`` gives the whole portrait. ``square`` gives a square around the face, which is laid
        back into the portrait.
    margin : float
        Room around the face in that square, as a share of the face's height on each side.
    size_px : int
        Side of that square as it is given; 0 leaves it.
    sample_rate : int
        Of the WAV, mono; 0 leaves the sound as it is.
    version : str
        Anything; give another when the program or its weights change, so that films made before
        are not taken again.
    """

    command: tuple[str, ...] = Field(min_length=1, max_length=200)
    folder: Path = Path()
    environment: tuple[str, ...] = ()
    variables: Mapping[str, str] = {}
    timeout_s: float = Field(3600.0, gt=0, le=7 * 86_400)
    result: Literal["film", "frames"] = "film"
    fps: float = Field(0.0, ge=0, le=240)
    crop: Literal["none", "square"] = "none"
    margin: float = Field(0.5, ge=0, le=3)
    size_px: int = Field(0, ge=0, le=2048)
    sample_rate: int = Field(0, ge=0, le=192_000)
    version: str = ""

    @field_validator("command")
    @classmethod
    def _places(cls, command: tuple[str, ...]) -> tuple[str, ...]:
        named = [place for part in command for place in _PLACE.findall(part)]
        for place in named:
            if place not in PLACES:
                raise ValueError(f"there is no {{{place}}}. {did_you_mean(place, PLACES)}")
        if missing := [place for place in NEEDED if place not in named]:
            raise ValueError(f"it lacks {', '.join(f'{{{place}}}' for place in missing)}")
        if not command[0] or any("\0" in part for part in command):
            raise ValueError("it must begin with a program, and hold no zero bytes")
        return command

    def arguments(self, values: Mapping[str, str]) -> list[str]:
        """Return the arguments with every place filled; the program itself is the first.

        >>> Contract(command=("a", "{portrait}", "{audio}", "--to={out}")).arguments(
        ...     {"portrait": "p.png", "audio": "s.wav", "out": "o.mp4"})
        ['a', 'p.png', 's.wav', '--to=o.mp4']
        """
        return [_PLACE.sub(lambda place: values[place[1]], part) for part in self.command]

    def surroundings(self, environ: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return all variables that the program is given."""
        all_ = os.environ if environ is None else environ
        passed = {name: all_[name] for name in (*PASSED, *self.environment) if name in all_}
        return UNBUFFERED | passed | dict(self.variables)

    def files(self) -> tuple[str, ...]:
        """Return the files that the command names: program, scripts, weights."""
        named = (os.path.join(self.folder, os.path.expanduser(part)) for part in self.command)
        return tuple(place for place in named if os.path.isfile(place))

    def program(self, folder: Path) -> str:
        """Return the program's own file, looked for from ``folder`` on where it has a path.

        Raises
        ------
        EngineUnavailable
            There is no such program.
        """
        named = os.path.expanduser(self.command[0])
        place = str(folder / named) if os.path.dirname(named) else named
        found = shutil.which(place, path=self.surroundings().get("PATH"))
        if found is None:
            raise EngineUnavailable(
                f"There is no program {self.command[0]!r} that can be run. Name the interpreter of "
                "that project's environment first in command, by its whole path."
            )
        return found


def read_contract(path: Path) -> Contract:
    """Read a contract from a TOML, JSON or YAML file.

    Raises
    ------
    EngineUnavailable
        There is no such file.
    ConfigError
        It is no contract; what is wrong is told.
    """
    if not path.is_file():
        raise EngineUnavailable(
            f"There is no contract {str(path)!r}. Write one as docs/portraits.md shows, and name "
            "it behind a colon: subprocess:FILE.toml."
        )
    try:
        found = build(Contract, read_settings(path))
    except ConfigError as exc:
        raise ConfigError(f"{path.name}: {exc}") from exc
    folder = path.absolute().parent / found.folder.expanduser()
    if not folder.is_dir():
        raise EngineUnavailable(
            f"{path.name} names the folder {str(found.folder)!r}, which does not exist."
        )
    return found.model_copy(update={"folder": folder})
