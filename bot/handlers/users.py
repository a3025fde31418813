"""/users: who is on the list, as what, and with which accounts. The service lets owners alone do that."""

import logging
from collections.abc import Callable

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.chat.context import ChatContext
from bot.chat.menu import hide_menu, show_menu
from bot.chat.question_subjects import RemovePersonTarget
from bot.chat.questions import Outcome
from bot.handlers.answers import answer
from bot.keyboards import callbacks as taps
from bot.keyboards.users import leaving_keyboard, people_keyboard, user_keyboard, users_keyboard
from bot.views.users import (
    invitation_text,
    removal_told,
    remove_question,
    removed_text,
    role_told,
    shown_name,
    user_text,
    users_text,
)
from bot.views.words import Words
from engine.people import Person, Role
from engine.reads.people import Leaving, Listed

Text = tuple[str, InlineKeyboardMarkup]

log = logging.getLogger(__name__)


async def users(_: Message, ctx: ChatContext) -> None:
    await ctx.answer.say(*await _list(ctx))


async def show_users(_: CallbackQuery, ctx: ChatContext) -> None:
    await ctx.answer.show(*await _list(ctx))


async def _list(ctx: ChatContext) -> Text:
    people = await ctx.service.people.everybody(ctx.actor)
    return users_text(ctx.words, people), users_keyboard(
        ctx.words, people, ctx.service.people.roles(ctx.actor)
    )


async def show_user(_: CallbackQuery, callback_data: taps.ShowUser, ctx: ChatContext) -> None:
    await ctx.answer.show(*_page(ctx, await ctx.service.people.listed(ctx.actor, callback_data.user)))


def _page(ctx: ChatContext, listed: Listed, note: str = "") -> Text:
    actor, people = ctx.actor, ctx.service.people
    is_me = listed.person.user_id == actor.person_id
    keyboard = user_keyboard(ctx.words, listed, people.roles(actor), people.accounts(actor), myself=is_me)
    return user_text(ctx.words, listed, note), keyboard


async def invite(_: CallbackQuery, callback_data: taps.InviteAs, ctx: ChatContext, bot: Bot) -> None:
    """Show a link that lets one person in. It is shown this once: only its hash is kept."""
    token = await ctx.service.people.invite(ctx.actor, callback_data.role)
    bot_name = (await bot.me()).username or ""
    text = invitation_text(ctx.words, callback_data.role, bot_name, token)
    await ctx.answer.say(text)  # no button: what it shows would take the place of the link


async def make_role(_: CallbackQuery, callback_data: taps.MakeRole, ctx: ChatContext, bot: Bot) -> None:
    listed = await ctx.service.people.set_role(ctx.actor, callback_data.user, callback_data.role)
    await show_menu(bot, listed.person, ctx.catalogues.words(listed.person.language))
    in_care = callback_data.role is Role.VIEWER and listed.bots > 0
    if listed.was is not None:
        await _tell(
            ctx, bot, listed.person, lambda words: role_told(words, listed.person.role, in_care=in_care)
        )
    await ctx.answer.show(*_page(ctx, listed, ctx.words("user-in-care" if in_care else "user-changed")))


async def _tell(ctx: ChatContext, bot: Bot, person: Person, said: Callable[[Words], str]) -> None:
    """Tell somebody what an owner has decided about them, if they can be reached."""
    if person.chat_id is None:
        return
    try:
        words = ctx.catalogues.words(person.language)
        await bot.send_message(person.chat_id, said(words), parse_mode=ParseMode.HTML)
    except TelegramAPIError as e:
        log.info("person %s is not told what was decided about them: %s", person.user_id, e)


async def give_account(_: CallbackQuery, callback_data: taps.GiveAccount, ctx: ChatContext) -> None:
    people, user = ctx.service.people, callback_data.user
    named = [one for one in people.accounts(ctx.actor) if str(one) == callback_data.account]
    if not named:  # it is not set up any more
        await ctx.answer.show(*_page(ctx, await people.listed(ctx.actor, user)))
        return
    listed = await people.give_account(ctx.actor, user, named[0], given=callback_data.given)
    await ctx.answer.show(*_page(ctx, listed, ctx.words("user-changed")))


async def ask_remove(_: CallbackQuery, callback_data: taps.AskRemove, ctx: ChatContext) -> None:
    listed = await ctx.service.people.listed(ctx.actor, callback_data.user)
    question = await ctx.questions.put(RemovePersonTarget(user_id=callback_data.user))
    await ctx.answer.show(
        remove_question(ctx.words, listed),
        leaving_keyboard(ctx.words, question, has_bots=bool(listed.at_work)),
    )


async def remove(_: CallbackQuery, callback_data: taps.RemovePerson, ctx: ChatContext, bot: Bot) -> None:
    async def act(target: RemovePersonTarget) -> Outcome:
        listed = await ctx.service.people.listed(ctx.actor, target.user_id)
        person = listed.person
        left = await ctx.service.people.remove(ctx.actor, target.user_id, callback_data.how)
        await hide_menu(bot, person)
        await _tell(ctx, bot, person, lambda words: removal_told(words, in_care=listed.bots > 0))
        stopped = callback_data.how is Leaving.STOP
        text = removed_text(ctx.words, shown_name(person), left, stopped=stopped)
        return Outcome([text], people_keyboard(ctx.words))

    await answer(ctx, callback_data.question, RemovePersonTarget, act)
