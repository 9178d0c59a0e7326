"""The files of a song: its sounds, and the time of everything in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.song import Song
    from pipelines.sounding import Sounding


def files(song: Song, ready: Sounding) -> Iterator[tuple[str, bytes]]:
    """Yield each file by its name: the sounds of ``ready``, and times that agree with them."""
    from aigc.audio import encode_wav
    from aigc.music.accompaniment.midi import encode_midi
    from aigc.timings.lab import write_lab
    from aigc.timings.lip_sync import lip_sync
    from aigc.timings.lip_sync_json import write_lip_sync
    from aigc.timings.lrc import write_lrc
    from aigc.timings.spelling import phones_or_murmur
    from aigc.timings.srt import write_srt
    from aigc.timings.textgrid import write_textgrid
    from pipelines import delayed

    timing = delayed.timing(song.timing, ready.lead_s)
    yield "song.wav", encode_wav(ready.audio)
    for name, audio in ready.parts.items():
        yield f"stems/{name}.wav", encode_wav(audio)
    yield "song.lab", write_lab(timing.phonemes).encode()
    yield "song.TextGrid", write_textgrid(timing.tiers, timing.duration).encode()
    yield "song.lrc", write_lrc(timing.lines, words=timing.words).encode()
    yield "song.srt", write_srt(timing.lines).encode()
    voice = delayed.sound(song.singing.audio, ready.lead_s)
    mouth = lip_sync(timing, audio=voice, spell=phones_or_murmur)
    yield "visemes.json", write_lip_sync(mouth).encode()
    if song.arrangement:
        yield "song.mid", delayed.midi(encode_midi(song.arrangement), ready.lead_s)
