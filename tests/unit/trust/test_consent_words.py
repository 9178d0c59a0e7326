"""What the book of consents refuses is told in Chinese too."""

from __future__ import annotations

from datetime import date

import pytest

from aigc.app.troubles import in_chinese
from aigc.consent import day_of
from aigc.errors import AigcError
from aigc.trust.consent.book import Consents
from aigc.trust.consent.evidence import evidence
from aigc.trust.consent.revoking import quarantined
from tests.unit.trust.consents import Days, digest, given


def refusals(folder):
    """Return every refusal: what to call, and what the Chinese sentence has to hold."""
    days = Days()
    book = Consents(folder, clock=days)
    photo = book.give(given(evidence=digest("a")))
    voice = book.give(given(kind="voice", evidence=digest("b"), purposes=("speak",)))
    for one in (photo, voice):
        book.revoke(one.id, "li", "She asked us to.")
    period = book.give(given(valid_from=date(2026, 5, 1), valid_until=date(2026, 5, 2)))
    for n in range(20):
        book.give(given(statement=str(n), evidence=digest(str(n))))
    names = [one.id[0] for one in book.records()]
    twice = next(one for one in names if names.count(one) > 1)
    return {
        "photo": (lambda: book.check([photo.id]), ("Li Na", "2026-05-01", "照片")),
        "voice": (lambda: book.check([voice.id]), ("Li Na", "She asked us to", "声音")),
        "early": (lambda: book.check([period.id], on=date(2026, 4, 1)), ("2026-05-01", "到时")),
        "late": (lambda: book.check([period.id], on=date(2026, 6, 1)), ("2026-05-02", "到期")),
        "purpose": (lambda: book.check([period.id], purpose="sing"), ("portrait", "sing")),
        "unknown": (lambda: book.check(["abc"]), ("abc", "授权簿")),
        "empty": (lambda: book.give(given(subject="")), ("原话",)),
        "backwards": (
            lambda: book.give(given(valid_from=date(2026, 5, 2), valid_until=date(2026, 5, 1))),
            ("2026-05-02", "2026-05-01"),
        ),
        "digest": (lambda: book.give(given(evidence="x.jpg")), ("x.jpg",)),
        "what": (lambda: book.give(given(purposes=("dance",))), ("dance", "commercial")),
        "day": (lambda: day_of("soon"), ("soon", "日期")),
        "nobody": (lambda: book.revoke(period.id, "", ""), ("撤回",)),
        "several": (lambda: book.find(twice), (twice, "不止一条")),
        "none": (lambda: book.find("zz"), ("zz",)),
        "file": (lambda: evidence(folder / "none.jpg"), ("none.jpg", "凭据")),
        "folder": (lambda: quarantined(None, [folder / "none"], by="li"), ("none", "文件夹")),
    }  # fmt: skip


NAMES = (
    "photo", "voice", "early", "late", "purpose", "unknown", "empty", "backwards", "digest", "what",
    "day", "nobody", "several", "none", "file", "folder",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_refusal_is_told_in_chinese(tmp_path, name):
    ask, wanted = refusals(tmp_path)[name]
    with pytest.raises(AigcError) as caught:
        ask()
    told = in_chinese(str(caught.value))
    assert told != str(caught.value) and "。" in told
    assert all(word in told for word in wanted), told


def test_no_refusal_is_left_out(tmp_path):
    assert set(refusals(tmp_path)) == set(NAMES)
