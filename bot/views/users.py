"""People, as owners see them: the list, one of them, an invitation, and what becomes of somebody's bots."""

from collections.abc import Sequence

from bot.views.html import Html, esc
from bot.views.restart import label
from bot.views.text import badge, cut, plain_account_name
from bot.views.words import Words, named
from engine.core.types import AccountId
from engine.people import Person, Role
from engine.reads.people import INVITED_FOR, Left, Listed
from engine.reads.views import BotCard

_MOST_NAME = 40


def shown_name(person: Person) -> str:
    """Return the name as the person gives it, or their id before they have written."""
    return cut(person.name, _MOST_NAME) or str(person.user_id)


def account_label(account_id: AccountId) -> str:
    return f"{plain_account_name(account_id)} {account_id.mode}"


def role_name(words: Words, role: Role) -> str:
    return words.plain(named("role", role))


def users_text(words: Words, people: Sequence[Listed]) -> Html:
    lines = [
        words("user-line", name=shown_name(one.person), role=role_name(words, one.person.role), bots=one.bots)
        for one in people
    ]
    return Html("\n".join([words("users-title"), *lines, "", words("users-foot")]))


def role_told(words: Words, role: Role, *, in_care: bool) -> Html:
    """Return what somebody is told who has another role now.

    `in_care`: whether their bots are in the care of an owner.
    """
    return _with_bots(words, words(named("told-role", role)), in_care=in_care)


def removal_told(words: Words, *, in_care: bool) -> Html:
    """Return what somebody is told who was taken off the list."""
    return _with_bots(words, words("told-removed"), in_care=in_care)


def _with_bots(words: Words, said: Html, *, in_care: bool) -> Html:
    return Html(f"{said} {words('told-bots-in-care')}") if in_care else said


def user_text(words: Words, listed: Listed, note: str = "") -> Html:
    person = listed.person
    role = role_name(words, person.role)
    lines = [
        words("user-page", name=shown_name(person), role=role, id=str(person.user_id)),
        words("user-bots", bots=listed.bots, working=str(listed.at_work)),
        _may_use(words, person),
    ]
    if person.shared:
        lines.append(words("user-reads", bots=len(person.shared)))
    if listed.fixed:
        lines.append(words("user-by-settings"))
    return Html("\n".join([*([note, ""] if note else []), *lines]))


def _may_use(words: Words, person: Person) -> Html:
    if person.role is Role.OWNER:
        return words("user-accounts-all")
    if person.role is Role.VIEWER:
        return words("user-accounts-viewer")
    if not person.accounts:
        return words("user-accounts-none")
    names = sorted(account_label(account_id) for account_id in person.accounts)
    return words("user-accounts", accounts=words.listed(names))


def invitation_text(words: Words, role: Role, bot_name: str, token: str) -> Html:
    return words(
        "invitation",
        role=role_name(words, role),
        bot=bot_name,
        token=token,
        hours=int(INVITED_FOR.total_seconds() // 3600),
    )


def remove_question(words: Words, listed: Listed) -> Html:
    name = shown_name(listed.person)
    if not listed.at_work:
        return words("remove-question-standing" if listed.bots else "remove-question", name=name)
    return words("remove-question-bots", name=name, bots=str(listed.at_work))


def removed_text(words: Words, name: str, left: Left, *, stopped: bool) -> Html:
    gone = words("removed", name=name)
    if not left.at_work:
        return gone
    key = "removed-bots-stopped" if stopped else "removed-bots-run"
    lines = [gone, words(key, bots=_named(left.at_work))]
    if left.not_stopped:
        lines.append(words("removed-bots-not-stopped", bots=_named(left.not_stopped)))
    return Html("\n".join(lines))


def _named(cards: Sequence[BotCard]) -> str:
    return ", ".join(label(card.state.ref) for card in cards)


def bot_label(card: BotCard) -> str:
    return f"#{card.number} {card.state.config.ticker}"


def share_text(words: Words, card: BotCard, viewers: Sequence[Person]) -> Html:
    config = card.state.config
    head = f"{esc(card.state.ref.label)} · {config.exchange} · {badge(config.mode)}"
    return Html(f"{head}\n{words('share' if viewers else 'share-nobody', bot=bot_label(card))}")
