"""What the books must say at the end, and what was told of them."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.views.html import plain
from tests.fuzz.ear import Said
from tests.fuzz.tables import Tables
from tests.support.words import EN
from tests.views.catalogues import messages

TOLD = re.compile(r"^(BUY|SELL) \S+ \S+ @ \S+ (?:\([^)]*PAPER, [^)]*\)$|· )", re.MULTILINE)
IN_PERCENT = {
    key: re.compile(
        ".+".join(map(re.escape, plain(EN(key, mode="|", bot="|", side="|", percent="|")).split("|"))),
    )
    for key, file, _ in messages("en")
    if file.name == "group.ftl"
}
"""What the alert chat is told of a bot that it is shown without amounts."""
OWED = "SELECT chat_id, message_id, payload, audience FROM outbox WHERE kind = 'fill'"
AMISS = {
    "two open orders of a bot": """
        SELECT bot_id, count(*) FROM orders
        WHERE state IN ('INTENT', 'OPEN', 'PARTIAL', 'CANCELING', 'UNKNOWN')
        GROUP BY bot_id HAVING count(*) > 1""",
    "an order without the fills that it has": """
        SELECT o.client_order_id, o.filled, count(f.trade_id)
        FROM orders o LEFT JOIN booked_fills f ON f.client_order_id = o.client_order_id
        GROUP BY o.client_order_id HAVING (CAST(o.filled AS REAL) > 0) <> (count(f.trade_id) > 0)""",
    "a trade that is not booked": """
        SELECT t.trade_id, t.symbol FROM trades t LEFT JOIN booked_fills f
        ON (f.account, f.symbol, f.trade_id, f.side) = (t.account, t.symbol, t.trade_id, t.side)
        WHERE f.trade_id IS NULL""",
    "owed and not told": """
        SELECT o.audience, o.kind FROM outbox o
        WHERE sent_at IS NULL AND dead_at IS NULL AND kept_for IS NULL
        AND NOT EXISTS (SELECT 1 FROM people p WHERE o.audience LIKE '%' || p.user_id
                        AND (p.unreachable IS NOT NULL OR p.chat_id IS NULL))""",
}


def book_complaints(tables: Tables, said: Sequence[Said]) -> Iterator[str]:
    """Yield what does not agree, once nothing is owed any more."""
    for what, question in AMISS.items():
        yield from (f"{what}: {facts}" for facts in tables.rows(question))
    yield from _fills_told(tables, said)


def _fills_told(tables: Tables, said: Sequence[Said]) -> Iterator[str]:
    """Each fill of a bot is owed once to its owner. One stands in the message that its row names, if any.

    One without a message waits for the end of its cycle or for a digest, or is muted: in the history alone.
    """
    owed: Counter[tuple[int, str]] = Counter()
    inside: Counter[tuple[int, int, str]] = Counter()
    for chat_id, message_id, payload, audience in tables.rows(OWED):
        fill = json.loads(payload)
        owed[fill["bot"]["number"], fill["side"]] += audience.startswith("person:")
        if message_id is not None:
            inside[chat_id, message_id, fill["side"]] += 1
    happened = Counter(
        (number, side)
        for number, side in tables.rows(
            "SELECT b.number, t.side FROM trades t JOIN bots b ON b.id = t.bot_id"
        )
    )
    bots = {number for (number,) in tables.rows("SELECT number FROM bots")}
    for one in happened.keys() | {one for one in owed if one[0] in bots}:
        if owed[one] != happened[one]:
            yield f"{happened[one]} fills {one} happened, {owed[one]} are owed"
    with_fills = {(chat_id, message_id) for chat_id, message_id, _ in inside}
    sent = [
        one
        for one in said
        if one.method == "sendmessage" and one.is_message and (one.chat_id, one.message_id) in with_fills
    ]
    folded = {(one.chat_id, one.message_id) for one in sent if _tells_in_percent(one.text)}
    inside = Counter({fill: times for fill, times in inside.items() if fill[:2] not in folded})
    told = Counter(
        (one.chat_id, one.message_id, side)
        for one in sent
        if (one.chat_id, one.message_id) not in folded
        for side in (*TOLD.findall(one.text), *_masked_fills(one.text))
    )
    if told != inside:
        yield f"by their rows these stand in messages: {inside}, and these do: {told}"


def _tells_in_percent(text: str) -> bool:
    """Say whether it tells a cycle, or an end, without its fills: they are in it, and not shown."""
    ends = [found for key, found in IN_PERCENT.items() if key != "group-fill"]
    return any(found.fullmatch(line) for line in text.splitlines() for found in ends)


def _masked_fills(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if IN_PERCENT["group-fill"].fullmatch(line):
            yield "BUY" if "BUY" in line else "SELL"
