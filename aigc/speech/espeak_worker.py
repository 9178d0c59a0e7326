"""The process in which espeak-ng runs, started as a script: ``espeak_worker.py LIBRARY DATA``.

It needs the standard library only. A request on standard input is a length (4 bytes, big endian)
and that many bytes of JSON; the answer on standard output is the same with a JSON head, followed
by as many bytes of 16-bit samples as the head's ``bytes`` says. Each request is spoken in a fork
of the untouched process, so that no utterance leaves a trace in the next one, and a crash in the
library ends that fork only.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import struct
import sys
from typing import Any, BinaryIO

_RETRIEVAL = 2
_PHONEME_EVENTS, _IPA, _DONT_EXIT = 0x1, 0x2, 0x8000
_UTF8, _SSML = 1, 0x10
_WORD, _PHONEME = 1, 7
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Library:
    """espeak-ng, opened once."""

    def __init__(self, library: str, data: str) -> None:
        self._lib: Any = ctypes.CDLL(library)
        self.samples = bytearray()
        self.events: list[tuple[str, str, int, int]] = []
        options = _PHONEME_EVENTS | _IPA | _DONT_EXIT
        self.sample_rate = int(self._lib.espeak_Initialize(_RETRIEVAL, 0, data.encode(), options))
        if self.sample_rate <= 0:
            raise OSError(f"espeak-ng could not read its data in {data}")
        self._callback = _Callback(self._receive)
        self._lib.espeak_SetSynthCallback(self._callback)

    def _receive(self, wave: Any, count: int, events: Any) -> int:
        """Collect samples and events; called from inside the library."""
        if count > 0:
            self.samples += ctypes.string_at(wave, count * 2)
        index = 0
        while events[index].type:
            event = events[index]
            if event.type == _WORD:
                self.events.append(("word", "", event.sample, event.text_position))
            elif event.type == _PHONEME:
                symbol = event.id.string.decode("utf-8", "ignore")
                self.events.append(("phoneme", symbol, event.sample, event.text_position))
            index += 1
        return 0

    def speak(self, request: dict[str, Any]) -> bytes:
        """Return the whole answer to a request."""
        seed = getattr(self._lib, "espeak_ng_SetRandSeed", None)
        if seed is not None:
            seed(ctypes.c_long(int(request["seed"]) % 2**31))
        if self._lib.espeak_SetVoiceByName(str(request["voice"]).encode()):
            return answer({"error": f"no voice {request['voice']}"})
        for number, name in ((_RATE, "rate"), (_PITCH, "pitch"), (_RANGE, "range")):
            self._lib.espeak_SetParameter(number, int(request[name]), 0)
        self._lib.espeak_SetParameter(_VOLUME, 80, 0)
        text = str(request["ssml"]).encode()
        status = self._lib.espeak_Synth(
            text, ctypes.c_size_t(len(text) + 1), 0, 1, 0, _UTF8 | _SSML, None, None
        )
        if status:
            return answer({"error": f"espeak-ng returned {status}"})
        head = {"sample_rate": self.sample_rate, "events": self.events}
        return answer(head, bytes(self.samples))


def answer(head: dict[str, Any], samples: bytes = b"") -> bytes:
    """Return an answer as bytes."""
    text = json.dumps({**head, "bytes": len(samples)}).encode()
    return struct.pack(">I", len(text)) + text + samples


def _serve_one(library: Library, request: dict[str, Any], out: BinaryIO) -> None:
    """Speak in a fork; the parent reports what the fork could not."""
    if not hasattr(os, "fork"):
        library.samples.clear()
        library.events.clear()
        out.write(library.speak(request))
        out.flush()
        return
    child = os.fork()
    if child == 0:
        signal.alarm(int(request["limit_s"]))
        out.write(library.speak(request))
        out.flush()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if status:
        out.write(answer({"error": f"espeak-ng ended with status {status}"}))
        out.flush()


def main(library_path: str, data_path: str) -> None:
    """Answer requests until standard input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the library prints must not get between the answers
    library = Library(library_path, data_path)
    source = sys.stdin.buffer
    while len(size := source.read(4)) == 4:
        request = json.loads(source.read(struct.unpack(">I", size)[0]))
        _serve_one(library, request, out)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
