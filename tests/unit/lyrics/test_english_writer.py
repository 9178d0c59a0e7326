from __future__ import annotations

import random
from dataclasses import replace

import pytest

from aigc.errors import AssetError, Cancelled, EngineUnavailable, InputError
from aigc.g2p.english.lexicon import lexicon
from aigc.lyrics.engine import Options
from aigc.lyrics.english.sheet import prompt_of
from aigc.lyrics.english.symbols import COMMON_WORDS
from aigc.lyrics.english.words import Words, is_old
from aigc.lyrics.english.writer import EnglishWriter
from aigc.lyrics.forms.metres import metre
from aigc.lyrics.forms.notation import parse
from aigc.types.lyric import Lyric
from aigc.types.template import Template
from tests.unit.lyrics.english_forms import form, with_cell, written
from tests.unit.lyrics.tiny_english import tiny_english

POOL = "love night heaven every fire again beautiful wind desire telephone i'm o'er flower"


@pytest.fixture(scope="module")
def writer(tmp_path_factory) -> EnglishWriter:
    return EnglishWriter(tiny_english(tmp_path_factory.mktemp("model") / "tiny.safetensors"))


@pytest.mark.parametrize("name", ["quatrain", "common metre", "hymn", "limerick", "haiku"])
def test_forms_are_kept(writer, name):
    assert len(written(writer, metre(name), count=2)) == 2


def test_equal_arguments_give_equal_lyrics_and_the_seed_counts(writer):
    template = form("wsws", "wsws", scheme="aa")
    one, again, other = (written(writer, template, count=3, seed=s) for s in (1, 1, 2))
    assert one == again != other


def test_candidates_differ(writer):
    texts = written(writer, form("wswsws", "wswsws", scheme="aa"), count=6)
    assert len(set(texts)) == 6


def test_a_lock_stands_where_it_was_put(writer):
    template = with_cell(form("wswsws"), 0, 1, lock="beautiful")
    with pytest.raises(InputError, match="'beautiful' does not fit at 1:2"):
        writer.write(template, Options())
    template = with_cell(form("wswsws"), 0, 1, lock="Heaven")
    for (line,) in written(writer, template, count=3):
        assert line.split(" ")[1] == "heaven"


def test_the_word_after_a_lock_follows_from_it(writer):
    template = with_cell(form("sws"), 0, 0, lock="summer")
    lyrics = writer.write(template, Options(temperature=0.2), count=8)
    assert [lyric.text for lyric in lyrics].count("Summer night") > 4


def test_lines_end_on_different_words(writer):
    (lines,) = written(writer, form(*["ws"] * 40))
    ends = [line.split()[-1].lower() for line in lines]
    assert len(set(ends)) == len(ends)


def test_tomorrow_is_never_two_words(writer):
    template = with_cell(form("wsw"), 0, 1, lock="morrow")
    template = with_cell(template, 0, 0, allowed=("to", "the"))
    assert set(written(writer, template, count=16)) == {("The morrow",)}


def test_a_lock_beyond_the_vocabulary_is_written(writer):
    assert "telephone" not in writer._usual.index
    template = with_cell(form("......"), 0, 2, lock="telephone")
    assert all("telephone" in line for (line,) in written(writer, template, count=2))


def test_a_word_that_no_dictionary_has_is_named(writer):
    with pytest.raises(InputError, match=r"'qwrtz' at 2:3 is not known"):
        writer.write(with_cell(form("....", "...."), 1, 2, lock="qwrtz"), Options())


def test_a_lock_outside_the_allowed_words_is_refused(writer):
    cell = {"lock": "love", "allowed": frozenset({"wind", "night"})}
    with pytest.raises(InputError, match=r"'love' is locked at 1:2, .*\(night, wind\)"):
        writer.write(with_cell(form("...."), 0, 1, **cell), Options())
    cell["allowed"] |= {"love"}
    assert all("love" in x for (x,) in written(writer, with_cell(form("...."), 0, 1, **cell)))


def test_one_of_the_allowed_words_begins_there(writer):
    allowed = frozenset({"river", "silver"})
    template = with_cell(form("......"), 0, 2, allowed=allowed)
    lines = [line for (line,) in written(writer, template, count=4)]
    assert all(allowed & set(line.split(" ")) for line in lines)


