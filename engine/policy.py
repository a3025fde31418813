"""Who may do what. Whatever is asked of `engine.service` is decided here, and nowhere else.

Owners use every account of the installation, traders those that were given to them, and PAPER is for both.
A bot is its owner's alone: they command it, viewers read it where it was shared with them. Whoever took a
person off the list, or had them only read from then on, has the care of their bots. A person's log lines are
theirs. Somebody who is not on the list may nothing at all.
"""

from engine.core.types import AccountId, Mode
from engine.errors import AccountNotGiven, NotAllowed, ReadOnly
from engine.people import Actor, Role
from engine.reads.bot_reads import Beside


def check_listed(actor: Actor) -> None:
    """Let everybody on the list see what belongs to nobody. Raises NotAllowed."""
    if actor.role is None:
        raise NotAllowed


def check_trader(actor: Actor) -> None:
    """Let those who have bots do what concerns them. Raises NotAllowed, and ReadOnly for viewers."""
    check_listed(actor)
    if actor.role is Role.VIEWER:
        raise ReadOnly


def check_owner(actor: Actor) -> None:
    """Let owners say who is on the list, and with what. Raises NotAllowed."""
    check_listed(actor)
    if actor.role is not Role.OWNER:
        raise NotAllowed


def may_use(actor: Actor, account_id: AccountId) -> bool:
    """Say whether the actor's bots may trade there, and the actor see what it holds. Raises NotAllowed."""
    check_trader(actor)
    on_paper = account_id.mode is Mode.PAPER
    return on_paper or actor.role is Role.OWNER or account_id in actor.accounts


def check_account(actor: Actor, account_id: AccountId) -> None:
    """Raise AccountNotGiven where the actor may not have anything traded. Raises NotAllowed."""
    if not may_use(actor, account_id):
        raise AccountNotGiven(account_id)


def handles_orphans(actor: Actor) -> bool:
    """Say whether the actor handles orders that no bot owns: they may be anybody's. Raises NotAllowed."""
    check_trader(actor)
    return actor.role is Role.OWNER


def bots_of(actor: Actor) -> int:
    """Return whose bots are the actor's own: they make and command them. Raises NotAllowed.

    Of anybody else's bot it is not even said that there is one: it raises BotNotFound.
    """
    check_trader(actor)
    return actor.person_id


def commanded_beside(actor: Actor) -> Beside:
    """Return which bots the actor commands beside their own. Raises NotAllowed."""
    check_trader(actor)
    return Beside(owners=actor.wards)


def seen_beside(actor: Actor) -> Beside:
    """Return which bots the actor sees beside their own. Raises NotAllowed."""
    check_listed(actor)
    return Beside(owners=actor.wards, bots=actor.shared)


def commands(actor: Actor, owner_id: int) -> bool:
    """Say whether the actor commands the bots of that person."""
    return actor.role is not Role.VIEWER and (owner_id == actor.person_id or owner_id in actor.wards)


def check_logs(actor: Actor, owner_id: int) -> None:
    """Let people read, write and clear their own log lines. Raises NotAllowed for anybody else's."""
    check_listed(actor)
    if owner_id != actor.person_id:
        raise NotAllowed


def audited_person(actor: Actor) -> int | None:
    """Return who did what the actor may read of: themselves; None: anybody. Raises ReadOnly for viewers."""
    check_trader(actor)
    return None if actor.role is Role.OWNER else actor.person_id
