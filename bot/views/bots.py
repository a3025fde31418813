"""The list of bots."""

from bot.views.html import Html, esc
from bot.views.text import account_name, cut, mark, quoted, short_badge, signed
from bot.views.words import Words, named
from engine.core.types import NAME_LENGTH
from engine.people import Role
from engine.reads.views import BotCard, BotFilter, BotPage, BotRow

MOST_FOUND = 40
_MOST_LABEL = 32
"""A name is not to make the other buttons unreadable."""


def bots_text(words: Words, page: BotPage, which: BotFilter, role: Role) -> str:
    if not page.counts.get(BotFilter.ALL, 0):
        return words("bots-none-shared" if role is Role.VIEWER else "bots-none")
    head = words(named("bots-head", which), count=page.counts.get(which, 0))
    if page.pages > 1:
        of = words("page-of", page=str(page.page + 1), pages=str(page.pages))
        head = Html(f"{head} · {of}")
    if not page.rows:
        return f"{head}\n{words('bots-none-here')}"
    return "\n".join([head, *(_row(words, row) for row in page.rows), "", words("bots-tap")])


def _row(words: Words, row: BotRow) -> str:
    where = f"{account_name(row.account_id)} · {short_badge(row.account_id.mode)}"
    return (
        f"{mark(row.status, paused=row.paused)} {esc(row.label)} · {where} · "
        f"{signed(row.pnl, row.quote)} · {words('bots-trades', trades=row.trades)}"
    )


def bots_fit(words: Words, written: str, count: int) -> str:
    """Ask which of them; more than MOST_FOUND are not all offered."""
    asked = words("bots-fit", written=quoted(words, written))
    if count <= MOST_FOUND:
        return asked
    return f"{asked}\n{words('bots-fit-first', shown=str(MOST_FOUND), count=str(count))}"


def how_to_name(words: Words, card: BotCard) -> str:
    """Return what to write so that the bot has a name."""
    return words("name-how", bot=card.state.ref.label, number=str(card.number), most=NAME_LENGTH)


def no_bot_called(words: Words, number: str) -> str:
    return words("name-no-bot", written=quoted(words, number)) if number else words("name-which")


def not_a_list(words: Words, written: str) -> str:
    names = Html(", ".join(f"<code>/bots {which}</code>" for which in BotFilter))
    return words("bots-not-a-list", written=quoted(words, written), lists=names)


def bot_label(row: BotRow) -> str:
    return cut(f"{mark(row.status, paused=row.paused)} {row.label}", _MOST_LABEL)


def filter_called(words: Words, written: str) -> BotFilter | None:
    """Return the list whose button is called so."""
    names = {
        filter_label(words, which, 0, chosen=False).removesuffix("0").strip(): which for which in BotFilter
    }
    return {name.casefold(): which for name, which in names.items()}.get(written.strip().casefold())


def filter_label(words: Words, which: BotFilter, count: int, *, chosen: bool) -> str:
    label = words.plain(named("button-bots", which), count=str(count))
    return f"• {label}" if chosen else label
