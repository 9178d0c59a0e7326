"""The walls of a jail, put up by the process itself before it touches what a stranger made.

Linux: resource limits, Landlock (no file but those of Python itself can be opened, from kernel
5.13) and seccomp (no socket, no other program, no other process). macOS: resource limits only.
Windows: none of these.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterable
from typing import Final

_MODE_FILTER: Final = 2
_NO_NEW_PRIVS, _DUMPABLE, _SECCOMP, _DIES_WITH_PARENT = 38, 4, 22, 1
_KILL, _REFUSE, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16
_X32: Final = 0x40000000
_CLONE_THREAD: Final = 0x10000

_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_SCOPED_ALL, _NET_ALL = 0b11, 0b11

_EVERYWHERE: Final = (424, 425, 434, 438)
"""pidfd_send_signal, io_uring_setup, pidfd_open, pidfd_getfd: one number on every machine."""
_MACHINES: Final = {
    # socket connect accept bind listen fork vfork execve kill ptrace mount tkill keys (3)
    # unshare accept4 perf open_by_handle setns process_vm (2) bpf execveat userfaultfd
    "x86_64": (
        0xC000003E, 56,
        (41, 42, 43, 49, 50, 57, 58, 59, 62, 101, 165, 200, 248, 249, 250, 272, 288, 298, 304,
         308, 310, 311, 321, 322, 323),
    ),
    "aarch64": (
        0xC00000B7, 220,
        (198, 203, 202, 200, 201, 221, 129, 117, 40, 130, 217, 218, 219, 97, 242, 241, 265, 268,
         270, 271, 280, 281, 282),
    ),
}  # fmt: skip
"""AUDIT_ARCH, the number of clone, and the calls that are refused.

Source: Linux, arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
"""
_CLONE3: Final = 435


def standing() -> tuple[str, ...]:
    """Return the walls that this machine can put up: limits, files, network."""
    if sys.platform == "win32":
        return ()
    walls = ["limits"]
    if sys.platform.startswith("linux"):
        walls += ["files"] if _landlock_version() else []
        walls += ["network"] if platform.machine() in _MACHINES else []
    return tuple(walls)


def limit(*, memory_bytes: int, seconds: float) -> None:
    """Bound the memory, the time, and the open files of this process; it can write no file."""
    import resource

    held, resident = _held_bytes()
    most = {
        "RLIMIT_AS": held + max(memory_bytes - resident, 1 << 24) if held else None,
        "RLIMIT_CPU": int(seconds) + 2,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NOFILE": 64,
        "RLIMIT_CORE": 0,
    }
    for name, value in most.items():
        kind = getattr(resource, name, None)
        if kind is None or value is None:
            continue
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def ruleset(readable: Iterable[str]) -> int:
    """Return a Landlock ruleset: nothing may be opened but to read, and only below ``readable``.

    It is -1 where the kernel has no Landlock.
    """
    version = _landlock_version()
    if not version:
        return -1
    rights = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    words = (rights, *((_NET_ALL,) if version >= 4 else ()), *((_SCOPED_ALL,) * (version >= 6)))
    attributes = struct.pack(f"={len(words)}Q", *words)
    rules = _call(_CREATE_RULESET, attributes, len(attributes), 0)
    for path in readable:
        _allow(rules, path)
    return rules


def _allow(rules: int, path: str) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    rights = _READ_FILE | _READ_DIR if os.path.isdir(path) else _READ_FILE
    _call(_ADD_RULE, rules, 1, struct.pack("=Qi", rights, place), 0)
    os.close(place)


def close_in(rules: int) -> None:
    """Give up, for good: other files, the network, other programs and processes, privileges."""
    if not sys.platform.startswith("linux"):
        return
    libc = _libc()
    for option, value in ((_NO_NEW_PRIVS, 1), (_DUMPABLE, 0)):
        if libc.prctl(option, value, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl")
    if rules >= 0:
        _call(_RESTRICT_SELF, rules, 0)
        os.close(rules)
    if platform.machine() in _MACHINES:
        _filter(libc)


def die_with_parent() -> None:
    """Have the kernel end this process when its parent ends (Linux)."""
    if sys.platform.startswith("linux"):
        _libc().prctl(_DIES_WITH_PARENT, 9, 0, 0, 0)


def _filter(libc: ctypes.CDLL) -> None:
    lines = b"".join(struct.pack("=HBBI", *line) for line in _program(platform.machine()))
    kept = ctypes.create_string_buffer(lines)
    head = struct.pack("@HP", len(lines) // 8, ctypes.addressof(kept))
    if libc.prctl(_SECCOMP, _MODE_FILTER, ctypes.c_char_p(head), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


def _program(machine: str) -> list[tuple[int, int, int, int]]:
    """Return the filter: each line is operation, jump if true, jump if false, operand."""
    arch, clone, refused = _MACHINES[machine]
    refuse = (_RETURN, 0, 0, _REFUSE | errno.EPERM)
    lines = [
        (_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, arch), (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _X32), refuse,
        # clone3 keeps its flags where no filter can see them: libc then falls back on clone
        (_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _REFUSE | errno.ENOSYS),
    ]  # fmt: skip
    for number in (*refused, *_EVERYWHERE):
        lines += [(_EQUAL, 0, 1, number), refuse]
    return [
        *lines,
        (_EQUAL, 0, 3, clone), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_ANY_BIT, 1, 0, _CLONE_THREAD),
        refuse, (_RETURN, 0, 0, _ALLOW),
    ]  # fmt: skip


def _held_bytes() -> tuple[int, int]:
    """Return the address space and the memory of this process; zeros where it cannot be told."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            space, resident = file.read().split()[:2]
    except OSError:
        return 0, 0
    page = os.sysconf("SC_PAGE_SIZE")
    return int(space) * page, int(resident) * page


def _landlock_version() -> int:
    if not sys.platform.startswith("linux"):
        return 0
    found = _libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    return max(int(found), 0)


def _call(number: int, *arguments: int | bytes) -> int:
    given = [a if isinstance(a, bytes) else ctypes.c_long(a) for a in arguments]
    found = int(_libc().syscall(ctypes.c_long(number), *given))
    if found < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    return found


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
