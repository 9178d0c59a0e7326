from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aigc.errors import AssetError, Cancelled, EngineUnavailable, InputError
from aigc.lyrics.engine import Options
from aigc.lyrics.english.lexicon import lexicon
from aigc.lyrics.english.packing import pack
from aigc.lyrics.english.sheet import prompt_of
from aigc.lyrics.english.symbols import COMMON_WORDS
from aigc.lyrics.english.words import Words, is_old
from aigc.lyrics.english.writer import EnglishWriter
from aigc.lyrics.forms.metres import metre
from aigc.lyrics.forms.notation import parse
from aigc.lyrics.verify.verifier import verify
from aigc.types.lyric import Lyric
from aigc.types.template import Cell, Keyword, Template, TemplateLine
from tests.unit.lyrics.tiny_english import tiny_english

BEATS = {"s": "strong", "w": "weak", ".": ""}
POOL = "love night heaven every fire again beautiful wind desire telephone i'm o'er flower"


@pytest.fixture(scope="module")
def writer(tmp_path_factory) -> EnglishWriter:
    return EnglishWriter(tiny_english(tmp_path_factory.mktemp("model") / "tiny.safetensors"))


def form(*lines: str, scheme: str = "", **more) -> Template:
    """Return a template: ``s``, ``w`` and ``.`` are syllables, ``|`` a pause."""
    made = []
    for i, line in enumerate(lines):
        cells: list[Cell] = []
        for beat in line:
            if beat == "|":
                cells[-1] = replace(cells[-1], mark=",")
            else:
                cells.append(Cell(stress=BEATS[beat]))
        if scheme[i : i + 1].strip("."):
            cells[-1] = replace(cells[-1], rhyme=scheme[i])
        made.append(TemplateLine(cells=tuple(cells)))
    return Template(lines=tuple(made), language="en", book="english", **more)


def with_cell(template: Template, line: int, cell: int, **changes) -> Template:
    lines = list(template.lines)
    cells = list(lines[line].cells)
    cells[cell] = replace(cells[cell], **changes)
    lines[line] = replace(lines[line], cells=tuple(cells))
    return replace(template, lines=tuple(lines))


def written(writer: EnglishWriter, template: Template, **options) -> list[tuple[str, ...]]:
    lyrics = writer.write(template, Options(), **options)
    for lyric in lyrics:
        report = verify(template, lyric.lines)
        assert report.ok, (lyric.lines, [fault.message for fault in report.faults])
    return [lyric.lines for lyric in lyrics]


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


def test_a_keyword_asked_for_twice_stands_once(writer):
    twice = (Keyword(text="night"), Keyword(text="night", line=1))
    template = form("....", "....", "....", scheme="aaa", keywords=twice)
    for seed in range(4):
        (lines,) = written(writer, template, seed=seed)
        assert " ".join(lines).lower().split(" ").count("night") == 1


def test_a_keyword_that_a_lock_holds_is_not_placed_again(writer):
    template = parse("en 3/3/3/3 +river 1:1=river")
    for lyric in writer.write(template, Options(), count=8):
        assert "river" not in " ".join(lyric.lines[1:]).lower()


def test_a_keyword_within_another_needs_no_place(writer):
    template = form("..", keywords=(Keyword(text="night"), Keyword(text="silent night", line=0)))
    with pytest.raises(InputError, match="'silent night' has 3 syllables"):
        writer.write(template, Options())
    template = form("...", keywords=template.keywords)
    assert written(writer, template) == [("Silent night",)]


def test_keywords_that_would_rhyme_with_themselves_are_refused(writer):
    asked = (Keyword(text="love night", line=0), Keyword(text="my night", line=1))
    with pytest.raises(InputError, match="'night' would rhyme with itself at 1:2 and 2:2"):
        writer.write(form("..", "..", scheme="aa", keywords=asked), Options())
    (lines,) = written(writer, form("...", "..", scheme="aa", keywords=asked))
    assert lines[0].lower().startswith("love night ")


TROCHEES = "river silver golden garden morning heaven summer winter spirit shadow mother father"


def asked_for(words: str) -> tuple[Keyword, ...]:
    return tuple(Keyword(text=word) for word in words.split())


def test_keywords_that_just_fit_are_placed_and_one_more_is_refused(writer):
    template = form(*["...."] * 6, keywords=asked_for(TROCHEES))
    (lines,) = written(writer, template)
    assert sorted(" ".join(lines).lower().split(" ")) == sorted(TROCHEES.split())
    with pytest.raises(InputError, match="do not fit beside each other"):
        writer.write(replace(template, keywords=asked_for(TROCHEES + " water")), Options())


def test_keywords_leave_the_rhymes_free_or_are_refused(writer):
    keywords = asked_for(TROCHEES)
    with pytest.raises(InputError, match="Not enough rhymes at 1:4 and 2:4"):
        writer.write(form(*["...."] * 6, scheme="aabbcc", keywords=keywords), Options())
    written(writer, form(*["....."] * 6, scheme="aabbcc", keywords=keywords))


COVERED = st.dictionaries(st.integers(0, 3), st.integers(0, 1), min_size=1, max_size=2)


