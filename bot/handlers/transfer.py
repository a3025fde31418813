"""/export and /import: all bots as a file, their trades as another, and bots from a file, codes or lines."""

import secrets
from collections.abc import Sequence
from io import BytesIO

from aiogram import Bot
from aiogram.filters import CommandObject
from aiogram.types import BufferedInputFile, Document, Message

from bot.chat.context import ChatContext
from bot.chat.question_subjects import ImportTarget
from bot.chat.questions import Outcome
from bot.dialogs.steps import take_line
from bot.handlers.trades_file import TradesFile
from bot.keyboards.bots import list_keyboard
from bot.parsing.bots_file import MOST_BOTS, MOST_BYTES, UnclearBot, read_bots, write_bots
from bot.parsing.newbot_parser import read_line
from bot.parsing.settings_code import is_code, read_code
from bot.parsing.values import Fault, Unclear, without_marks
from bot.views.errors import sentence
from bot.views.html import Html, esc
from bot.views.transfer import preview_lines, problem_line, question_lines, refused_lines
from bot.views.words import Words
from engine.errors import ScalperError
from engine.transfer_actions import BotPlan

_MOST_CARDS = 8
Listed = BotPlan | Html
"""One bot of a list, or why it cannot be read."""


# --- out ------------------------------------------------------------------------------------------


async def export(_: Message, ctx: ChatContext) -> None:
    """Send all bots as JSON, and their trades as CSV, read in pieces while they are sent."""
    if not ctx.answer.private:
        await ctx.answer.say(ctx.words("transfer-in-private", command="/export"))
        return
    cards, now = await ctx.service.transfer.bots(ctx.actor), ctx.clock.now()
    if not cards:
        await ctx.answer.say(ctx.words("export-none"))
        return
    content = write_bots([(card.state.config, card.state.name) for card in cards], now)
    file = BufferedInputFile(content, f"scalper-bots-{now:%Y%m%d-%H%M%S}.json")
    await ctx.answer.send_file(file, ctx.words("export-bots", bots=len(cards)))
    if not any(card.state.trades for card in cards):
        await ctx.answer.say(ctx.words("export-no-trades"))
        return
    trades = TradesFile(lambda: ctx.service.transfer.trades(ctx.actor), now)
    await ctx.answer.send_file(trades, ctx.words("export-trades"))
    part = 1
    while trades.has_more:
        part += 1
        trades = TradesFile(lambda: ctx.service.transfer.trades(ctx.actor), now, skip=trades.until, part=part)
        await ctx.answer.send_file(trades, ctx.words("export-trades"))


# --- in -------------------------------------------------------------------------------------------


class _Bounded(BytesIO):
    """Takes no more than a file of bots may have, whatever Telegram said of its size."""

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        if self.tell() + len(piece) > MOST_BYTES:
            raise _too_large()
        return super().write(piece)


def _too_large() -> Unclear:
    return Unclear("import-too-large", most=str(MOST_BYTES // 1024))


async def import_(message: Message, ctx: ChatContext, bot: Bot, command: CommandObject | None = None) -> None:
    """Show what would come of a file, or of what stands behind the command."""
    if not ctx.answer.private:
        await ctx.answer.say(ctx.words("transfer-in-private", command="/import"))
        return
    replied = message.reply_to_message
    document = message.document or (replied.document if replied is not None else None)
    written = ((command.args if command else None) or "").strip()
    if document is not None:
        await _offer_file(ctx, bot, document)
    elif written.startswith(("{", "[")):
        await _offer_json(ctx, written.encode(errors="replace"))
    elif written:
        await offer_lines(ctx, written)
    else:
        await ctx.service.transfer.check_room(ctx.actor, 1)
        await ctx.answer.say(ctx.words("import-how"))


async def _offer_file(ctx: ChatContext, bot: Bot, document: Document) -> None:
    await ctx.service.transfer.check_room(ctx.actor, 1)
    try:
        if (document.file_size or 0) > MOST_BYTES:
            raise _too_large()
        content = _Bounded()
        await bot.download(document, content)
    except Unclear as e:
        await _refuse(ctx, [_worded(ctx.words, e.fault)])
        return
    await _offer_json(ctx, content.getvalue())


async def _offer_json(ctx: ChatContext, content: bytes) -> None:
    exchanges = tuple(ctx.service.exchanges(ctx.actor))
    try:
        plans = read_bots(content, exchanges)
    except UnclearBot as e:
        await _refuse(ctx, [problem_line(ctx.words, e.place, _worded(ctx.words, e.fault))])
    except Unclear as e:
        await _refuse(ctx, [_worded(ctx.words, e.fault)])
    else:
        await _offer(ctx, plans)


async def offer_lines(ctx: ChatContext, written: str) -> None:
    """Show what would come of several lines, each a bot or a code, all or none of which are made."""
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    if len(lines) > MOST_BOTS:
        fault = Unclear("import-too-many", most=str(MOST_BOTS), count=str(len(lines))).fault
        await _refuse(ctx, [_worded(ctx.words, fault)])
        return
    await _offer(ctx, [await _of_line(ctx, line) for line in lines])


async def _of_line(ctx: ChatContext, line: str) -> Listed:
    """Return the bot that a line tells, or all that is wrong with it."""
    exchanges = tuple(ctx.service.exchanges(ctx.actor))
    line = without_marks(line).removeprefix("/newbot").strip()
    if is_code(line):
        try:
            return BotPlan(draft=read_code(line, exchanges))
        except Unclear as e:
            return _worded(ctx.words, e.fault)
    form = await take_line(read_line(line, exchanges), ctx)
    if form.line_problems:
        return Html(" ".join(esc(problem.text) for problem in form.line_problems))
    return BotPlan(draft=form.draft)


async def _offer(ctx: ChatContext, listed: Sequence[Listed]) -> None:
    """Show the bots and ask, or say all that is wrong."""
    await ctx.service.transfer.check_room(ctx.actor, len(listed))
    shown, problems, plans = list[str](), list[str](), list[BotPlan]()
    for place, one in enumerate(listed, 1):
        if isinstance(one, Html):
            problems.append(problem_line(ctx.words, place, one))
            continue
        try:
            found = await ctx.service.transfer.preview(ctx.actor, one)
        except ScalperError as e:
            problems.append(problem_line(ctx.words, place, sentence(ctx.words, e)))
            continue
        (shown if found.config is not None else problems).extend(
            preview_lines(ctx.words, place, one.name, found)
        )
        plans.append(one)
    if problems:
        await _refuse(ctx, problems)
        return
    target = ImportTarget(key=secrets.token_hex(8), plans=tuple(plans))
    markup = await ctx.questions.ask(target, ctx.words.plain("button-import"))
    await ctx.answer.show_lines(question_lines(ctx.words, shown, len(plans)), markup)


async def _refuse(ctx: ChatContext, problems: Sequence[str]) -> None:
    await ctx.answer.show_lines(refused_lines(ctx.words, problems))


def _worded(words: Words, fault: Fault) -> Html:
    return words(fault.key, **fault.values)


async def carry_out(ctx: ChatContext, target: ImportTarget) -> Outcome:
    """Make the bots that were shown: all or none."""
    made = await ctx.service.transfer.create_all(ctx.actor, target.plans, target.key)
    return Outcome([ctx.words("imported", bots=len(made))], list_keyboard(ctx.words, made[:_MOST_CARDS]))
