"""Features, the ways through what is heard, rests, and the network beside torch."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import AssetError, EngineUnavailable, InputError
from aigc.hearing import network as light
from aigc.hearing.alignment import best_way, graph, sounds
from aigc.hearing.classes import CLASS_OF, CLASSES, IS_VOWEL, LEAST_FRAMES, NAMES, QUIET, classes_of
from aigc.hearing.decoding import decoded
from aigc.hearing.embedded import EmbeddedEar, misfit, unheld
from aigc.hearing.engine import Line, Options, Word, check_length
from aigc.hearing.features import (
    BANDS,
    SAMPLE_RATE_HZ,
    bands,
    levelled,
    levels,
    log_mel,
    mel_matrix,
    raised,
)
from aigc.hearing.rests import hushed, still
from aigc.timings.articulation import CLOSE, NUCLEI, POSTURES, TUCK
from aigc.types.audio import Audio
from aigc.weights import read, write

EVEN = np.zeros((len(CLASSES), len(CLASSES)), np.float32)


def posteriors(runs: list[tuple[int, int]], sure: float = 4.0) -> np.ndarray:
    """Log-likelihoods that favour each class for so many frames."""
    labels = np.repeat([c for c, _ in runs], [n for _, n in runs])
    scores = np.full((len(labels), len(CLASSES)), -sure, np.float32)
    scores[np.arange(len(labels)), labels] = 0
    return scores


def said(*ways: str | tuple[str, ...]) -> list[Line]:
    """Words, each with its ways, phones apart by spaces."""
    every = [(one,) if isinstance(one, str) else one for one in ways]
    words = tuple(
        Word(text=str(k), ways=tuple(tuple(way.split()) for way in one))
        for k, one in enumerate(every)
    )
    return [Line(text="all", words=words)]


def test_every_sound_has_one_class_and_a_mouth_like_its_neighbours():
    assert {p for some in CLASSES for p in some} == set(POSTURES) == set(CLASS_OF)
    assert sum(map(len, CLASSES)) == len(POSTURES)
    for some in CLASSES:
        for kind in (set(CLOSE), set(TUCK), NUCLEI):
            assert len({phone in kind for phone in some}) == 1, some
        mouths = [POSTURES[p] for p in some]
        assert np.ptp([m.jaw for m in mouths]) <= 0.15, some
        assert np.ptp([m.pucker for m in mouths]) <= 0.15, some
        assert np.ptp([m.spread for m in mouths]) <= 0.15, some


def test_spellings_of_other_engines_are_told_apart():
    assert classes_of("AY1") == (CLASS_OF["a"], CLASS_OF["j"])
    assert classes_of("SP") == (QUIET,)
    assert classes_of("ˈaɪ") == (CLASS_OF["a"], CLASS_OF["ɪ"])


@pytest.mark.parametrize("hz", [300, 1000, 4000])
def test_a_tone_is_loudest_in_its_band_and_time(hz):
    t = np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    sound = (0.3 * np.sin(2 * np.pi * hz * t) * (t > 0.5)).astype(np.float32)
    rows = log_mel(sound)
    assert rows.shape == (100, BANDS)
    centres = np.array([np.average(np.arange(257), weights=m) * 31.25 for m in mel_matrix().T])
    assert rows[75].argmax() == np.abs(centres - hz).argmin()
    assert levels(rows)[:47].max() < levels(rows)[52:].min() - 5


def test_rows_do_not_depend_on_where_a_block_ends_or_on_loudness(monkeypatch):
    sound = np.random.default_rng(0).normal(0, 0.1, 20_000).astype(np.float32)
    whole = log_mel(sound)
    monkeypatch.setattr("aigc.hearing.features._AT_ONCE", 7)
    assert np.allclose(log_mel(sound), whole, atol=1e-5)
    quiet = raised(sound * 0.01)
    assert np.allclose(levelled(log_mel(quiet)), levelled(log_mel(raised(sound))), atol=0.01)


def test_a_stretched_matrix_moves_the_bands():
    t = np.arange(400) / SAMPLE_RATE_HZ
    window = np.sin(2 * np.pi * 1000 * t, dtype=np.float32)[None]
    plain, lower = bands(window).argmax(), bands(window, mel_matrix(0.8)).argmax()
    assert lower > plain


RUNS = st.lists(
    st.tuples(st.integers(0, len(CLASSES) - 1), st.integers(4, 30)), min_size=1, max_size=12
).filter(lambda runs: all(a[0] != b[0] for a, b in pairwise(runs)))


@settings(max_examples=40)
@given(RUNS)
def test_what_is_clear_is_heard_as_it_is(runs):
    found = decoded(posteriors(runs), EVEN)
    assert found.tolist() == np.repeat([c for c, _ in runs], [n for _, n in runs]).tolist()


def test_a_flutter_is_no_sound_and_sounds_last_long_enough():
    vowel, stop = CLASS_OF["a"], CLASS_OF["t"]
    scores = posteriors([(vowel, 20), (stop, 1), (vowel, 20)], sure=2.0)
    assert set(decoded(scores, EVEN).tolist()) == {vowel}
    noisy = np.random.default_rng(1).normal(0, 2, (400, len(CLASSES))).astype(np.float32)
    path = decoded(noisy, EVEN)
    edges = np.flatnonzero(np.append(True, path[1:] != path[:-1]))
    lengths = np.diff(np.append(edges, len(path)))[1:-1]
    labels = path[edges][1:-1]
    least = np.where(IS_VOWEL | (np.arange(len(CLASSES)) == QUIET), 3, 2)
    assert (lengths >= least[labels]).all()


def test_the_usual_order_decides_between_alike_sounds():
    a, b, m = CLASS_OF["a"], CLASS_OF["p"], CLASS_OF["m"]
    scores = posteriors([(a, 10), (m, 6), (a, 10)])
    scores[10:16, b] = 0
    follows = EVEN.copy()
    follows[a, b] = -5
    assert (decoded(scores, follows)[10:16] == m).all()
    follows[a, b], follows[a, m] = 0, -5
    assert (decoded(scores, follows)[10:16] == b).all()


def test_a_text_is_found_where_it_is_said():
    n, i, x, w, s = (CLASS_OF[p] for p in "nixws")
    runs = [(QUIET, 12), (n, 7), (i, 20), (QUIET, 15), (x, 8), (w, 30), (QUIET, 9)]
    one = graph(said("n i", "x w"))
    path, _ = best_way(posteriors(runs), one)
    found = [(p.symbol, p.begin, p.end) for p in sounds(path, one) if p.word >= 0]
    assert found == [("n", 12, 19), ("i", 19, 39), ("x", 54, 62), ("w", 62, 92)]
    assert s not in one.label


def test_the_way_that_is_heard_is_taken():
    runs = [(CLASS_OF[p], 8) for p in ("t", "ə", "k", "a")]
    one = graph(said(("t ʌ", "t ə"), "k a"))
    path, _ = best_way(posteriors(runs), one)
    assert [p.symbol for p in sounds(path, one) if p.word >= 0] == ["t", "ə", "k", "a"]


def test_a_stop_keeps_its_closure_and_a_rest_is_not_invented():
    a, p = CLASS_OF["a"], CLASS_OF["p"]
    scores = posteriors([(a, 15), (p, 9), (a, 15)])
    scores[15:20, QUIET] = -0.1
    one = graph(said("a", "p a"))
    assert [s.symbol for s in sounds(best_way(scores, one)[0], one)] == ["a", "p", "a"]


def test_a_long_text_is_followed_by_few_states(monkeypatch):
    rng = np.random.default_rng(2)
    phones = [NAMES[c] for c in rng.integers(1, len(NAMES), 300)]
    runs = [(CLASS_OF[p], 6) for p in phones]
    one = graph(said(*phones))
    whole, _ = best_way(posteriors(runs), one)
    monkeypatch.setattr("aigc.hearing.alignment.BEAM", 60.0)
    near, _ = best_way(posteriors(runs), one)
    assert (near == whole).all()


def test_too_many_sounds_fit_nowhere():
    one = graph(said(*["a"] * 20))
    assert best_way(posteriors([(CLASS_OF["a"], 30)]), one) is None
    assert LEAST_FRAMES[CLASS_OF["a"]] * 20 > 30


def test_another_text_fits_worse():
    runs = [(CLASS_OF[p], 10) for p in ("n", "i", "x", "a", "w")]
    scores, free = posteriors(runs), np.repeat([c for c, _ in runs], 10)
    for phones, worse in (("n i x a w", False), ("s u f o l", True)):
        one = graph(said(phones))
        path, _ = best_way(scores, one)
        assert (misfit(scores, free, one.label[path]) > 2) == worse


def test_what_nobody_can_hold_is_no_voice():
    a, u = CLASS_OF["a"], CLASS_OF["u"]
    path = np.repeat([a, QUIET, u], [700, 50, 900])
    assert unheld(path).tolist() == np.repeat([a, QUIET], [700, 950]).tolist()


def test_rests_are_found_by_level_and_closures_are_not():
    level = np.zeros(200, np.float32)
    level[40:48], level[100:160] = -14, -14
    mask = still(level, Options())
    assert not mask[:100].any()
    assert mask[102:158].all()
    assert not mask[160:].any()
    scores = posteriors([(CLASS_OF["a"], 200)])
    assert (hushed(scores, mask).argmax(1) == QUIET).tolist() == mask.tolist()


@pytest.mark.parametrize(("seconds", "hint"), [(0.0, "0 s"), (4 * 3600, "4 hours")])
def test_lengths_that_cannot_be_heard_are_refused(seconds, hint):
    samples = np.broadcast_to(np.zeros(1, np.float32), (1, int(seconds * 8000)))
    with pytest.raises(InputError, match=hint):
        check_length(Audio(samples=samples, sample_rate=8000))


def shaken() -> tuple[object, dict[str, np.ndarray]]:
    import torch

    from aigc.hearing.training import HearingNetwork

    torch.manual_seed(3)
    network = HearingNetwork(width=16, hidden=24, blocks=2, kernel=5)
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    arrays = {name: value.numpy() for name, value in network.eval().state_dict().items()}
    return network, {**arrays, "follows": EVEN, "usual": EVEN[0]}


def test_the_network_without_torch_gives_what_the_trained_one_gives(tmp_path, monkeypatch):
    import torch

    network, arrays = shaken()
    write(tmp_path / "own.safetensors", arrays, {light.CLASSES_KEY: light.classes_mark()})
    rows = np.random.default_rng(0).normal(0, 1, (300, BANDS)).astype(np.float32)
    with torch.no_grad():
        wanted = torch.log_softmax(network(torch.from_numpy(rows)[None])[0], -1).numpy()
    small = light.load(tmp_path / "own.safetensors")
    assert np.allclose(small(rows), wanted, atol=1e-4)
    monkeypatch.setattr(light, "_AT_ONCE", 120)
    assert np.allclose(small(rows), wanted, atol=1e-4)
    assert small(rows[:37]).shape == (37, len(CLASSES))


def test_foreign_and_lacking_weights_are_told(tmp_path):
    _, arrays = shaken()
    write(tmp_path / "foreign.safetensors", arrays, {light.CLASSES_KEY: "sil|a"})
    with pytest.raises(AssetError, match="other sounds"):
        light.load(tmp_path / "foreign.safetensors")
    lacking = {name: array for name, array in arrays.items() if name != "blocks.1.back.bias"}
    write(tmp_path / "lacking.safetensors", lacking, {light.CLASSES_KEY: light.classes_mark()})
    with pytest.raises(AssetError, match=r"lacking\.safetensors.*not whole"):
        light.load(tmp_path / "lacking.safetensors")
    (tmp_path / "cut.safetensors").write_bytes(b"\x08")
    with pytest.raises(AssetError, match=r"cut\.safetensors"):
        light.load(tmp_path / "cut.safetensors")
    with pytest.raises(EngineUnavailable, match="not in this copy"):
        EmbeddedEar(tmp_path / "none.safetensors").fingerprint  # noqa: B018


def test_the_shipped_weights_are_small_and_tell_whose_voices_taught_them():
    from pathlib import Path

    from aigc.hearing.embedded import WEIGHTS

    path = Path(str(WEIGHTS))
    assert path.stat().st_size < 1_500_000
    arrays, record = read(path)
    assert {array.dtype for array in arrays.values()} == {np.dtype("<f2")}
    for name in ("Chen Wang", "Yue Tan", "Kathleen", "CC BY-SA"):
        assert any(name in value for value in record.values()), name


def test_pieces_that_are_learned_from_keep_their_classes_in_time():
    from aigc.hearing.training import FRAMES, Piece, drawn_from, heard, joined

    tone = np.sin(np.arange(8000) * 0.4).astype(np.float32)
    still_one = np.zeros(8000, np.float32)
    loud = Piece(tone, np.zeros(1, np.int64), np.full(1, CLASS_OF["a"]))
    calm = Piece(still_one, np.zeros(1, np.int64), np.full(1, QUIET))
    music = np.random.default_rng(0).normal(0, 0.1, 90_000).astype(np.float32)
    rng = np.random.default_rng(4)
    rows, labels = heard(joined([loud, calm] * 5), music, rng, plain=True)
    assert rows.shape == (FRAMES, BANDS)
    sounding = rows.mean(1) > rows.mean(1).min() + 0.5
    assert (sounding == (labels == CLASS_OF["a"])).mean() > 0.95
    draw = drawn_from({"one": [loud]}, {"one": 0.5, "": 0.5})
    for _ in range(12):
        rows, labels = heard(draw(rng), music, rng)
        assert np.isfinite(rows).all()
        assert set(labels.tolist()) <= {CLASS_OF["a"], QUIET}
