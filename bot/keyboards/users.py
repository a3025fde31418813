"""The buttons of /users, and those by which a bot is shared."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardMarkup

from bot.keyboards import callbacks as taps
from bot.keyboards.buttons import button, in_pairs, markup
from bot.views.users import account_label, shown_name
from bot.views.words import Words, named
from engine.confirmations import Ask
from engine.core.types import AccountId, BotId
from engine.people import Person, Role
from engine.reads.people import Leaving, Listed

CHOSEN = "• "


def users_keyboard(words: Words, people: Sequence[Listed], roles: Sequence[Role]) -> InlineKeyboardMarkup:
    each = [button(shown_name(one.person), taps.ShowUser(user=one.person.user_id)) for one in people]
    invite = [button(words.plain(named("button-invite", role)), taps.InviteAs(role=role)) for role in roles]
    return markup([*in_pairs(each), *([one] for one in invite)])


def user_keyboard(
    words: Words, listed: Listed, roles: Sequence[Role], accounts: Sequence[AccountId], *, myself: bool
) -> InlineKeyboardMarkup:
    """Offer what can be changed about one of them."""
    person, user = listed.person, listed.person.user_id
    is_open = not (myself or listed.fixed)
    become = [
        button(words.plain(named("button-make", role)), taps.MakeRole(user=user, role=role))
        for role in roles
        if is_open and role is not person.role
    ]
    give = [
        button(
            f"{CHOSEN if account in person.accounts else ''}{account_label(account)}",
            taps.GiveAccount(user=user, account=str(account), given=account not in person.accounts),
        )
        for account in accounts
        if person.role is Role.TRADER
    ]
    remove = [button(words.plain("button-remove-person"), taps.AskRemove(user=user))] if is_open else []
    back = [button(words.plain("button-people"), taps.ShowUsers())]
    return markup([*([one] for one in give), become, remove, back])


def people_keyboard(words: Words) -> InlineKeyboardMarkup:
    return markup([[button(words.plain("button-people"), taps.ShowUsers())]])


def leaving_keyboard(words: Words, question: str, *, has_bots: bool) -> InlineKeyboardMarkup:
    """Offer what can become of their bots; of somebody without any, only to take them off."""
    no = taps.AnswerQuestion(ask=Ask.REMOVE_PERSON, question=question, yes=False)
    labels = {Leaving.KEEP: words.plain("button-remove-person")}
    if has_bots:
        labels = {how: words.plain(named("button-leaving", how)) for how in Leaving}
    yes = [button(label, taps.RemovePerson(question=question, how=how)) for how, label in labels.items()]
    return markup([*([one] for one in yes), [button(words.plain("button-cancel"), no)]])


def share_keyboard(words: Words, bot_id: BotId, viewers: Sequence[Person]) -> InlineKeyboardMarkup:
    each = [
        button(
            f"{CHOSEN if bot_id in one.shared else ''}{shown_name(one)}",
            taps.ShareWith(bot=bot_id, user=one.user_id, shared=bot_id not in one.shared),
        )
        for one in viewers
    ]
    back = button(words.plain("button-back"), taps.ShowCard(bot=bot_id, refresh=False))
    return markup([*in_pairs(each), [back]])
