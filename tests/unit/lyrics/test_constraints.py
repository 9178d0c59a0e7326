from __future__ import annotations

import numpy as np
import pytest

from aigc.errors import InputError
from aigc.lyrics.constraints import solve
from aigc.lyrics.constraints.alphabet import alphabet
from aigc.lyrics.constraints.plan import plans, printed
from aigc.lyrics.constraints.problem import Problem
from aigc.lyrics.constraints.solve import Solver
from aigc.lyrics.forms.notation import parse
from aigc.lyrics.verify import verify
from aigc.types.template import UNRHYMED, Book, Cell, Keyword, Template, TemplateLine

COMMON = tuple(
    "不一人无风山来天春花日何中云有月年时上此水江清秋长生白如归夜行家客是为自远金见门寒心子相下"
    "声高去处空新飞在未老得东楼三落独流光青今玉千城多雨酒草马入头明香君道里南知南百事西好树开"
    "书成出黄前红阳霜乡床地看湖海门城情难名深林阴还乐重觉儿而耳二了着的我你他这那爱想说"
)
WORDS = tuple(dict.fromkeys(COMMON))


def line(*cells: Cell, **more: object) -> TemplateLine:
    return TemplateLine(cells=cells, **more)  # type: ignore[arg-type]


def plain(length: int, rhyme: str = "", **more: object) -> TemplateLine:
    return line(*[Cell()] * (length - 1), Cell(rhyme=rhyme), **more)


def template(*lines: TemplateLine, book: Book = "thirteen", keywords: tuple[Keyword, ...] = ()):
    return Template(lines=lines, book=book, keywords=keywords)


def problem(some: Template) -> Problem:
    return Problem(some, alphabet(WORDS, some.book))


def refused(some: Template) -> str:
    with pytest.raises(InputError) as caught:
        plans(problem(some), 1, 0)
    return str(caught.value)


def test_a_lock_against_its_tone_is_named():
    told = refused(template(line(Cell(), Cell(lock="月", tone="平"))))
    assert "1:2" in told and "月" in told and "平" in told


def test_a_lock_outside_its_set_or_the_alphabet_is_named():
    assert "1:1" in refused(template(line(Cell(lock="月", allowed=frozenset("风花")))))
    assert "'Q'" in refused(template(line(Cell(lock="Q"))))


def test_locks_that_cannot_rhyme_are_both_named():
    told = refused(
        template(line(Cell(), Cell(lock="月", rhyme="a")), line(Cell(lock="山", rhyme="a")))
    )
    assert "1:2" in told and "2:1" in told and "月" in told and "山" in told


def test_two_groups_that_can_only_sound_alike_are_named():
    told = refused(
        template(*(line(Cell(lock=c, rhyme=g)) for c, g in (("山", "a"), ("寒", "a"), ("看", "b"))))
    )
    assert "1:1" in told and "3:1" in told


def test_an_unrhymed_lock_must_differ_from_the_rhyme():
    forced = template(line(Cell(lock="山", rhyme="a")), line(Cell(lock="寒", rhyme="x")))
    assert "1:1" in refused(forced)
    free = template(line(Cell(lock="山", rhyme="a")), line(Cell(lock="月", rhyme="x")))
    assert plans(problem(free), 1, 0)[0].given == ["山", "月"]


def test_a_keyword_longer_than_every_line_and_one_in_the_wrong_line():
    assert "at most 2" in refused(template(plain(2), keywords=(Keyword(text="明月光"),)))
    assert "line 3" in refused(template(plain(4), keywords=(Keyword(text="明月", line=2),)))


def test_keywords_that_do_not_all_fit_are_proved_not_to():
    crowd = tuple(Keyword(text=w) for w in ("明月", "春风", "江水", "青山"))
    told = refused(template(plain(3), plain(3), plain(3), keywords=crowd))
    assert all(k.text in told for k in crowd)


def test_overlapping_keywords_share_their_character():
    both = template(plain(3), keywords=(Keyword(text="明月"), Keyword(text="月光")))
    assert "".join(plans(problem(both), 1, 0)[0].given) == "明月光"


def test_more_rhymes_near_each_other_than_classes_are_refused():
    told = refused(template(*(line(*(Cell(rhyme=c + n) for n in "123")) for c in "abcde")))
    assert "classes" in told


