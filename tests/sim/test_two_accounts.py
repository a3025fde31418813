"""Two accounts of one program trade beside each other, under the same numbers."""

from itertools import count

import pytest

from tests.sim.seeds import seldom_collected
from tests.sim.two_accounts import TwoAccounts
from tests.sim.virtual_time import run_virtually
from tests.sim.world import Parts


@pytest.mark.parametrize("futures", [False, True])
def test_numbers_that_both_have_confuse_nobody(*, futures: bool) -> None:
    async def lived(seed: int) -> tuple[TwoAccounts, list[str]]:
        world = TwoAccounts(seed, Parts(futures=futures))
        return world, (await world.run()).complaints

    for seed in count():
        with seldom_collected():
            world, complaints = run_virtually(lived(seed))
        assert complaints == []
        first, second = (
            {(trade.symbol, trade.trade_id, trade.number) for trade in one.chronicle.traded}
            for one in world.sharing
        )
        if len(first & second) > 3:
            break
