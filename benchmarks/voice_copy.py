"""The vocoder and the acoustic network against recordings that neither has learned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from aigc.voice.frames import HOP_LENGTH, SAMPLE_RATE_HZ, Floats, Frames
from aigc.voice.package import VoicePackage
from aigc.voice.phones import SYMBOLS
from aigc.voice.timing import STRIDE, Phones
from aigc.voice.training.acoustic_batches import HIGHEST_HZ, phones_of
from aigc.voice.training.aligned import Aligned
from aigc.voice.training.sets import SPEAKERS
from benchmarks import voice_measures as measures
from benchmarks.report import Report, say
from benchmarks.voice_material import Material, drawn, world

F0_HZ = 80.0, 650.0
EDGE = 4
"""Frames of 10 ms beside a voiceless one that pYIN cannot judge."""
OCTAVE_CENTS = 600
_KINDS = "voice", "WORLD"
Doubles = npt.NDArray[np.float64]


@dataclass(slots=True)
class _Copies:
    """What was measured of every recording, by what made it."""

    distance: dict[str, list[float]] = field(default_factory=dict)
    distortion: dict[str, list[float]] = field(default_factory=dict)
    noise: dict[str, list[Floats]] = field(default_factory=dict)
    pitch: dict[str, list[Floats]] = field(default_factory=dict)
    high: dict[str, list[Floats]] = field(default_factory=dict)
    gone: dict[str, list[bool]] = field(default_factory=dict)

    def add(self, table: str, kind: str, value: object) -> None:
        getattr(self, table).setdefault(kind, []).append(value)


def vocoder(report: Report, voice: VoicePackage, some: Material, count: int) -> None:
    """Report copies of held-out recordings, as they are and an octave up."""
    every = {}
    for name in SPEAKERS:
        pack, copies = some.packs[name], _Copies()
        for i in drawn(some.some(name, held_out=True), count):
            _copied(voice, pack.samples(i), pack.frames(i), copies)
        every[name] = copies
        _said_copies(report, f"vocoder {name}", copies)
    _said_all(report, list(every.values()))


def _copied(voice: VoicePackage, sound: Floats, frames: Frames, copies: _Copies) -> None:
    rng = np.random.default_rng(1)
    f0 = (frames.f0_hz * (frames.voiced > 0)).astype(np.float64)
    active = measures.speaking(frames.envelope)
    voiced = active & (frames.voiced > 0)
    if voiced.sum() < 20:
        return
    natural, noise = measures.envelope_of(sound, f0)
    heard = _heard(sound, 1)
    made = {"voice": voice.vocoder(frames, rng), "WORLD": measures.world_copy(sound, f0)}
    for kind, copy in made.items():
        envelope, rough = measures.envelope_of(copy, f0)
        cepstra = [measures.cepstra(e[active]) for e in (envelope, natural)]
        copies.add("distortion", kind, measures.cepstral_distortion(*cepstra))
        copies.add("distance", kind, measures.spectral_distance(copy, sound))
        copies.add("noise", kind, (rough - noise)[voiced].mean(0))
        copies.add("pitch", kind, _apart(copy, heard, 1, voiced))
    up = replace(frames, f0_hz=2 * frames.f0_hz)
    high = {"voice": voice.vocoder(up, rng), "WORLD": world(frames, 2 * f0)}
    for kind, copy in high.items():
        apart = _apart(copy, heard, 2, voiced, slack=1)
        copies.add("high", kind, apart)
        unheard = np.isnan(apart).mean() > 0.5
        copies.add("gone", kind, bool(unheard or abs(np.nanmedian(apart)) > 50))


def _heard(sound: Floats, times: int) -> measures.Pitch:
    """Return what pYIN hears of a sound ``times`` as high as a recording, every 10 ms.

    The window is the same for all, as another one looks at another time, and the pitch of speech
    moves by more than 50 cents in its few milliseconds.
    """
    low, high = (times * hz for hz in F0_HZ)
    return measures.heard_pitch(sound, low, high, hop=2 * HOP_LENGTH, window=1024)


def _apart(
    copy: Floats, heard: measures.Pitch, times: int, voiced: npt.NDArray[np.bool_], slack: int = 0
) -> Doubles:
    """Return the pitch of a copy in cents from what it should be, where the recording has one.

    With ``slack`` it may be what the recording has so many steps of 10 ms before or after: in its
    window of 40 ms pYIN sees a moving pitch a little earlier or later, by where it is loudest.
    """
    there = _heard(copy, times).hz
    size = min(len(there), len(heard.hz), len(voiced[::2]))
    padded = np.pad(heard.hz[:size], slack, "edge")
    near = np.lib.stride_tricks.sliding_window_view(padded, 2 * slack + 1)
    apart = measures.cents(there[:size, None], times * near)
    best = np.abs(np.nan_to_num(apart, nan=np.inf)).argmin(1)
    inner = _inner(voiced[::2][:size]) & ~np.isnan(heard.hz[:size])
    return np.take_along_axis(apart, best[:, None], 1)[inner, 0]


def _inner(voiced: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return the frames with a voice all around, as far as pYIN's window reaches."""
    padded = np.pad(voiced, EDGE)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * EDGE + 1)
    inner: npt.NDArray[np.bool_] = around.all(1)
    return inner


