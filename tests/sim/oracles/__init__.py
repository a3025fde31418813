"""What must be true of a run. Each complaint begins with the oracle that made it.

order   (figures)     each order is what the plan of then asks for: leg, side, price, quantity, name; one at
                      a time, an entry and an exit in turn; a trailing one after touch and turn alone; a
                      close within its slippage; and the exchange took just that, once
book    (figures)     each execution is booked once, for its owner, with its figures; what a bot holds, has
                      earned and paid in fees, and how each order ended, is what the executions make
wallet  (figures)     what was put in and what is booked is what the wallet has, what the bots hold is there
told    (notices)     each fill, cycle, stop, pause and error once, in order, with true figures; nobody
                      comes to stand untold
cause   (causes)      no pause, error or stop without a cause that was injected, or a person's word
wish    (wishes)      what a person was promised happens, what fits is not refused, plans are those asked for
life    (life)        nobody waits for what cannot come; when it is quiet every bot works and its order rests
                      as it should; after a stop nothing is open or under way
late    (promptness)  from a trade to its booking, an end to its being known, a decision to the wire, a cancel
                      to its effect, a turn to its order: no longer than what was injected excuses (trouble)
wire    (wire)        nothing sent before a first pass, after its window, twice, or given up before the fence
position (positions)  on perpetuals: exits only reduce, one bot a symbol, kept with the bot's leverage, and
                      what is there is what the bots hold
limit   (limits)      no entry beyond the owner's limits; nobody turned away within them
money   (money)       no order for more than is there beside what others have and were promised; nobody turned
                      away while there is enough

What should be is worked out by `tests.sim.reference`, which knows nothing of how the engine decides.
"""

from typing import TYPE_CHECKING

from tests.sim.oracles.case import Case
from tests.sim.oracles.causes import causes
from tests.sim.oracles.figures import figures
from tests.sim.oracles.life import life
from tests.sim.oracles.limits import limits
from tests.sim.oracles.money import money
from tests.sim.oracles.notices import notices
from tests.sim.oracles.positions import positions
from tests.sim.oracles.promptness import late
from tests.sim.oracles.trouble import Troubles
from tests.sim.oracles.wire import wire
from tests.sim.oracles.wishes import wishes
from tests.sim.virtual_time import START

if TYPE_CHECKING:
    from tests.sim.world import World

EVERYTHING = (figures, notices, causes, wishes, life, late, wire, limits, money, positions)


def judge(world: "World", *, running: bool, whole: bool = False) -> list[str]:
    """Return the complaints; none when all is well. While the bots are at work only of how they live.

    `whole`: of everything all the same.
    """
    record, opinion = world.chronicle, world.opinion
    opinion.catch_up()
    now = (world.clock.true_now() - START).total_seconds()
    troubles = Troubles(record, world.odds, world.parts.rough_s, scarce=world.money.is_scarce)
    case = Case(world, opinion, troubles, now, running)
    return [
        complaint
        for oracle in (EVERYTHING if whole or not running else (life,))
        for complaint in oracle(case)
    ]