def test_hooks_take_the_demands_of_both_lines():
    hook = template(
        line(Cell(tone="平"), Cell(lock="月")),
        line(Cell(allowed=frozenset("花月")), Cell(), repeats=0),
    )
    (plan,) = plans(problem(hook), 1, 0)
    assert plan.given == ["", "月", "", "月"] and plan.copied(2) == 0
    assert [WORDS[i] for i in np.flatnonzero(plan.sure(0))] == ["花"]


def test_repeated_lines_whose_locks_differ_are_refused():
    told = refused(template(line(Cell(lock="月")), line(Cell(lock="风"), repeats=0)))
    assert "1:1" in told and "2:1" in told


def test_the_quick_and_the_exact_search_agree(monkeypatch):
    rng = np.random.default_rng(5)
    verdicts = []
    for _ in range(60):
        words = rng.choice(WORDS, (4, 2))
        some = template(
            *(plain(int(rng.integers(2, 4)), rhyme="ab"[k % 2]) for k in range(3)),
            keywords=tuple(Keyword(text="".join(w)) for w in words[: rng.integers(2, 5)]),
        )
        answers = []
        for budget in (2000, 0):
            monkeypatch.setattr(solve, "BUDGET", budget)
            try:
                plans(problem(some), 1, 0)
                answers.append(True)
            except InputError:
                answers.append(False)
        assert answers[0] == answers[1]
        verdicts.append(answers[0])
    assert 10 < sum(verdicts) < 50


def test_plans_differ_where_the_form_leaves_a_choice():
    some = template(plain(5, "a"), plain(5, "a"), plain(5), keywords=(Keyword(text="明月"),))
    made = plans(problem(some), 6, 1)
    assert len({tuple(p.given) for p in made}) >= 4
    assert len({p.solution.sounds["a"] for p in made}) >= 4
    again = plans(problem(some), 6, 1)
    assert [p.given for p in made] == [p.given for p in again]


def test_masks_are_right_in_every_cell():
    some = template(
        line(Cell(tone="平"), Cell(rhyme="a")),
        line(Cell(tone="仄"), Cell(rhyme="x")),
        plain(2, "a"),
    )
    (plan,) = plans(problem(some), 1, 3)
    sounds, label = plan.problem.alphabet.sounds, plan.solution.sounds["a"].label
    chosen = [[WORDS[i] for i in np.flatnonzero(plan.sure(k))] for k in range(6)]
    assert all(sounds.tones(c) == {"平"} for c in chosen[0])
    assert all(sounds.rhymes(c) == {label} for c in chosen[1] + chosen[5])
    assert all(label not in sounds.rhymes(c) for c in chosen[3])
    assert all(len(some) > 3 for some in chosen)


def test_a_reading_is_taken_from_the_word():
    some = template(line(Cell(tone="仄"), Cell(), Cell()), book="cilin")
    (plan,) = plans(problem(some), 1, 0)
    assert not plan.sure(0)[WORDS.index("长")] and plan.possible(0)[WORDS.index("长")]
    assert plan.fits(0, "长大") and not plan.fits(0, "长江")


def test_oblique_and_level_agree_in_cilin_unless_the_form_says_the_tones():
    free = template(
        line(Cell(lock="东", rhyme="a")), line(Cell(lock="重", tone="", rhyme="a")), book="cilin"
    )
    assert plans(problem(free), 1, 0)
    assert "cannot rhyme" in refused(
        template(line(Cell(lock="风", rhyme="a")), line(Cell(lock="梦", rhyme="a")), book="cilin")
        if "梦" in WORDS
        else template(
            line(Cell(lock="山", rhyme="a")), line(Cell(lock="见", rhyme="a")), book="cilin"
        )
    )
    told = template(
        line(Cell(lock="山", rhyme="a", tone="平")),
        line(Cell(lock="见", rhyme="a", tone="仄")),
        book="cilin",
    )
    assert plans(problem(told), 1, 0)