def _said_copies(report: Report, name: str, copies: _Copies) -> None:
    for kind in _KINDS:
        noise = np.mean(copies.noise[kind], 0)
        cents = np.abs(np.concatenate(copies.pitch[kind]))
        parts = (
            f"aperiodicity {noise.round(2).tolist()} dB",
            f"F0 {np.nanmedian(cents):.1f} cents (gross {100 * _gross(cents):.1f} %)",
            f"STFT {np.mean(copies.distance[kind]):.2f} dB",
            f"MCD {np.mean(copies.distortion[kind]):.2f} dB",
        )
        say(f"{name}, {kind}: {', '.join(parts)}")
        high = np.concatenate(copies.high[kind])
        gross, lost = 100 * _gross(high), sum(copies.gone[kind])
        far = 100 * float(np.mean(np.abs(high) > OCTAVE_CENTS))
        say(f"{name}, {kind} an octave up: gross {gross:.1f} %, octaves {far:.1f} %, lost {lost}")


def _gross(cents: Doubles) -> float:
    """Return the share of frames that are far off or have no pitch where there should be one."""
    return float(np.mean(~(np.abs(cents) <= measures.GROSS_CENTS)))


def _said_all(report: Report, every: list[_Copies]) -> None:
    worst = max(float(np.abs(np.mean(c.noise["voice"], 0)).max()) for c in every)
    cents = np.abs(np.concatenate([x for c in every for x in c.pitch["voice"]]))
    high, worlds = (np.concatenate([x for c in every for x in c.high[k]]) for k in _KINDS)
    lost = sum(sum(c.gone["voice"]) for c in every)
    report.most("worst aperiodicity of a band and speaker, dB", worst, 1)
    report.most("F0 of copies, median cents (pYIN)", float(np.nanmedian(cents)), 6)
    for table, name in (("distance", "multi-scale STFT, dB"), ("distortion", "MCD, dB")):
        mine, theirs = (
            float(np.mean([np.mean(getattr(c, table)[kind]) for c in every])) for kind in _KINDS
        )
        report.most(f"{name}, beside WORLD's", mine, theirs)
    report.most("octave up: gross F0 errors, %", 100 * _gross(high), 5)
    say(f"  WORLD's: {100 * _gross(worlds):.1f} %")
    report.most("octave up: notes lost", lost, 0)


@dataclass(slots=True)
class _Spoken:
    """What was measured of a speaker's recordings, made and natural."""

    made: list[Doubles] = field(default_factory=list)
    natural: list[Doubles] = field(default_factory=list)
    voicing: list[npt.NDArray[np.bool_]] = field(default_factory=list)
    joins: list[float] = field(default_factory=list)
    natural_joins: list[float] = field(default_factory=list)
    phones: dict[int, list[Doubles]] = field(default_factory=dict)


def acoustic(report: Report, voice: VoicePackage, some: Material, count: int) -> None:
    """Report frames made with the lengths and the pitch of held-out recordings.

    A recording whose words were also heard in training, by the same speaker, is left out.
    """
    found: dict[str, _Spoken] = {}
    for number, name in enumerate(SPEAKERS):
        pack, spoken = some.packs[name], _Spoken()
        seen = {pack.recordings[i].text for i in some.some(name, held_out=False)}
        new = [i for i in some.some(name, held_out=True) if pack.recordings[i].text not in seen]
        for i in drawn(new, count):
            aligned = some.alignments[name][i]
            phones = phones_of(aligned, pack.recordings[i].language)
            _spoken_again(voice, pack.samples(i), pack.frames(i), aligned, phones, number, spoken)
        found[name] = spoken
        _said_spoken(name, spoken, _bands(name))
    whole = [_ratios(s, _bands(n)) for n, s in found.items()]
    report.least("variance ratio, cepstra 1-12", float(np.mean([r[0] for r in whole])), 0.9)
    report.least("variance ratio, cepstra 13-24", float(np.mean([r[1] for r in whole])), 0.6)
    wrong = [100 * float(np.mean(np.concatenate(s.voicing))) for s in found.values()]
    report.most("V/UV errors, %", float(np.mean(wrong)), 5)
    joins = [j for s in found.values() for j in s.joins]
    nature = [j for s in found.values() for j in s.natural_joins]
    for name, share, most in (("median", 0.5, 11.5), ("p95", 0.95, 23)):
        report.most(f"mel-LSD at joins, {name} dB", float(np.quantile(joins, share)), most)
        say(f"  natural {np.quantile(nature, share):.1f} dB, {len(joins)} joins")