def test_rhyme_groups_differ_and_unrhymed_ends_stay_away(writer):
    written(writer, form(*["wsws"] * 8, scheme="abxabxab"), count=4)


def test_locks_that_cannot_rhyme_are_refused(writer):
    template = form("wsws", "wsws", scheme="aa")
    template = with_cell(with_cell(template, 0, 3, lock="night"), 1, 3, lock="sea")
    with pytest.raises(InputError, match=r"rhymes at 1:4 and 2:4"):
        writer.write(template, Options())


def test_locks_that_cannot_help_rhyming_are_refused(writer):
    template = form("wsws", "wsws", scheme="ab")
    template = with_cell(with_cell(template, 0, 3, lock="night"), 1, 3, lock="light")
    with pytest.raises(InputError, match=r"1:4 cannot help rhyming with 2:4"):
        writer.write(template, Options())


def test_the_last_word_left_for_a_rhyme_is_not_used_twice(writer):
    template = parse("en 2/2/2 baa 1:2=sinned")
    for n in (1, 2):
        template = with_cell(template, n, 1, allowed=frozenset({"wind", "kind"}))
    for _, *lines in written(writer, template, count=6):
        assert {line.split()[-1] for line in lines} == {"wind", "kind"}


def test_a_locked_rhyme_is_answered(writer):
    template = with_cell(form("wsws", "wsws", scheme="aa"), 1, 3, lock="night")
    for first, _ in written(writer, template, count=3):
        word = first.split(" ")[-1]
        assert lexicon().readings(word)[0].rhyme == lexicon().readings("night")[0].rhyme
        assert word != "night"


def test_a_rare_locked_rhyme_is_answered_by_the_whole_dictionary(writer):
    template = with_cell(form("....", "....", "....", scheme="aaa"), 0, 1, lock="bazooka")
    (lines,) = written(writer, template)
    ends = {line.split(" ")[-1].lower() for line in lines}
    assert len(ends) == 3 and not ends - {"bazooka"} <= writer._usual.index.keys()


def test_a_word_may_come_again_only_where_the_dictionary_has_too_few(writer):
    alone = with_cell(form("....", "....", scheme="aa"), 0, 2, lock="purple")
    (lines,) = written(writer, alone)
    assert [line.split(" ")[-1].lower().strip(",.") for line in lines] == ["purple", "purple"]
    few = with_cell(form(*["...."] * 9, scheme="a" * 9), 4, 2, lock="measure")
    (lines,) = written(writer, few)
    assert len({line.split(" ")[-1].lower() for line in lines}) > 4
    many = with_cell(form("....", "....", scheme="aa"), 0, 3, lock="night")
    (lines,) = written(writer, many)
    assert not lines[1].lower().endswith(" night")


def test_the_dictionary_tells_what_rhymes():
    found = lexicon().rhyming({lexicon().readings("night")[0].rhyme})
    assert {"night", "light", "delight", "moonlight"} <= set(found)
    assert not {"day", "sea", "nightly"} & set(found)
    for word in found:
        assert any(
            r.rhyme == lexicon().readings("night")[0].rhyme for r in lexicon().readings(word)
        )


def test_marks_are_printed_and_i_is_a_capital(writer):
    template = with_cell(with_cell(form("..|.."), 0, 3, mark="!"), 0, 0, lock="i'm")
    for (line,) in written(writer, template, count=2):
        assert line.startswith("I'm ") and line.endswith("!") and line.count(",") == 1


def test_random_forms_are_met_or_refused(writer):
    rng = random.Random(5)
    met = 0
    for seed in range(25):
        template = _random(rng)
        try:
            written(writer, template, count=2, seed=seed)
        except InputError as exc:
            assert ":" in str(exc)
        else:
            met += 1
    assert met > 5


