"""Bugs on the way of a step into the database: batches, the fence, and what goes past SQLAlchemy."""

from tests.mutants.mutant import TESTS, WHOLE, Kind, Mutant

ONE = "db/one_statement.py"
STEPS = "db/steps.py"
ONE_TESTS = ("tests/db/test_one_statement.py",)
PREPARED_TESTS = ("tests/db/test_prepared.py",)

MUTANTS = (
    Mutant(
        "the fence is asked once and never again",
        Kind.LEASE,
        "db/writer.py",
        "        mine = self.ownership\n        if mine is None:\n",
        "        mine, self.ownership = self.ownership, None\n        if mine is None:\n",
        WHOLE,
    ),
    Mutant(
        "the one statement passes whoever owns the database",
        Kind.LEASE,
        ONE,
        "(SELECT (holder, fencing) = ({0}, {1}) FROM owner)",
        "(SELECT ({0}, {1}) IS NOT NULL FROM owner)",
        TESTS,
        ONE_TESTS,
    ),
    Mutant(
        "the one statement passes over a step of another version",
        Kind.PERSISTENCE,
        ONE,
        "(SELECT count(*) FROM moved) = ",
        "(SELECT count(*) FROM moved) <= ",
        TESTS,
        ("tests/db/test_ledger_contract.py",),
    ),
    Mutant(
        "the one statement passes over an order that is another one",
        Kind.PERSISTENCE,
        ONE,
        "(SELECT count(*) FROM kept) = ",
        "(SELECT count(*) FROM kept) <= ",
        TESTS,
        ("tests/db/test_ledger_contract.py",),
    ),
    Mutant(
        "a batch that is refused as one statement counts as stored",
        Kind.PERSISTENCE,
        "db/transactors.py",
        "                    return False\n",
        "                    return True\n",
        TESTS,
        ONE_TESTS,
    ),
    Mutant(
        "the alert chat is told nothing by the one statement",
        Kind.NOTICES,
        ONE,
        "WHERE told.alerts OR NOT new.alerts",
        "WHERE NOT new.alerts",
        TESTS,
        ONE_TESTS,
    ),
    Mutant(
        "a name that is too long for its column is cut",
        Kind.FILL_KEY,
        ONE,
        "_LENGTH.sub('', kind.compile(_DIALECT))",
        "kind.compile(_DIALECT)",
        TESTS,
        ONE_TESTS,
    ),
    Mutant(
        "the rows of a step are two transactions",
        Kind.PERSISTENCE,
        STEPS,
        "            _move_state(connection, runner, their_rows, steps[0])\n",
        "            _move_state(connection, runner, their_rows, steps[0])\n"
        '            connection.exec_driver_sql("COMMIT")\n'
        '            connection.exec_driver_sql("BEGIN")\n',
        TESTS,
    ),
    Mutant(
        "an edit is not shown in lists",
        Kind.PERSISTENCE,
        STEPS,
        "as_before = (state.config, state.market) == (was.state.config, was.state.market)",
        "as_before = state.market == was.state.market",
        TESTS,
    ),
    Mutant(
        "of a stretch only the last step is told",
        Kind.PERSISTENCE,
        STEPS,
        "            for one in steps\n            for to_owner, to_alerts in",
        "            for one in steps[-1:]\n            for to_owner, to_alerts in",
        TESTS,
    ),
    Mutant(
        "an order of a stretch stays as it was placed",
        Kind.PERSISTENCE,
        STEPS,
        "newest[order.client_order_id] = placed_by, order, step.at",
        "newest.setdefault(order.client_order_id, (placed_by, order, step.at))",
        TESTS,
    ),
    Mutant(
        "a day is what its last step has changed",
        Kind.DAY,
        "db/statements.py",
        "table(model).c[name] + insert.excluded[name]",
        "insert.excluded[name]",
        TESTS,
        PREPARED_TESTS,
    ),
    Mutant(
        "a float passes for the amount that was stored before",
        Kind.ROUNDING,
        "db/prepared.py",
        "lru_cache(_REMEMBERED, typed=True)",
        "lru_cache(_REMEMBERED)",
        TESTS,
        PREPARED_TESTS,
    ),
    Mutant(
        "what is written stays in the log for ever",
        Kind.PERSISTENCE,
        "db/checkpoints.py",
        "raw.total_changes - self._at_changes >= CHANGES",
        "raw.total_changes < self._at_changes",
        TESTS,
        ("tests/db/test_checkpoints.py",),
    ),
)