def _spoken_again(
    voice: VoicePackage, sound: Floats, frames: Frames, aligned: Aligned, phones: Phones,
    speaker: int, spoken: _Spoken,
) -> None:  # fmt: skip
    rng = np.random.default_rng(2)
    made = voice.acoustic(phones, frames.f0_hz, speaker, rng)
    size = min(len(made), len(frames)) // STRIDE * STRIDE
    active = measures.speaking(frames.envelope)[:size]
    which = np.repeat(phones.phone, phones.ends - phones.begins)[:size]
    spoken.made.append(made.envelope[:size][active].astype(np.float64))
    spoken.natural.append(frames.envelope[:size][active].astype(np.float64))
    spoken.voicing.append((made.voiced[:size] != frames.voiced[:size])[active])
    apart = np.abs(made.envelope[:size] - frames.envelope[:size]).mean(1)
    wrong = (made.voiced[:size] != frames.voiced[:size]).astype(np.float64)
    for phone in np.unique(which):
        inside = (which == phone) & active
        rows = np.stack((apart[inside], wrong[inside]), 1).astype(np.float64)
        spoken.phones.setdefault(int(phone), []).append(rows)
    times = joins_s(aligned)
    copy = voice.vocoder(made, rng)
    spoken.joins += measures.at_joins(measures.mel_jumps(copy), times)
    spoken.natural_joins += measures.at_joins(measures.mel_jumps(sound), times)


def joins_s(aligned: Aligned) -> list[float]:
    """Return where a syllable or a word follows another without a rest."""
    word = aligned.word
    joined = (word[1:] != word[:-1]) & (word[1:] >= 0) & (word[:-1] >= 0)
    return [float(b) * HOP_LENGTH / SAMPLE_RATE_HZ for b in aligned.begin[1:][joined]]


def _bands(name: str) -> int:
    """Return how many bands a speaker's recordings have something in."""
    from aigc.voice.frames import band_centres_hz

    return int((band_centres_hz() <= HIGHEST_HZ.get(name, 12_000)).sum())


def _cepstra(spoken: _Spoken, bands: int) -> tuple[Doubles, Doubles]:
    """Return cepstra as made and as recorded; what a speaker's recordings lack counts as right."""
    made, natural = (np.concatenate(rows) for rows in (spoken.made, spoken.natural))
    made = np.concatenate((made[:, :bands], natural[:, bands:]), 1)
    return measures.cepstra(made), measures.cepstra(natural)


def _ratios(spoken: _Spoken, bands: int) -> tuple[float, float]:
    return measures.variance_ratios(*_cepstra(spoken, bands))


def _said_spoken(name: str, spoken: _Spoken, bands: int) -> None:
    low, high = _ratios(spoken, bands)
    made, natural = (np.concatenate(rows)[:, :bands] for rows in (spoken.made, spoken.natural))
    bias = 8.686 * (made - natural).mean(0)
    moves = np.sqrt(made.var(0) / natural.var(0))
    joins = np.quantile(spoken.joins, (0.5, 0.95)) if spoken.joins else (np.nan, np.nan)
    nature = np.quantile(spoken.natural_joins, (0.5, 0.95)) if spoken.joins else (np.nan, np.nan)
    distortion = measures.cepstral_distortion(*_cepstra(spoken, bands))
    wrong = 100 * np.concatenate(spoken.voicing).mean()
    say(
        f"acoustic {name}: variance {low:.2f} / {high:.2f}, MCD {distortion:.2f} dB, V/UV wrong "
        f"{wrong:.1f} %, joins {joins[0]:.1f} / {joins[1]:.1f} dB (natural {nature[0]:.1f} / "
        f"{nature[1]:.1f})"
    )
    edges = range(0, bands - 5, 10)
    say(f"  bias by ten bands, dB: {[round(float(bias[a : a + 10].mean()), 1) for a in edges]}")
    say(f"  movement by ten bands: {[round(float(moves[a : a + 10].mean()), 2) for a in edges]}")
    _said_phones(spoken.phones)


def _said_phones(phones: Mapping[int, list[Doubles]]) -> None:
    means = {p: np.concatenate(r) for p, r in phones.items() if sum(map(len, r)) > 60}
    apart = sorted(means, key=lambda p: -means[p][:, 0].mean())[:10]
    wrong = sorted(means, key=lambda p: -means[p][:, 1].mean() * len(means[p]))[:10]
    told = [f"{SYMBOLS[p]} {8.686 * means[p][:, 0].mean():.1f}" for p in apart]
    say(f"  farthest from the recordings, dB: {', '.join(told)}")
    told = [f"{SYMBOLS[p]} {100 * means[p][:, 1].mean():.0f} % of {len(means[p])}" for p in wrong]
    say(f"  most V/UV errors: {', '.join(told)}")
