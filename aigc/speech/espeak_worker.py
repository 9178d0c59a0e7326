"""The process in which espeak-ng runs, started as a script: ``espeak_worker.py LIBRARY DATA``.

It needs the standard library only, and no fork, so it runs wherever Python does. A request on
standard input is a length (4 bytes, big endian) and that many bytes of JSON; the answer on standard
output is the same with a JSON head, followed by as many bytes of 16-bit samples as the head's
``bytes`` says. The library is loaded anew for each request (half a millisecond), so that no
utterance leaves a trace in the next one. A crash in the library ends the process; its owner starts
another.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import signal
import struct
import sys
import threading
from typing import Any, BinaryIO

_RETRIEVAL = 2
_PHONEME_EVENTS, _IPA, _DONT_EXIT = 0x1, 0x2, 0x8000
_UTF8, _SSML, _PHONEMES_IN_BRACKETS = 1, 0x10, 0x100
_MARKED = _UTF8 | _SSML | _PHONEMES_IN_BRACKETS
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
    """A fresh espeak-ng for one utterance."""

    def __init__(self, library: str, data: str) -> None:
        self._path = library
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
            text, ctypes.c_size_t(len(text) + 1), 0, 1, 0, _MARKED, None, None
        )
        if status:
            return answer({"error": f"espeak-ng returned {status}"})
        head = {"sample_rate": self.sample_rate, "events": self.events}
        return answer(head, bytes(self.samples))

    def phonemes(self, request: dict[str, Any]) -> bytes:
        """Return the answer to a request for sounds alone: the IPA of each of its parts."""
        self._lib.espeak_TextToPhonemes.restype = ctypes.c_char_p
        found = []
        for voice, text in request["parts"]:
            if self._lib.espeak_SetVoiceByName(str(voice).encode()):
                return answer({"error": f"no voice {voice}"})
            # only speaking sets what marks are read, and that stays for what follows
            self._lib.espeak_Synth(b" ", ctypes.c_size_t(2), 0, 1, 0, _MARKED, None, None)
            found.append(self._ipa(str(text)))
        return answer({"phonemes": found})

    def _ipa(self, text: str) -> str:
        buffer = ctypes.create_string_buffer(text.encode())
        rest = ctypes.c_void_p(ctypes.addressof(buffer))
        parts = []
        while rest.value:
            said = self._lib.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA)
            parts.append((said or b"").decode("utf-8", "ignore"))
        return " ".join(part for part in parts if part)

    def close(self) -> bool:
        """Unload the library with all its state; tell whether it is really gone."""
        import _ctypes

        self._lib.espeak_Terminate()
        handle, self._lib = self._lib._handle, None
        if sys.platform == "win32":
            _ctypes.FreeLibrary(handle)
            return True
        _ctypes.dlclose(handle)
        try:
            ctypes.CDLL(self._path, mode=os.RTLD_NOLOAD | os.RTLD_LAZY)
        except OSError:
            return True
        return False


def answer(head: dict[str, Any], samples: bytes = b"") -> bytes:
    """Return an answer as bytes."""
    text = json.dumps({**head, "bytes": len(samples)}).encode()
    return struct.pack(">I", len(text)) + text + samples


def _requests(source: BinaryIO, waiting: queue.SimpleQueue[dict[str, Any]]) -> None:
    """Hand on requests; when the owner is gone, end the process, whatever the library is doing."""
    while len(size := source.read(4)) == 4:
        waiting.put(json.loads(source.read(struct.unpack(">I", size)[0])))
    os._exit(0)


def main(library_path: str, data_path: str) -> None:
    """Answer requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's to answer
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the library prints must not get between the answers
    waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_requests, args=(sys.stdin.buffer, waiting), daemon=True).start()
    try:
        gone = True
        while gone:  # a library that stays loaded keeps its state: the owner starts a new process
            library = Library(library_path, data_path)
            request = waiting.get()
            out.write(library.phonemes(request) if "parts" in request else library.speak(request))
            out.flush()
            gone = library.close()
    finally:
        os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
