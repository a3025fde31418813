"""Who may do what. Whatever is asked of `engine.service` is decided here, and nowhere else.

Several owners can be on the list. Each of them may handle every account of the installation; a bot is its
owner's alone, and so are a person's log lines. Somebody who is not on the list may nothing at all.
"""

from engine.errors import NotAllowed
from engine.people import Actor


def check_listed(actor: Actor) -> None:
    """Let everybody on the list see what belongs to nobody: exchanges, symbols, prices, limits.

    Raises NotAllowed.
    """
    if actor.role is None:
        raise NotAllowed


def check_accounts(actor: Actor) -> None:
    """Let owners look at the real accounts, and cancel there what no bot owns. Raises NotAllowed."""
    check_listed(actor)


def bots_of(actor: Actor) -> int:
    """Return whose bots the actor may see, make and command: their own. Raises NotAllowed.

    Of anybody else's bot it is not even said that there is one: it raises BotNotFound.
    """
    check_listed(actor)
    return actor.person_id


def check_logs(actor: Actor, owner_id: int) -> None:
    """Let people read, write and clear their own log lines. Raises NotAllowed for anybody else's."""
    check_listed(actor)
    if owner_id != actor.person_id:
        raise NotAllowed
