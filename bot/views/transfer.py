"""Bots that are taken along: what is sent out, and what would come of what is brought in."""

from collections.abc import Sequence

from bot.views.card import plan, title
from bot.views.complaints import adjusted_lines, complaint_text, near_the_price
from bot.views.html import Html, esc
from bot.views.text import account_name, badge
from bot.views.words import Words
from engine.core.checks import Review
from engine.core.types import BotConfig, Mode
from engine.reads.views import BotCard

_MOST_PROBLEMS = 20


def code_text(words: Words, card: BotCard, code: str) -> str:
    """Return a bot's settings as a code, with what it is good for."""
    return f"{title(card)}\n<code>{esc(code)}</code>\n\n{words('code-what-for')}"


def preview_lines(words: Words, place: int, name: str, found: Review) -> list[str]:
    """Return what a bot would be, or what is wrong with it, as lines of HTML."""
    if found.config is None:
        near = near_the_price(found)
        problems = [complaint_text(words, item, found.market, near) for item in found.complaints]
        return [problem_line(words, place, problem) for problem in problems]
    lines = [_head(place, name, found.config), plan(words, found.config, found.market.base)]
    return [*lines, *adjusted_lines(words, found), ""]


def _head(place: int, name: str, config: BotConfig) -> Html:
    called = f" {esc(name)}" if name else ""
    where = f"{account_name(config.account_id)} · {badge(Mode.PAPER)}"
    return Html(f"<b>{place}. {esc(config.ticker)}{called}</b> · {where}")


def problem_line(words: Words, place: int, problem: Html) -> Html:
    """Return what is wrong with the bot at that place of a list."""
    return words("import-in-bot", place=str(place), problem=problem)


def question_lines(words: Words, previews: Sequence[str], count: int) -> list[str]:
    """Return the question whether these bots shall be made."""
    return [words("import-question", bots=count), "", *previews, words("import-how-they-arrive", bots=count)]


def refused_lines(words: Words, problems: Sequence[str]) -> list[str]:
    """Return why nothing was made: the first problems, and how many more there are."""
    lines = [words("nothing-imported"), *(f"⚠️ {problem}" for problem in problems[:_MOST_PROBLEMS])]
    more = len(problems) - _MOST_PROBLEMS
    return [*lines, words("and-more", more=str(more))] if more > 0 else lines