@given(
    st.lists(st.lists(COVERED, min_size=1, max_size=3), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=2),
)
@settings(max_examples=60, deadline=None)
def test_packing_finds_the_cheapest_choice_there_is(choices, cuts):
    cuts = [[(k, n)] for k, n in cuts if k < len(choices) and n < len(choices[k])]
    costs = [[float((3 * k + 2 * n) % 5) for n in range(len(c))] for k, c in enumerate(choices)]

    def allowed(picked: tuple[int, ...]) -> bool:
        there: dict[int, int] = {}
        places = [choices[k][n] for k, n in enumerate(picked)]
        apart = all(there.setdefault(c, what) == what for p in places for c, what in p.items())
        return apart and not any((k, n) in enumerate(picked) for ((k, n),) in cuts)

    def cost(picked: Sequence[int]) -> float:
        return sum(costs[k][n] for k, n in enumerate(picked))

    good = [p for p in product(*(range(len(c)) for c in choices)) if allowed(p)]
    found = pack(choices, costs, cuts)
    assert (found is None) == (not good)
    assert found is None or (allowed(tuple(found)) and cost(found) == min(map(cost, good)))


def test_keywords_stand_whole_between_pauses(writer):
    template = form("....|....", "....|....", keywords=(Keyword(text="silver light", line=1),))
    for lines in written(writer, template, count=3):
        assert "silver light" in lines[1]


def test_candidates_have_their_keyword_in_different_places(writer):
    template = form(*["......"] * 4, keywords=(Keyword(text="river"),))
    texts = written(writer, template, count=9)
    assert len({next(i for i, x in enumerate(t) if "river" in x.lower()) for t in texts}) > 1


def test_a_keyword_longer_than_every_stretch_is_refused(writer):
    template = form("..|..", keywords=(Keyword(text="beautiful"),))
    with pytest.raises(InputError, match=r"'beautiful' has 3 syllables.*has 2"):
        writer.write(template, Options())


def test_a_keyword_against_the_beat_is_refused(writer):
    template = form("ws", keywords=(Keyword(text="river", line=0),))
    with pytest.raises(InputError, match=r"'river' \(stress /x\) fits nowhere in line 1"):
        writer.write(template, Options())


def test_a_hook_comes_back_word_for_word(writer):
    template = form("ws" * 3, "ws" * 3, "ws" * 3, scheme="aba")
    lines = (*template.lines[:2], replace(template.lines[2], repeats=0))
    for first, _, last in written(writer, replace(template, lines=lines), count=3):
        assert first == last


def with_hook(template: Template, line: int, repeats: int) -> Template:
    lines = list(template.lines)
    lines[line] = replace(lines[line], repeats=repeats)
    return replace(template, lines=tuple(lines))


def test_a_hook_under_two_stresses_has_words_of_one_syllable(writer):
    template = with_hook(form("wsws", "swsw"), 1, 0)
    for first, again in written(writer, template, count=3):
        assert first == again and len(first.split(" ")) == 4
    locked = with_cell(template, 0, 1, lock="heaven")
    with pytest.raises(InputError, match=r"'heaven' does not fit at 1:2.*beats === "):
        writer.write(locked, Options())


def test_a_hook_that_cannot_be_kept_names_both_places(writer):
    template = with_cell(with_hook(form("ws", "sw"), 1, 0), 0, 1, lock="night")
    with pytest.raises(InputError, match=r"Line 2 repeats line 1, but 1:2 and 2:2"):
        writer.write(with_cell(template, 1, 1, lock="day"), Options())


@pytest.mark.parametrize("source", [-1, 1, 5])
def test_a_hook_comes_after_its_source(writer, source):
    with pytest.raises(InputError, match="name an earlier line"):
        writer.write(with_hook(form("..", ".."), 1, source), Options())


def test_a_keyword_may_stand_over_a_pause_of_the_hook_alone(writer):
    template = form("....", "..|..", keywords=(Keyword(text="one old silver"),))
    (lines,) = written(writer, with_hook(template, 1, 0))
    assert lines == ("One old silver", "One old, silver")


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
    alone = with_cell(form("....", "....", scheme="aa"), 0, 2, lock="silver")
    with pytest.raises(InputError, match="at 1:4 and 2:4 with 'silver': no dictionary word"):
        writer.write(alone, Options())


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


def test_a_word_of_two_sounds_keeps_the_one_that_its_group_gives_it(writer):
    template = form("wsws", "wsws", "wsws", scheme="aab")
    for line, word in enumerate(("wind", "kind", "sinned")):
        template = with_cell(template, line, 3, lock=word)
    written(writer, template, count=2)
    apart = form("wsws", "wsws", scheme="xb")
    apart = with_cell(with_cell(apart, 0, 3, lock="wind"), 1, 3, lock="sinned")
    with pytest.raises(InputError, match="1:4"):
        writer.write(apart, Options())


def test_modern_lyrics_have_no_words_that_speech_gave_up(writer):
    vocabulary = writer._voice.network.vocabulary
    old = [name for name in vocabulary.characters if is_old(name)]
    assert old
    names = {style: set(usual(writer._words(style))) for style in ("modern", "sonnet")}
    assert names["sonnet"] - names["modern"] == set(old) & names["sonnet"]


def usual(words: Words) -> tuple[str, ...]:
    return words.names[: words.usual]
