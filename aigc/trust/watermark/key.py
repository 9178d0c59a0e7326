"""The key that marks are made with: a public one, or one of your own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from aigc.errors import ConfigError

VARIABLE: Final = "AIGC_WATERMARK_KEY"
SHORTEST: Final = 16
PUBLIC: Final = b"aigc public watermark key"
"""Everybody has it: with it anybody can read marks, and write false ones."""


def own_key(environ: Mapping[str, str] | None = None) -> bytes:
    """Return the key that this installation marks with.

    Raises
    ------
    ConfigError
        ``AIGC_WATERMARK_KEY`` is set, but too short to be a secret.
    """
    given = (os.environ if environ is None else environ).get(VARIABLE, "").strip()
    if not given:
        return PUBLIC
    if len(given) < SHORTEST:
        raise ConfigError(
            f"{VARIABLE} has {len(given)} characters; a secret needs {SHORTEST} or more. "
            "Take 32 at random, or unset it to use the public key."
        )
    return given.encode()


def known_keys(environ: Mapping[str, str] | None = None) -> tuple[bytes, ...]:
    """Return the keys to look for marks with: the installation's own, then the public one."""
    return tuple(dict.fromkeys((own_key(environ), PUBLIC)))
