"""The questions of the form: what each offers, and how an answer is taken."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from bot.chat.context import ChatContext
from bot.dialogs.carrying import FINE, carried, quantity_of, recounted
from bot.dialogs.form_state import FormState, LineProblem, left_out, with_problem
from bot.parsing.newbot_parser import Line
from bot.parsing.values import (
    Away,
    Fault,
    Unclear,
    Worth,
    coins_of,
    read_exchange,
    read_leverage,
    read_loop,
    read_mode,
    read_percent,
    read_price,
    read_quantity,
    read_side,
    read_ticker,
    shown,
)
from bot.views.choices import Choice, fixed_choices, price_choices, quantity_choices
from bot.views.complaints import complaint_text, near_the_price
from bot.views.errors import sentence
from bot.views.form import FIELDS, PRICED
from bot.views.html import Html, esc
from bot.views.text import badge, number
from bot.views.words import Words
from engine.core.checks import BotDraft, Field, Problem
from engine.core.money import exact, round_to
from engine.core.state import Refusal
from engine.core.types import AccountId, Mode
from engine.errors import CommandRejected, ModeNotOffered, ScalperError, UnknownTicker
from engine.outbox import ToPerson
from engine.presets import Preset, can_be_kept
from engine.reads.views import MarketView

_MOST_SYMBOLS = 8
_USUAL = frozenset({Field.MODE, Field.TRAILING, Field.LOOP, Field.LEVERAGE})
"""What a line may leave out without being asked for it."""
OWN = "⭐"
"""Marks what a person keeps of their own."""


async def market_of(form: FormState, ctx: ChatContext) -> MarketView | None:
    """Return market and price of what was chosen, or None while there is none to be had."""
    draft = form.draft
    if not draft.ticker or not draft.exchange:
        return None
    try:
        account_id = AccountId(draft.exchange, draft.mode, draft.account)
        return await ctx.service.quote(ctx.actor, account_id, draft.ticker, form.bot_id)
    except ScalperError:
        return None


def asked_fields(draft: BotDraft, ctx: ChatContext) -> tuple[Field, ...]:
    """Return what the form asks: mode and leverage only where there is a choice, or a wrong one is made."""
    modes = ctx.service.modes(ctx.actor, draft.exchange) if draft.exchange else ()
    left_out = set[Field]()
    if len(modes) <= 1 and draft.mode is Mode.PAPER:
        left_out.add(Field.MODE)
    if draft.leverage == 1 and not (
        draft.exchange and ctx.service.has_leverage(ctx.actor, draft.exchange, draft.mode)
    ):
        left_out.add(Field.LEVERAGE)
    return tuple(which for which in FIELDS if which not in left_out)


def choices(which: Field, draft: BotDraft, view: MarketView | None, ctx: ChatContext) -> list[Choice]:
    if which is Field.TICKER:
        exchange = draft.exchange or ctx.service.exchanges(ctx.actor)[0]
        mode = draft.mode if draft.mode in ctx.service.modes(ctx.actor, exchange) else Mode.PAPER
        symbols = ctx.service.symbols(ctx.actor, AccountId(exchange, mode))
        return [(symbol, symbol) for symbol in symbols[:_MOST_SYMBOLS]]
    if which is Field.EXCHANGE:
        return [(name, name) for name in ctx.service.exchanges(ctx.actor)]
    if which is Field.MODE:
        modes = ctx.service.modes(ctx.actor, draft.exchange) if draft.exchange else (Mode.PAPER,)
        return [choice for mode in modes for choice in _of_mode(mode, draft.exchange, ctx)]
    if which not in PRICED:
        return fixed_choices(ctx.words, which)
    if view is None:
        return []
    if which is Field.QUANTITY:
        return quantity_choices(view, draft, ctx.limits)
    return price_choices(which, view, draft)


async def own_choices(which: Field, view: MarketView | None, ctx: ChatContext) -> list[Choice]:
    """Offer what the person keeps for that question, where it fits: a quantity in a coin of the pair."""
    kept = (await ctx.notice_settings.of(ToPerson(ctx.person.user_id))).presets
    values = [one.value for one in kept if one.kind is which]
    if which is Field.QUANTITY:
        coins = (view.market.base, view.market.quote) if view else ()
        values = [value for value in values if value.rpartition(" ")[2] in coins]
    if which is Field.EXCHANGE:
        values = [value for value in values if value in ctx.service.exchanges(ctx.actor)]
    return [(f"{OWN} {value}", value) for value in values]


def presets_of(form: FormState) -> list[Preset]:
    """Return what of the form can be kept for other forms."""
    draft, coins = form.draft, coins_of(form.draft.ticker)
    worth = f"{number(form.worth.amount)} {form.worth.coin}" if form.worth else None
    quantity = f"{number(draft.quantity)} {coins[0]}" if draft.quantity and coins else None
    trailing = f"{number(draft.trailing_percent)}%" if draft.trailing_percent else None
    values = (
        (Field.TICKER, draft.ticker),
        (Field.EXCHANGE, draft.exchange),
        (Field.QUANTITY, worth or quantity),
        (Field.TRAILING, trailing),
    )
    made = [Preset(kind=kind, value=value) for kind, value in values if value]
    return [one for one in made if can_be_kept(one)]


def _of_mode(mode: Mode, exchange: str | None, ctx: ChatContext) -> list[Choice]:
    """Return the mode as a choice; where there are accounts with names, each of them."""
    labels = ctx.service.account_labels(ctx.actor, exchange, mode) if exchange else ()
    if not any(labels):
        return [(badge(mode), mode.value)]
    return [(f"{badge(mode)} {label}".rstrip(), f"{mode.value} {label}".rstrip()) for label in labels]


async def take(which: Field, typed: str, form: FormState, ctx: ChatContext) -> FormState:
    """Return the form with the answer in it, or with the reason why it was not taken."""
    try:
        said = await _answered(which, typed, form, ctx)
        draft = said.draft
        if form.editing is not None:
            await ctx.service.check_edit(ctx.actor, form.editing.bot_id, draft)
    except Unclear as e:
        return with_problem(form, esc(_worded(ctx.words, e.fault)), ctx.words)
    except ScalperError as e:
        if form.editing and isinstance(e, CommandRejected) and e.why is Refusal.HAS_TRADED:
            form = replace(form, editing=replace(form.editing, traded=True))
        return with_problem(form, sentence(ctx.words, e), ctx.words)
    complaint = await _complaint(which, draft, ctx)
    if complaint is not None:
        return with_problem(form, ctx.words("form-answer", typed=shown(typed), problem=complaint), ctx.words)
    left = tuple(problem for problem in form.line_problems if problem.field is not which)
    assumed = tuple(field for field in form.assumed if field is not which)
    return replace(said, problem=None, line_problems=left, assumed=assumed)


async def take_line(said: Line, ctx: ChatContext) -> FormState:
    """Return a form with all that the line says."""
    form, problems = (
        FormState(draft=said.draft, returning=True, assumed=tuple(_USUAL - said.said)),
        [(one.field, one.fault) for one in said.problems],
    )
    try:
        form = replace(form, draft=_at_an_account(form.draft, ctx))
    except Unclear as e:
        form = replace(form, draft=replace(form.draft, account=""))
        problems.append((Field.MODE, e.fault))
    if form.draft.ticker:
        with suppress(ScalperError):  # the review says what is wrong
            ticker = await _known_ticker(form.draft.ticker, form.draft, ctx)
            form = replace(form, draft=replace(form.draft, ticker=ticker))
    for which, typed in said.away:
        try:
            form = await _answered(which, typed, form, ctx)
        except Unclear as e:
            problems.append((which, e.fault))
    worded = (LineProblem(which, _worded(ctx.words, fault)) for which, fault in problems)
    return replace(form, line_problems=tuple(worded))


async def asking_the_rest(form: FormState, ctx: ChatContext) -> FormState:
    """Return the form of a line so that it asks for what the line left out, if that is all that is wrong.

    A pair that no exchange knows is asked for again: nothing else can be answered without it.
    """
    if form.line_problems or not left_out(form.draft):
        return form
    form = replace(form, filling=True)
    if form.draft.ticker:
        try:
            await _known_ticker(form.draft.ticker, form.draft, ctx)
        except UnknownTicker as e:
            draft = replace(form.draft, ticker=None)
            return with_problem(replace(form, draft=draft), sentence(ctx.words, e), ctx.words)
    return form


def assumed_fields(form: FormState, ctx: ChatContext) -> list[Field]:
    """Return what nobody has said and is as it usually is, once there is nothing else to be answered."""
    if left_out(form.draft):
        return []
    return [which for which in asked_fields(form.draft, ctx) if which in form.assumed]


def _worded(words: Words, fault: Fault) -> str:
    return words.plain(fault.key, **fault.values)


async def _answered(which: Field, typed: str, form: FormState, ctx: ChatContext) -> FormState:
    """Return the form with the answer, and with what follows from it."""
    if which is Field.QUANTITY:
        return await _with_quantity(typed, form, ctx)
    said = replace(form, draft=await _with_answer(which, typed, form, ctx))
    moved = said.draft.ticker != form.draft.ticker
    if moved and form.like is not None and form.draft.ticker:
        return carried(said, await market_of(form, ctx), await market_of(said, ctx))
    if said.worth is not None and which in {Field.TICKER, Field.EXCHANGE, Field.BUY_PRICE}:
        return recounted(said, await market_of(said, ctx))
    return said


async def _with_quantity(typed: str, form: FormState, ctx: ChatContext) -> FormState:
    """Return the form with a quantity, or with what it shall be worth. Raises Unclear."""
    draft, view = form.draft, await market_of(form, ctx)
    base, quote = (view.market.base, view.market.quote) if view else (None, None)
    if quote is None and (coins := coins_of(draft.ticker)) is not None:
        quote = coins[1]
    said = read_quantity(typed, base, quote)
    worth = said if isinstance(said, Worth) else None
    quantity = quantity_of(said, draft, view) if isinstance(said, Worth) else said
    return replace(form, worth=worth, draft=replace(draft, quantity=quantity))


async def _with_answer(which: Field, typed: str, form: FormState, ctx: ChatContext) -> BotDraft:
    draft = form.draft
    if which in {Field.TRAILING, Field.LOOP}:  # what a button says can be typed, in every language
        labels = {label.casefold(): value for label, value in fixed_choices(ctx.words, which)}
        typed = labels.get(typed.strip().casefold(), typed)
    match which:
        case Field.TICKER:
            return replace(draft, ticker=await _known_ticker(read_ticker(typed), draft, ctx))
        case Field.EXCHANGE:
            exchange = read_exchange(typed, tuple(ctx.service.exchanges(ctx.actor)))
            offered = tuple(ctx.service.modes(ctx.actor, exchange))
            if form.filling and draft.mode not in offered:  # the line said it: nothing else is meant
                raise ModeNotOffered(exchange, draft.mode, offered)
            mode = draft.mode if draft.mode in offered else Mode.PAPER
            return await _moved(draft, exchange, mode, ctx)
        case Field.MODE:
            return await _with_mode(typed, draft, ctx)
        case Field.FIRST_ORDER:
            return replace(draft, first_order=read_side(typed))
        case Field.TRAILING:
            return replace(draft, trailing_percent=read_percent(typed))
        case Field.LOOP:
            return replace(draft, infinite_loop=read_loop(typed))
        case Field.LEVERAGE:
            return replace(draft, leverage=read_leverage(typed))
        case _:
            return await _with_price(which, typed, form, ctx)


def _at_an_account(draft: BotDraft, ctx: ChatContext) -> BotDraft:
    """Return the draft of a line at the account that it names, else at the first that the person may use.

    Raises Unclear where there is none of that name: another one's money is no substitute.
    """
    if draft.exchange is None:
        if draft.account:
            raise Unclear("typed-account-of-what", typed=shown(draft.account))
        return draft
    labels = ctx.service.account_labels(ctx.actor, draft.exchange, draft.mode)
    if draft.account:
        return replace(draft, account=_known_account(draft.account, draft.mode, labels))
    return replace(draft, account=labels[0]) if labels else draft


def _known_account(label: str, mode: Mode, labels: Sequence[str]) -> str:
    """Return the name of an account as one that there is. Raises Unclear."""
    if not any(labels):
        raise Unclear("typed-no-named-account", typed=shown(label), mode=mode.value)
    if label not in labels:
        known = ", ".join(f"{mode.value} {one}".rstrip() for one in labels)
        raise Unclear("typed-no-account", typed=shown(label), accounts=known)
    return label


async def _with_mode(typed: str, draft: BotDraft, ctx: ChatContext) -> BotDraft:
    """Return the draft in that mode. Raises Unclear, ModeNotOffered, UnknownTicker."""
    word, _, named = typed.strip().partition(" ")
    label = named.strip().lower()
    mode, exchange = read_mode(word), draft.exchange
    offered = tuple(ctx.service.modes(ctx.actor, exchange)) if exchange else (Mode.PAPER,)
    if mode not in offered:
        raise ModeNotOffered(exchange or "", mode, offered)
    labels = ctx.service.account_labels(ctx.actor, exchange, mode) if exchange else ()
    if label:
        _known_account(label, mode, labels)
    return await _moved(draft, exchange, mode, ctx, label)


async def _moved(
    draft: BotDraft, exchange: str | None, mode: Mode, ctx: ChatContext, label: str | None = None
) -> BotDraft:
    """Return the draft elsewhere, without what it can have only where it was. Raises UnknownTicker.

    `label`: of its account; None: as it is, or the first that the person may use.
    """
    stays = (exchange, mode) == (draft.exchange, draft.mode)
    leverage = draft.leverage if exchange and ctx.service.has_leverage(ctx.actor, exchange, mode) else 1
    labels = ctx.service.account_labels(ctx.actor, exchange, mode) if exchange else ()
    wanted = draft.account if label is None and stays else label or ""
    account = wanted if wanted in labels or not labels else labels[0]
    moved = replace(draft, exchange=exchange, mode=mode, leverage=leverage, account=account)
    if draft.ticker:
        await _known_ticker(draft.ticker, moved, ctx)
    return moved


async def _with_price(which: Field, typed: str, form: FormState, ctx: ChatContext) -> BotDraft:
    draft, view = form.draft, await market_of(form, ctx)
    example = number((view.last_price if view else None) or draft.buy_price or Decimal(60000))
    price = read_price(typed, view.market.quote if view else None, example)
    if isinstance(price, Away):
        price = _counted(price, which, draft, view)
    if which is Field.BUY_PRICE:
        return replace(draft, buy_price=price)
    return replace(draft, sell_price=price)


def _counted(away: Away, which: Field, draft: BotDraft, view: MarketView | None) -> Decimal:
    """Return the price that is so far from the buy price or the last price. Raises Unclear without one."""
    from_buy = which is Field.SELL_PRICE and not away.from_last
    start = draft.buy_price if from_buy else view.last_price if view else None
    if start is None:
        raise Unclear("typed-no-buy-price" if from_buy else "typed-no-last-price")
    with exact():
        return round_to(start * (100 + away.percent) / 100, view.market.tick if view else FINE)


async def _known_ticker(ticker: str, draft: BotDraft, ctx: ChatContext) -> str:
    """Return the symbol as the exchange writes it.

    Without a chosen exchange any of them may know it. Raises UnknownTicker when none does; an
    exchange that does not answer is given the benefit of the doubt.
    """
    exchanges = (draft.exchange,) if draft.exchange else tuple(ctx.service.exchanges(ctx.actor))
    unknown: UnknownTicker | None = None
    for exchange in exchanges:
        try:
            return (
                await ctx.service.quote(ctx.actor, AccountId(exchange, draft.mode, draft.account), ticker)
            ).market.symbol
        except UnknownTicker as e:
            unknown = unknown or e
        except ScalperError:
            return ticker
    if unknown is not None:
        raise unknown
    return ticker


async def _complaint(which: Field, draft: BotDraft, ctx: ChatContext) -> Html | None:
    """Return what the market or the owner's limits have against this answer alone."""
    if which not in {*PRICED, Field.TRAILING, Field.LEVERAGE}:
        return None
    try:
        found = await ctx.service.review(ctx.actor, draft)
    except ScalperError:
        return None
    for item in found.complaints:
        if item.field is which and item.problem not in {Problem.MISSING, Problem.BELOW_NOTIONAL}:
            return complaint_text(ctx.words, item, found.market, near_the_price(found))
    return None
