"""What only tells: greeting, help, figures, and a hint for what nobody else takes."""

from aiogram import Bot
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.chat.context import ChatContext
from bot.chat.menu import show_menu
from bot.chat.seen_forms import check_forms_seen
from bot.handlers import wallets
from bot.keyboards.bots import list_keyboard, way_on_keyboard
from bot.keyboards.wallets import wallets_keyboard
from bot.parsing.newbot_parser import tells_of_a_bot
from bot.parsing.stop_words import asks_to_stop
from bot.views.accounts import accounts_lines, contact_line
from bot.views.health import health_lines
from bot.views.help import (
    command_help,
    greeting,
    help_text,
    no_form,
    no_stop_by_word,
    no_words,
    unknown_command,
)
from bot.views.wallets import wallets_lines
from engine.people import Role

_MOST_LINE = 1000


async def start(_: Message, ctx: ChatContext, bot: Bot) -> None:
    """Greet, and show the menu of commands: with this, or an invitation in it, everybody begins."""
    await show_menu(bot, ctx.person, ctx.words)
    role = ctx.person.role
    keyboard = way_on_keyboard(ctx.words, role)
    await ctx.answer.say(greeting(ctx.words, ctx.person.name, ctx.prices, role), keyboard)


async def help_(_: Message, command: CommandObject, ctx: ChatContext) -> None:
    """List what there is; with the name of a command, explain that one."""
    asked = (command.args or "").strip()
    if asked.casefold().lstrip("/").partition("@")[0] in {"", "help"}:
        await ctx.answer.say(help_text(ctx.words, ctx.prices, ctx.person.role))
        return
    found = command_help(ctx.words, asked, ctx.person.role)
    await ctx.answer.say(found or unknown_command(ctx.words, f"/{asked.lstrip('/')}", ctx.person.role))


async def accounts(_: Message, command: CommandObject, ctx: ChatContext) -> None:
    if command.args:
        await wallets.written(ctx, command.args)
        return
    paper = ctx.service.paper.wallets(ctx.actor)
    found = await ctx.service.accounts(ctx.actor)
    contact, before = ctx.contact, ctx.contact.last_absence
    telegram = contact_line(ctx.words, contact.answers_since, before.length if before is not None else None)
    longest_s = ctx.service.longest_hold_s(ctx.actor)
    lines = accounts_lines(ctx.words, found, longest_s, role=ctx.person.role)
    lines += wallets_lines(ctx.words, paper)
    await ctx.answer.show_lines([*lines, "", telegram], wallets_keyboard(ctx.words, paper))


async def health(_: Message, ctx: ChatContext) -> None:
    found = await ctx.service.health(ctx.actor)
    await ctx.answer.show_lines(health_lines(ctx.words, found, ctx.contact.silent_for))


async def needs_no_words(_: Message, command: CommandObject, ctx: ChatContext) -> None:
    await ctx.answer.say(no_words(ctx.words, command.command.lower(), command.args or ""))


async def unknown(message: Message, ctx: ChatContext) -> None:
    await ctx.answer.say(unknown_command(ctx.words, (message.text or "/").split()[0], ctx.person.role))


async def stray(message: Message, ctx: ChatContext) -> None:
    """Say that nothing asks for a text, and what makes of it what was likely meant."""
    check_forms_seen()
    written = message.text or ""
    if asks_to_stop(written):
        said = no_stop_by_word(ctx.words, ctx.person.role)
    elif _is_line(written, ctx):
        said = ctx.words("no-form-but-line", line=f"/newbot {written}")
    else:
        said = no_form(ctx.words, ctx.person.role)
    await ctx.answer.say(said)


def _is_line(written: str, ctx: ChatContext) -> bool:
    """Say whether it is a line for a bot. Who only reads makes none."""
    if ctx.person.role is Role.VIEWER or len(written) > _MOST_LINE:
        return False
    return tells_of_a_bot(written, tuple(ctx.service.exchanges(ctx.actor)))


async def edited(_: Message, ctx: ChatContext) -> None:
    """Say that a change of what was written does nothing: it may be a command put right."""
    await ctx.answer.say(ctx.words("edits-not-read"))


async def old_button(_: CallbackQuery, ctx: ChatContext) -> None:
    await ctx.answer.toast(ctx.words.plain("old-button"))
    await ctx.answer.say(ctx.words("old-button"), list_keyboard(ctx.words))
