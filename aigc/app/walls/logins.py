"""Who may enter the studio: names, each with a password that is kept as a scrypt hash."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
import re
import secrets
import stat
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from aigc.errors import ConfigError
from aigc.files import write_atomic

NAME: Final = re.compile(r"[\w.@-]{1,64}")
SHORTEST: Final = 10
LONGEST: Final = 1024
MOST_WRONG: Final = 5
"""So many wrong passwords a name may be tried with in `WAIT_S` before all are refused."""
WAIT_S: Final = 60.0

_N, _R, _P = 2**15, 8, 1
_SCHEME: Final = "scrypt"
_MEMORY: Final = 96 << 20
_MOST_N: Final = 2**17


def hashed(password: str) -> str:
    """Return what is kept of a password: ``scrypt$n$r$p$salt$hash``."""
    salt = secrets.token_bytes(16)
    told = (base64.b64encode(part).decode() for part in (salt, _scrypt(password, salt, _N, _R, _P)))
    return "$".join((_SCHEME, str(_N), str(_R), str(_P), *told))


def matches(password: str, kept: str) -> bool:
    """Tell whether a password is the one of which ``kept`` was made."""
    salt, want, n, r, p = _parted(kept)
    return hmac.compare_digest(_scrypt(password, salt, n, r, p), want)


def read_logins(path: Path) -> dict[str, str]:
    """Return the hash of each name in a file, one ``name:hash`` a line.

    Raises
    ------
    ConfigError
        The file is missing, empty, open to other users of the machine, or has a line that is none.
    """
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(
            f"The logins {str(path)!r} cannot be read. Make them with: aigc studio --auth {path} "
            "--add-user NAME"
        ) from exc
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(f"Others on this machine may read {path}. Close it: chmod 600 {path}")
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            name, _, kept = line.strip().partition(":")
            if not NAME.fullmatch(name) or not _is_hash(kept) or name in found:
                raise ConfigError(
                    f"Line {number} of {path} is no login of its own: each is name:hash, as "
                    "aigc studio --add-user writes it. Passwords in plain text are not read."
                )
            found[name] = kept
    if not found:
        raise ConfigError(
            f"{path} has no login. Add one: aigc studio --auth {path} --add-user NAME"
        )
    return found


def add_login(path: Path, name: str, password: str) -> None:
    """Write a login into a file that only its owner may read; a name that is there gets it anew.

    Raises
    ------
    ConfigError
        The name or the password cannot be used, or the file is none of logins.
    """
    if not NAME.fullmatch(name):
        raise ConfigError(
            f"A login cannot be called {name[:64]!r}: use letters, digits and . _ - @, at most 64."
        )
    if not SHORTEST <= len(password) <= LONGEST:
        raise ConfigError(f"The password must have {SHORTEST} to {LONGEST:,} characters.")
    kept = read_logins(path) if path.exists() else {}
    lines = "".join(f"{one}:{value}\n" for one, value in (kept | {name: hashed(password)}).items())
    write_atomic(path, lines.encode())
    path.chmod(0o600)


class Logins:
    """Tells who may enter; one password is tried at a time, which takes a tenth of a second."""

    def __init__(
        self, kept: Mapping[str, str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._kept, self._clock = dict(kept), clock
        self._wrong: dict[str, deque[float]] = {}
        self._lock = threading.Lock()
        self._nobody = hashed(secrets.token_hex(16))

    async def enter(self, name: str, password: str) -> bool:
        """Tell whether a name may enter, while others are served."""
        return await asyncio.to_thread(self.admits, name, password)

    def admits(self, name: str, password: str) -> bool:
        """Tell whether a password is that of a name; too many wrong ones close it for a while."""
        if len(password) > LONGEST:
            return False
        with self._lock:
            # A name that is not known takes as long as any other.
            known = name in self._kept
            wrong = self._wrong.setdefault(name, deque(maxlen=MOST_WRONG)) if known else deque()
            now = self._clock()
            if len(wrong) == MOST_WRONG and now - wrong[0] < WAIT_S:
                return False
            right = matches(password, self._kept.get(name, self._nobody)) and known
            if right:
                wrong.clear()
            else:
                wrong.append(now)
            return right


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=32)


def _is_hash(kept: str) -> bool:
    try:
        salt, want, n, r, p = _parted(kept)
    except ValueError:
        return False
    return len(salt) >= 16 and len(want) == 32 and n * r <= _MOST_N * _R and n > 1 and p == 1


def _parted(kept: str) -> tuple[bytes, bytes, int, int, int]:
    scheme, n, r, p, salt, want = kept.split("$")
    if scheme != _SCHEME or int(r) < 1:
        raise ValueError(scheme)
    decoded = (base64.b64decode(part, validate=True) for part in (salt, want))
    return (*decoded, int(n), int(r), int(p))  # type: ignore[return-value]
