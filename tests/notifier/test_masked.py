"""What a chat that several people read is told of a bot that is shown in percent only."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from bot.notifier.compose import compose
from bot.notifier.telling import Telling
from bot.views.notices import word
from bot.views.words import Catalogues
from engine.core.notices import (
    BotFailed,
    BotNotice,
    BotPaused,
    BotStopped,
    CycleClosed,
    FillBooked,
    OrderChanged,
    StopCause,
)
from engine.core.types import BotId, Leg, Mode, Side
from engine.notice_settings import NoticeSettings
from engine.outbox import Owed, ToAlerts
from tests.support.reasons import said
from tests.support.words import CATALOGUES, EN
from tests.views.log_lines import LINES, OVER
from tests.views.samples import NOW, REF

BUY = FillBooked(
    bot=REF,
    at=NOW,
    side=Side.BUY,
    leg=Leg.ENTRY,
    quantity=Decimal("0.01"),
    price=Decimal(60000),
    fee=Decimal("0.6"),
    fee_coin="USDT",
    trade_id="t1",
)
SELL = replace(BUY, side=Side.SELL, leg=Leg.EXIT, price=Decimal(60600), trade_id="t2")
CYCLE = CycleClosed(
    bot=REF, at=NOW, cycle=1, result=Decimal("4.8"), fees=Decimal("1.2"), total=Decimal("4.8")
)
STOPPED = BotStopped(bot=REF, at=NOW, why=StopCause.STOP, held=Decimal("0.01"))
PAUSED = BotPaused(bot=REF, at=NOW, reason=said("12.5 USDT short"))
FAILED = BotFailed(bot=REF, at=NOW, reason=said("12.5 USDT short"))


def owed(number: int, notice: BotNotice) -> Owed:
    return Owed(id=number, audience=ToAlerts(), notice=notice, created_at=NOW)


def shown(notice: BotNotice, fills: tuple[BotNotice, ...] = (), language: str = "en") -> str:
    inside = tuple(owed(number, fill) for number, fill in enumerate(fills, 1))
    telling = Telling(owed(9, notice), inside)
    batch = compose(CATALOGUES.words(language), [telling], word, masked=lambda _: True)
    return "".join(batch.messages)


def test_a_cycle_is_its_result_in_percent_of_what_was_bought() -> None:
    assert shown(CYCLE, (BUY, SELL)) == "🧪 PAPER <b>#3 BTC/USDT</b>: cycle closed, +0.8%"
    lost = replace(CYCLE, result=Decimal(-3))
    assert shown(lost, (BUY, SELL)).endswith("cycle closed, -0.5%")
    assert shown(lost).endswith("cycle closed at a loss"), "its fills were told before"


def test_no_amount_no_exchange_and_no_reason_is_shown_in_any_language() -> None:
    for language in CATALOGUES.languages:
        for notice in (BUY, SELL, CYCLE, STOPPED, PAUSED, FAILED):
            text = shown(notice, language=language)
            assert "#3 BTC/USDT" in text
            assert Mode.PAPER.value in text
            left = text.replace("#3 BTC/USDT", "")
            assert not any(sign.isdigit() for sign in left), text
            assert REF.exchange not in left


def test_what_has_happened_is_told_by_its_name() -> None:
    changed = next(line for line, _ in LINES if isinstance(line, OrderChanged))
    stops = replace(OVER, end=replace(OVER.end, reason=said("no file")))
    told = [shown(notice).partition(": ")[2] for notice in (changed, OVER, stops)]
    assert told == ["its order was changed on the exchange", "its replay is over", "its prices stop"]
    for language in CATALOGUES.languages:
        assert not any("no file" in shown(one, language=language) for one in (changed, OVER, stops))


def test_a_bot_is_shown_in_full_unless_it_is_masked() -> None:
    other = BotId(UUID(int=7))
    settings = NoticeSettings().masking(REF.bot_id, on=True)
    assert settings.masks(REF.bot_id)
    assert not settings.masks(other)
    assert settings.masking(REF.bot_id, on=True) == settings
    assert settings.masking(REF.bot_id, on=False) == NoticeSettings()
    assert "60000" in "".join(compose(EN, [Telling(owed(1, BUY))], word).messages)


def test_an_owner_words_it_anew_and_a_template_that_cannot_be_said_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "group.ftl").write_text(
        "group-cycle = { $bot } made { $percent }!\ngroup-fill = { $amount } traded\nnote-kept = Hello\n"
    )
    words = Catalogues(templates=tmp_path).public
    told = {"mode": "PAPER", "bot": "#3", "percent": "+1%", "side": "BUY"}
    assert words("group-cycle", **told) == "#3 made +1%!"
    assert words("group-fill", **told) == EN("group-fill", **told)
    assert words("note-kept") == EN("note-kept"), "of groups alone"