def test_a_solver_is_quick_on_a_long_form():
    names = "abcdefghij"
    long = template(
        *(plain(7, names[i // 4 % 10]) for i in range(40)),
        keywords=tuple(Keyword(text=w) for w in ("明月", "春风", "江水", "青山", "白云")),
    )
    assert Solver(problem(long)).solve(np.random.default_rng(0))


def test_a_class_rich_in_the_other_tone_alone_is_not_chosen():
    words = "东风同公红冻送动梦用山天年前边千见面万殿片"
    level = [plain(3), line(Cell(), Cell(rhyme="a", tone="平"))]
    asked = Problem(template(*level, *level, book="cilin"), alphabet(tuple(words), "cilin"))
    (group,) = asked.groups
    levels = {w: asked.common(group, w) for w in asked.rhymings(group)}
    for way, common in levels.items():
        fits = [c for c in words if asked.rhymes_as(group.cells[0], c, way, "a")]
        assert (common > 0) == bool(fits)
    assert sum(common > 0 for common in levels.values()) == 2


@pytest.mark.parametrize("name", ["cilin", "pingshui"])
def test_a_tone_that_a_character_has_in_the_book_alone_is_not_drawn(name):
    letters = alphabet(tuple("花轻折看过醒天月"), name)
    drawn = {
        tone: {letters.characters[i] for i in np.flatnonzero(letters.tone(tone, surely=False))}
        for tone in ("平", "仄")
    }
    assert drawn == {"平": set("花轻看过醒天"), "仄": set("折看过醒月")}
    assert letters.sounds.tones("花") == {"平", "仄"}
    locked = template(line(Cell(lock="花", tone="仄")), book=name)
    assert plans(Problem(locked, letters), 1, 0)[0].given == ["花"]


def test_a_keyword_that_locks_hold_is_placed_there_alone():
    asked = template(
        line(Cell(lock="明"), Cell(lock="月"), Cell()), plain(3), plain(3),
        keywords=(Keyword(text="明月"),),
    )  # fmt: skip
    for plan in plans(problem(asked), 12, 0):
        assert plan.given == ["明", "月", *[""] * 7]


def test_a_hook_read_in_two_tones_needs_a_character_of_both():
    first = line(Cell(), Cell(lock="重", tone="平", rhyme="a"))
    again = line(Cell(), Cell(tone="仄", rhyme="a"), repeats=0)
    assert plans(problem(template(first, again, book="cilin")), 1, 0)[0].given[1] == "重"


def test_each_line_that_brings_a_hook_back_reads_it_in_its_own_way():
    words = tuple(dict.fromkeys((*WORDS, *"没我飞被")))

    def heard(text: str, names: str) -> None:
        form = parse(text)
        some = Problem(form, alphabet(words, "thirteen"))
        for plan in plans(some, 6, 0):
            characters = [g or words[int(plan.sure(k).argmax())] for k, g in enumerate(plan.given)]
            for k in range(len(characters)):
                if plan.copied(k) >= 0:
                    characters[k] = characters[plan.copied(k)]
            report = verify(form, printed(form, characters))
            assert report.ok, (names, [fault.message for fault in report.faults])

    heard("中中平a/中中中a/中中仄 3=1 1:3=没", "a rhyme in the level line alone")
    heard("中中平x/中中中a/中中中a/中中仄 4=1 1:3=没 3:3=天", "an unrhymed end")


def test_the_exact_search_lets_a_hook_rhyme_with_its_own_group(monkeypatch):
    monkeypatch.setattr(solve, "BUDGET", 1)
    form = parse("5/5/3/3/3/3/3/3/5/5 aa------bb 9=1 1:5=光")
    (plan,) = plans(problem(form), 1, 0)
    assert plan.given[4] == "光"


def test_tones_that_no_rhyme_of_pingshui_has_together_are_both_named():
    told = refused(template(*(line(Cell(tone=t, rhyme="a")) for t in "平仄"), book="pingshui"))
    assert "1:1 (平)" in told and "2:1 (仄)" in told and "平水韵" in told


def test_allowed_characters_are_named_where_they_clash():
    told = refused(
        template(line(Cell(allowed=frozenset("月雪"), rhyme="a")), line(Cell(lock="山", rhyme="a")))
    )
    assert "1:1 (one of 月雪)" in told
    assert "can write nothing" in refused(template(line(Cell(allowed=frozenset("Q")))))


def test_unrhymed_cells_with_few_characters_do_not_lead_the_exact_search_astray():
    lines = []
    for n in range(1, 7):
        ends = ("他天", f"a{n}"), ("歌江", f"b{n}"), ("他歌" if n % 2 else "天江", UNRHYMED)
        lines += [line(Cell(allowed=frozenset(some), rhyme=rhyme)) for some, rhyme in ends]
        lines += [plain(1)] * 4
    sizes = (3, 3, 4) * 6
    words = [Keyword(text="".join(WORDS[4 * k : 4 * k + n])) for k, n in enumerate(sizes)]
    asked = template(*lines, *[plain(10)] * 6, keywords=tuple(words))
    some = Problem(asked, alphabet((*WORDS, "他", "歌"), "thirteen"))
    (plan,) = plans(some, 1, 0)
    text = "".join(plan.given)
    assert all(word.text in text for word in words)
