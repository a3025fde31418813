"""Bots and trades taken along: /export, /import, codes of settings, several lines at once."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.handlers.trades_file import TradesFile
from bot.parsing.bots_file import MOST_BYTES, UnclearBot, read_bots
from bot.parsing.settings_code import is_code, read_code, write_code
from bot.parsing.values import Unclear
from bot.views.trades_csv import TRADES_HEAD, trades_rows
from engine.core.checks import BotDraft
from engine.core.types import AccountId, Mode, Side, Status
from engine.errors import LimitReached
from engine.reads.views import BotCard, BotFilter, TradeLine
from engine.transfer_actions import TRADES_AT_ONCE, BotPlan
from tests.chat.rig import ANNA, OWNER, SOMEBODY_ELSE, Rig
from tests.chat.stories import card_in_chat, has_bot, holding_bot
from tests.support.chat_control import ChatControl
from tests.support.person import Person

EXCHANGES = ("Binance", "Binance F", "Bybit")
BOT = {
    "ticker": "BTC/USDT",
    "exchange": "Binance",
    "first_order": "BUY",
    "quantity": "0.01",
    "buy_price": "60000",
    "sell_price": "60600",
}


async def cards(rig: Rig) -> list[BotCard]:
    return sorted(await rig.now.service.transfer.bots(ANNA), key=lambda card: card.number)


async def count(rig: Rig) -> int:
    return (await rig.now.service.bots(ANNA, BotFilter.ALL, 0)).counts[BotFilter.ALL]


def document(*bots: object, **head: object) -> bytes:
    return json.dumps({"format": "scalper-bots", "version": 1, "bots": bots, **head}).encode()


async def content_of(anna: Person, wanted: str) -> bytes:
    """Return the newest file whose name begins so, as the person would download it."""
    await anna.catch_up()
    [*_, seen] = [one for one in anna.messages if one.media and one.media["name"].startswith(wanted)]
    return await anna.download(seen)


# --- a code of settings -----------------------------------------------------------------------------


async def test_a_code_from_a_card_opens_the_form_filled_on_paper(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, trail="0.5")
    await card_in_chat(anna)
    await anna.tap("Code")
    shown = await anna.reads("scalper1:")
    assert "🧪 PAPER" in shown.text
    code = shown.html.split("<code>")[1].split("</code>")[0]
    assert len(code) < 80
    await anna.send(f"/newbot {code}")
    review = await anna.reads("New bot · 🧪 PAPER")
    assert "Buy price: 60000 USDT · Sell price: 60600 USDT\nTrailing: 0.5% · Loop: yes" in review.text
    await anna.tap("Create stopped")
    await anna.reads("Created, not started.")
    [old, new] = await cards(rig)
    assert old.state.bot_id == made.state.bot_id
    assert new.state.config == old.state.config


async def test_a_code_is_taken_without_the_command_and_as_an_answer_to_the_form(
    anna: Person, rig: Rig
) -> None:
    code = write_code((await has_bot(rig)).state.config)
    await anna.send(code)
    await anna.reads("Each cycle brings")
    await anna.tap("Cancel")
    await anna.reads("Nothing was created.")
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    await anna.send(code[:-1])
    await anna.reads("This code was cut or changed on its way")
    await anna.send(code)
    await anna.reads("Each cycle brings")
    assert await count(rig) == 1


async def test_a_code_that_is_sent_to_a_review_is_offered_and_nothing_is_lost(anna: Person, rig: Rig) -> None:
    code = write_code((await has_bot(rig, trail="0.5")).state.config)
    await anna.send("/newbot ETH/USDT Binance BUY 0.1 2900 3100")
    await anna.reads("Buy price: 2900 USDT")
    await anna.send(code[:-1])
    review = await anna.reads("This code was cut or changed on its way")
    assert "Use the code" not in review.labels
    await anna.send(code)
    review = await anna.reads("This code is a bot on BTC/USDT at Binance: 0.01 · BUY @ 60000 · SELL @ 60600.")
    assert "Buy price: 2900 USDT" in review.text
    assert {"Create stopped", "Use the code"} <= set(review.labels)
    await anna.tap("Change")
    await anna.reads("What do you want to change?")
    await anna.tap("Sell price")
    await anna.reads("3100")
    await anna.send("3200")
    review = await anna.reads("Sell price: 3200 USDT")
    assert "Use the code" not in review.labels, "the person has gone on"
    await anna.send(code)
    await anna.reads("This code is a bot on BTC/USDT")
    await anna.tap("Use the code")
    review = await anna.reads("Buy price: 60000 USDT · Sell price: 60600 USDT\nTrailing: 0.5%")
    assert "Use the code" not in review.labels
    await anna.tap("Create stopped")
    await anna.reads("Created, not started.")
    [first, second] = await cards(rig)
    assert first.state.config == second.state.config


async def test_a_code_that_is_sent_to_a_question_is_offered_there(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig)
    code = write_code(made.state.config)
    await anna.send("/newbot")
    await anna.reads("Which trading pair?")
    await anna.send("ETH/USDT")
    await anna.reads("On which exchange?")
    await anna.send(code)
    asked = await anna.reads("This code is a bot on BTC/USDT")
    assert "On which exchange?" in asked.text
    await anna.tap("Binance", on=asked)
    await anna.reads(lambda seen: "BUY" in seen.labels)
    await card_in_chat(anna)
    await anna.tap("Edit")
    await anna.reads("Nothing has changed yet.")
    await anna.send(code)
    asked = await anna.reads("Codes make new bots, and this form changes one.")
    assert "Use the code" not in asked.labels


async def test_a_damaged_code_says_so_and_opens_nothing(anna: Person, rig: Rig) -> None:
    code = write_code((await has_bot(rig)).state.config)
    await anna.send(f"/newbot {code.replace('60000', '6000')}")
    await anna.reads("This code was cut or changed on its way")
    await anna.send("/cancel")
    await anna.reads("No form is open")


async def test_codes_come_back_and_hold_nothing_of_whose_the_bot_is(rig: Rig) -> None:
    config = (await has_bot(rig, trail="0.25", loop=False)).state.config
    code = write_code(config)
    draft = read_code(f" {code[:20]}\n{code[20:]} ", EXCHANGES)
    assert write_code(config.__class__(**{**vars_of(config), "quantity": draft.quantity})) == code
    assert (draft.mode, draft.account, draft.leverage) == (Mode.PAPER, "", 1)
    assert (draft.trailing_percent, draft.infinite_loop) == (Decimal("0.25"), False)


def vars_of(config: object) -> dict[str, Any]:
    return {name: getattr(config, name) for name in config.__slots__}  # type: ignore[attr-defined]


async def test_every_slip_in_a_code_is_noticed(rig: Rig) -> None:
    code = write_code((await has_bot(rig)).state.config)
    for at, letter in enumerate(code):
        if letter.isdigit():
            slipped = f"{code[:at]}{(int(letter) + 1) % 10}{code[at + 1 :]}"
            with pytest.raises(Unclear):
                read_code(slipped, EXCHANGES)
    for end in range(len(code)):
        with pytest.raises(Unclear):
            read_code(code[:end], EXCHANGES)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scalper2:BTC/USDT;Binance;BUY;1;2;3;-;loop;000000", "code-version"),
        ("scalper1:" + "x" * 500, "code-none"),
        ("scalper1:", "code-damaged"),
        ("hello", "code-none"),
    ],
)
def test_what_is_no_code(text: str, said: str) -> None:
    with pytest.raises(Unclear) as told:
        read_code(text, EXCHANGES)
    assert told.value.fault.key == said
    assert is_code(text) is text.startswith("scalper")


# --- several lines ----------------------------------------------------------------------------------


async def test_of_many_broken_lines_it_is_said_how_many_more_there_are(anna: Person, rig: Rig) -> None:
    rig.rules = replace(rig.rules, bots_per_person=40)
    await rig.restart()
    broken = [f"BTC/USDT Binance BUY wow{number} 60000 60600" for number in range(25)]
    await anna.send("/import " + "\n".join(broken))
    told = await anna.reads("Bot 20: ")
    assert "wow20" not in told.text
    assert told.text.splitlines()[-1] == "and 5 more"
    assert await count(rig) == 0


async def test_several_lines_are_one_list_to_confirm(anna: Person, rig: Rig) -> None:
    code = write_code((await has_bot(rig)).state.config)
    lines = [
        "BTC/USDT Binance BUY 100 USDT 60000 60600 loop live",
        "ETH/USDT Binance first sell 0.1 2900 3100 trail 0.5%",
        code,
    ]
    await anna.send("/newbot " + "\n".join(lines))
    asked = await anna.reads("Make these 3 bots?")
    assert "1. BTC/USDT · Binance · 🧪 PAPER\n0.00166 BTC · BUY @ 60000 · SELL @ 60600" in asked.text
    assert "2. ETH/USDT · Binance · 🧪 PAPER" in asked.text
    assert "They arrive stopped, on 🧪 PAPER" in asked.text
    assert await count(rig) == 1
    await anna.tap("Create")
    await anna.reads("3 bots made, stopped, on 🧪 PAPER.")
    made = (await cards(rig))[1:]
    assert [card.state.config.ticker for card in made] == ["BTC/USDT", "ETH/USDT", "BTC/USDT"]
    assert {(card.state.config.mode, card.state.status) for card in made} == {(Mode.PAPER, Status.STOPPED)}


async def test_one_wrong_line_makes_none_of_them(anna: Person, rig: Rig) -> None:
    good = "BTC/USDT Binance BUY 0.01 60000 60600"
    await anna.send(f"/newbot {good}\nFOO/BAR Binance BUY 1 2 3\nETH/USDT Binance BUY 1 wow 2900\n{good}")
    told = await anna.reads("Nothing was made.")
    assert "Bot 2: I cannot find FOO/BAR on Binance." in told.text
    assert "Bot 3: “wow” is not a number" in told.text
    assert "Bot 1" not in told.text
    assert told.labels == []
    assert await count(rig) == 0


async def test_one_bot_is_spoken_of_as_one(anna: Person, rig: Rig) -> None:
    await anna.send("/import BTC/USDT Binance BUY 0.01 60000 60600")
    asked = await anna.reads("Make this bot?")
    assert asked.text.endswith("It arrives stopped, on 🧪 PAPER and at 1x, whatever it was before.")
    await anna.tap("Create")
    await anna.reads("1 bot made, stopped, on 🧪 PAPER.")


async def test_a_list_is_answered_once(anna: Person, rig: Rig) -> None:
    await anna.send("/newbot BTC/USDT Binance BUY 0.01 60000 60600\nETH/USDT Binance BUY 0.1 2900 3100")
    asked = await anna.reads("Make these 2 bots?")
    data = asked.button("Create")["data"]
    await anna.tap_data(asked, data)
    await anna.tap_data(asked, data)
    await anna.reads("2 bots made")
    await anna.send("/bots")
    await anna.reads("Your bots")
    assert await count(rig) == 2


async def test_a_list_that_is_too_long_for_the_person_is_refused(anna: Person, rig: Rig) -> None:
    line = "BTC/USDT Binance BUY 0.01 60000 60600"
    await anna.send("/newbot " + "\n".join([line] * (rig.rules.bots_per_person + 1)))
    await anna.reads("You have reached the limit")
    assert await count(rig) == 0


async def test_when_one_cannot_be_made_none_is(rig: Rig) -> None:
    """The room is looked at once more where they are stored."""

    draft = BotDraft(
        ticker="BTC/USDT",
        exchange="Binance",
        first_order=Side.BUY,
        quantity=Decimal("0.01"),
        buy_price=Decimal(60000),
        sell_price=Decimal(60600),
    )
    plans = [BotPlan(draft=draft)] * (rig.rules.bots_per_person + 1)
    with pytest.raises(LimitReached):
        await rig.now.service.transfer.create_all(ANNA, plans, "many")
    assert await count(rig) == 0
    few = plans[:2]
    first = await rig.now.service.transfer.create_all(ANNA, few, "twice")
    again = await rig.now.service.transfer.create_all(ANNA, few, "twice")
    assert [card.state.bot_id for card in first] == [card.state.bot_id for card in again]
    assert await count(rig) == 2


# --- files ------------------------------------------------------------------------------------------


async def test_what_is_exported_comes_back_stopped_and_on_paper(anna: Person, rig: Rig) -> None:
    made = await has_bot(rig, trail="0.5", start=True)
    await rig.now.service.rename(ANNA, made.state.bot_id, "Morning & Co")
    await has_bot(rig, ticker="ETH/USDT", buy="2900", sell="3100", loop=False, key="second")
    await anna.send("/export")
    await anna.reads("Your 2 bots as JSON")
    await anna.reads("Your bots have not traded yet")
    file = await content_of(anna, "scalper-bots-")
    assert str(made.state.bot_id) not in file.decode()
    await anna.upload("scalper-bots.json", file, text="/import")
    asked = await anna.reads("Make these 2 bots?")
    assert "1. BTC/USDT Morning & Co · Binance · 🧪 PAPER" in asked.text
    await anna.tap("Create")
    await anna.reads("2 bots made")
    first, second, again, another = await cards(rig)
    assert (again.state.config, another.state.config) == (first.state.config, second.state.config)
    assert again.state.name == "Morning & Co"
    assert (again.state.status, first.state.status) == (Status.STOPPED, Status.ACTIVE)


async def test_a_file_alone_and_one_that_is_answered_are_taken(anna: Person, rig: Rig) -> None:
    await anna.upload("mine.json", document(BOT))
    await anna.reads("Make this bot?")
    await anna.tap("Cancel")
    await anna.reads("Nothing was made.")
    await anna.send(f"/import {document(BOT).decode()}")
    await anna.reads("Make this bot?")
    assert await count(rig) == 0


async def test_what_import_takes_is_said(anna: Person) -> None:
    await anna.send("/import")
    await anna.reads("Send me the file from /export")


WRONG: list[tuple[bytes, str]] = [
    (b"\xff\xfe\x00", "import-no-json"),
    (b"", "import-no-json"),
    (b"[" * 100_000, "import-no-bots-file"),
    (b'{"a":' * 50_000, "import-no-bots-file"),
    (b"[]", "import-no-bots-file"),
    (b'{"format": "other", "version": 1, "bots": []}', "import-no-bots-file"),
    (document(BOT, version=2), "import-version"),
    (document(BOT, version=None), "import-missing"),
    (b'{"format": "scalper-bots"}', "import-missing"),
    (document(), "import-empty"),
    (document(bots={}), "import-empty"),
    (document(BOT, owner_id=77), "import-unknown-key"),
    (b" " * (MOST_BYTES + 1), "import-too-large"),
    (document(*[BOT] * 101), "import-too-many"),
    (document(BOT).replace(b'"60000"', b"NaN"), "import-no-number"),
    (document(BOT).replace(b'"60000"', b"-Infinity"), "import-no-number"),
    (document(BOT)[:-1] + b',"version":1}', "import-no-json"),
    (document({**BOT, "name": "\ud800"}), "import-no-json"),
    (document(BOT)[:-3], "import-no-json"),
]


@pytest.mark.parametrize(("content", "said"), WRONG, ids=[str(at) for at in range(len(WRONG))])
def test_a_malicious_file_is_told_and_nothing_is_read(content: bytes, said: str) -> None:
    with pytest.raises(Unclear) as told:
        read_bots(content, EXCHANGES)
    assert told.value.fault.key == said


WRONG_BOTS: list[tuple[dict[str, object], str]] = [
    ({"id": "11111111-1111-4111-8111-111111111111"}, "import-unknown-key"),
    ({"owner_id": 1}, "import-unknown-key"),
    ({"quantity": None}, "import-missing"),
    ({"quantity": []}, "import-wrong-type"),
    ({"quantity": True}, "import-wrong-type"),
    ({"quantity": "1" * 49}, "import-wrong-type"),
    ({"quantity": "1e9999999"}, "import-no-number"),
    ({"quantity": "NaN"}, "import-no-number"),
    ({"buy_price": "9" * 40}, "import-no-number"),
    ({"infinite_loop": "yes"}, "import-wrong-type"),
    ({"infinite_loop": 1}, "import-wrong-type"),
    ({"mode": "REAL"}, "import-wrong-type"),
    ({"mode": 1}, "import-wrong-type"),
    ({"leverage": {}}, "import-wrong-type"),
    ({"name": 5}, "import-wrong-type"),
    ({"name": "x" * 201}, "import-wrong-type"),
    ({"ticker": "!"}, "typed-not-a-ticker"),
    ({"exchange": "Kraken"}, "typed-not-an-exchange"),
    ({"first_order": "HOLD"}, "typed-not-a-side"),
]


@pytest.mark.parametrize(("changed", "said"), WRONG_BOTS, ids=[f"{one}" for one, _ in WRONG_BOTS])
def test_a_bot_that_cannot_be_read_is_named(changed: dict[str, object], said: str) -> None:
    with pytest.raises(UnclearBot) as told:
        read_bots(document(BOT, {**BOT, **changed}), EXCHANGES)
    assert (told.value.place, told.value.fault.key) == (2, said)


async def test_wrong_files_get_a_sentence_in_the_chat_and_make_nothing(anna: Person, rig: Rig) -> None:
    for name, content, said in (
        ("big.json", b" " * (MOST_BYTES + 1), "I read at most 256 KiB"),
        ("deep.json", b"[" * 100_000, "This is not a file from /export"),
        ("nan.json", document(BOT).replace(b'"60000"', b"NaN"), "NaN is not a number"),
        ("ids.json", document({**BOT, "id": "x"}), "Bot 1: I do not know what “id” means"),
        ("low.json", document({**BOT, "quantity": "0.0000001"}), "Bot 1: Quantity"),
        ("name.json", document({**BOT, "name": "<b>" * 30}), "Bot 1: A name"),
        ("words.json", b"<b>hello</b>", "This is not JSON"),
    ):
        await anna.upload(name, content, text="/import")
        told = await anna.reads(said)
        assert "Nothing was made." in told.text
        assert told.labels == []
    assert await count(rig) == 0


async def test_real_money_and_leverage_do_not_arrive(rig: Rig, anna: Person) -> None:
    await anna.upload("a.json", document({**BOT, "mode": "LIVE", "leverage": 20}), text="/import")
    asked = await anna.reads("Make this bot?")
    assert "LIVE" not in asked.text
    await anna.tap("Create")
    await anna.reads("1 bot made")
    [card] = await cards(rig)
    assert (card.state.config.mode, card.state.config.leverage) == (Mode.PAPER, 1)


async def test_trades_are_a_file_with_one_row_each(anna: Person, rig: Rig) -> None:
    made = await holding_bot(rig)
    await rig.binance.move("BTC/USDT", "60700")
    await anna.send("/export")
    await anna.reads("The trades of your bots as CSV")
    file = (await content_of(anna, "scalper-trades-")).decode()
    head, *rows = list(csv.reader(io.StringIO(file)))
    assert tuple(head) == TRADES_HEAD
    buy, sell = [dict(zip(head, row, strict=True)) for row in rows][:2]
    assert (buy["pair"], buy["side"], buy["quantity"], buy["price"]) == ("BTC/USDT", "BUY", "0.01", "60000")
    assert (buy["fee"], buy["fee_coin"], buy["result"], buy["cycle"]) == ("0.00001", "BTC", "", "1")
    assert (sell["side"], sell["result"], sell["result_coin"]) == ("SELL", "4.788606", "USDT")
    assert (sell["exchange"], sell["mode"], sell["bot"]) == ("Binance", "PAPER", "1")
    assert datetime.fromisoformat(buy["time_utc"]).tzinfo == UTC
    assert str(made.state.bot_id) not in file
    assert buy["trade_id"] != sell["trade_id"]


async def test_trades_of_others_are_not_among_them(rig: Rig) -> None:
    await holding_bot(rig)
    others = [trade async for trade in rig.now.service.transfer.trades(SOMEBODY_ELSE)]
    mine = [trade async for trade in rig.now.service.transfer.trades(ANNA)]
    assert (len(others), len(mine)) == (0, 1)


async def test_a_file_of_trades_is_read_in_pieces_and_may_be_asked_for_again(rig: Rig) -> None:
    """What is too long for one file goes on in the next, with no trade lost or twice."""
    await holding_bot(rig)
    [trade] = [one async for one in rig.now.service.transfer.trades(ANNA)]
    total = 3 * TRADES_AT_ONCE + 7

    async def many() -> Any:  # noqa: ANN401 - an iterator
        for _ in range(total):
            yield trade

    file = TradesFile(many, rig.clock.now())
    for _ in range(2):
        pieces = [piece async for piece in file.read(rig.now.bot)]
        assert max(piece.count(b"\n") for piece in pieces) <= TRADES_AT_ONCE
        assert b"".join(pieces).count(b"\n") == total + 1
        assert (file.until, file.has_more) == (total, False)
    rest = TradesFile(many, rig.clock.now(), skip=300, part=2)
    assert b"".join([piece async for piece in rest.read(rig.now.bot)]).count(b"\n") == 8
    assert rest.filename is not None
    assert rest.filename.endswith("-2.csv")


async def test_in_a_group_nothing_of_it_is_shown(anna: Person, rig: Rig, control: ChatControl) -> None:
    group = await control.group("Desk", {OWNER: "creator"})
    await has_bot(rig)
    for command in ("/export", "/import"):
        await anna.send(command, chat=group)
        await anna.reads(f"Send {command} here, where nobody else reads it.")
    assert not [seen for seen in anna.in_chat(group) if seen.media]


def test_names_that_a_spreadsheet_would_calculate_are_text() -> None:
    line = TradeLine(
        row=1,
        at=datetime(2026, 1, 31, 12, 3, 4, 500_000, tzinfo=UTC),
        account_id=AccountId("Binance", Mode.LIVE),
        symbol="BTC/USDT",
        quote="USDT",
        side=Side.SELL,
        quantity=Decimal("0.00999"),
        price=Decimal(60600),
        fee=Decimal("-0.1"),
        fee_coin="USDT",
        result=Decimal("-4.5"),
        cycle=2,
        bot_number=3,
        bot_name="=1+1",
        trade_id="77",
        venue_order_id=None,
        client_order_id="s1",
    )
    assert trades_rows([line]) == (
        "2026-01-31T12:03:04.500000Z,BTC/USDT,SELL,0.00999,60600,-0.1,USDT,-4.5,USDT,2,Binance,LIVE,3,'=1+1,77,,s1\r\n"
    )