def _random(rng: random.Random) -> Template:
    lines = []
    for _ in range(rng.randint(1, 6)):
        beats = "".join(rng.choice("sw....") for _ in range(rng.randint(1, 10)))
        lines.append(beats)
    scheme = "".join(rng.choice(".abx") for _ in lines)
    template = form(*lines, scheme=scheme)
    for i, line in enumerate(template.lines):
        for k in range(len(line)):
            if rng.random() < 0.05:
                template = with_cell(template, i, k, lock=rng.choice(POOL.split()))
    return template


@pytest.mark.parametrize(
    ("template", "says"),
    [
        (Template(lines=(), language="en", book="english"), "has no lines"),
        (form("...", ""), "Line 2 of the template has no cells"),
        (form(*["." * 30] * 1000), "30000 syllables and at most"),
        (replace(form("..."), language="zh"), "'zh'; this engine writes English"),
    ],
)
def test_a_template_that_is_none_is_refused_at_once(writer, template, says):
    writer.write(form("."), Options())
    with pytest.raises(InputError, match=says):
        writer.write(template, Options())


def test_fluency_is_a_mean_of_logarithms(writer):
    (lyric,) = writer.write(form("wswsws"), Options())
    assert -20 < lyric.score["fluency"] < 0


def test_words_of_no_dictionary_cannot_be_judged(writer):
    lyric = Lyric(lines=("The river", "The qwrtz"), language="en")
    with pytest.raises(InputError, match="qwrtz"):
        writer.fluency([lyric], parse("en 3/2"), Options())


def test_titles_are_told_by_their_rarer_words(writer):
    vocabulary = writer._voice.network.vocabulary
    words = vocabulary.characters
    rare, rarer, common = words[1 + COMMON_WORDS], words[2 + COMMON_WORDS], words[5]
    told = prompt_of(vocabulary, [f"the {rare} of the {rarer}", f"the {common}"])
    assert told[1:, 0].tolist() == vocabulary.ids([rare, rarer, common])


def test_progress_goes_on_from_lyric_to_lyric(writer):
    told: list[float] = []
    writer.write(
        parse("en 4/4 +night"),
        Options(),
        count=8,
        progress=lambda step, done, total: told.append(done / total),
    )
    assert told == sorted(told) and told[-1] == 1


def test_the_user_can_stop_it(writer):
    def stop(step: str, done: float, total: float) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        writer.write(form("...", "..."), Options(), progress=stop)


def test_the_fingerprint_knows_weights_and_options(writer, tmp_path):
    other = EnglishWriter(tiny_english(tmp_path / "other.safetensors", seed=1))
    prints = {writer.fingerprint(Options()), other.fingerprint(Options())}
    prints.add(writer.fingerprint(Options(temperature=0.5)))
    assert len(prints) == 3


def test_missing_and_wrong_weights_are_named(tmp_path):
    with pytest.raises(EngineUnavailable, match=r"none\.safetensors.*missing"):
        EnglishWriter(tmp_path / "none.safetensors").write(form("..."), Options())
    path = tmp_path / "bad.safetensors"
    path.write_bytes(b"\0" * 64)
    with pytest.raises(AssetError, match=r"bad\.safetensors"):
        EnglishWriter(path).write(form("..."), Options())


def test_a_word_of_two_sounds_is_said_as_its_form_needs_it(writer):
    template = form("wsws", "wsws", "wsws", scheme="aab")
    for line, word in enumerate(("wind", "kind", "sinned")):
        template = with_cell(template, line, 3, lock=word)
    written(writer, template, count=2)
    apart = form("wsws", "wsws", scheme="xb")
    apart = with_cell(with_cell(apart, 0, 3, lock="wind"), 1, 3, lock="sinned")
    written(writer, apart, count=2)
    with pytest.raises(InputError, match="1:4"):
        writer.write(with_cell(apart, 0, 3, lock="pinned"), Options())


def test_modern_lyrics_have_no_words_that_speech_gave_up(writer):
    vocabulary = writer._voice.network.vocabulary
    old = [name for name in vocabulary.characters if is_old(name)]
    assert old
    names = {style: set(usual(writer._words(style))) for style in ("modern", "sonnet")}
    assert names["sonnet"] - names["modern"] == set(old) & names["sonnet"]


def usual(words: Words) -> tuple[str, ...]:
    return words.names[: words.usual]
