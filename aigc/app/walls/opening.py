"""What is settled before the studio opens: whom it asks, where its files lie, what it lets in."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from aigc.app.walls.gate import Gate, Rules
from aigc.errors import ConfigError

HOSTS: Final = "AIGC_STUDIO_HOSTS"
"""Names, parted by commas, by which a proxy on this machine calls the studio."""
_CACHE: Final = "GRADIO_TEMP_DIR"
_OWN: Final = ("localhost", "127.0.0.1", "::1")


def check(host: str, logins: Mapping[str, str] | None) -> None:
    """Refuse to open the studio to others when nobody is asked for a password.

    Raises
    ------
    ConfigError
        It would listen on more than this machine, without logins.
    """
    if not logins and not is_here(host):
        raise ConfigError(
            f"On {host} others can reach the studio, so it asks for logins: aigc studio --host "
            f"{host} --auth FILE. Make one with: aigc studio --auth FILE --add-user NAME"
        )


def is_here(host: str) -> bool:
    """Tell whether an address is reached from this machine alone.

    >>> is_here("localhost"), is_here("127.0.0.2"), is_here("0.0.0.0"), is_here("studio.example")
    (True, True, False, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def close_cache(root: Path) -> Path:
    """Keep what the page serves in a folder that no other user of the machine can enter."""
    folder = Path(os.environ.setdefault(_CACHE, str(root / "studio-files")))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        folder.chmod(0o700)
    except OSError as exc:
        raise ConfigError(
            f"The studio's files cannot be closed to others in {folder} ({exc.strerror}). Name a "
            f"folder of your own in {_CACHE}."
        ) from exc
    return folder


def gate(host: str, logins: bool, models: Sequence[Path], *shared: Path) -> Any:
    """Return the middleware that stands before the studio."""
    from starlette.middleware import Middleware

    named = tuple(one.strip() for one in os.environ.get(HOSTS, "").split(",") if one.strip())
    rules = Rules(
        logins=logins,
        hosts=() if logins else (*_OWN, host, *named),
        models=tuple(models),
        shared=shared,
    )
    return Middleware(Gate, rules=rules, uploads=Path(os.environ[_CACHE]))
