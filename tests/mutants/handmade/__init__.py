"""The bugs made by hand, by what goes wrong."""

from tests.mutants.handmade import (
    acting,
    answers,
    books,
    commits,
    keeping,
    leases,
    limits,
    money,
    names,
    net,
    paper,
    payments,
    perpetuals,
    prices,
    quantities,
    streams,
    telling,
    wire,
)
from tests.mutants.mutant import Mutant

MUTANTS: tuple[Mutant, ...] = (
    *prices.MUTANTS,
    *quantities.MUTANTS,
    *money.MUTANTS,
    *answers.MUTANTS,
    *acting.MUTANTS,
    *books.MUTANTS,
    *commits.MUTANTS,
    *names.MUTANTS,
    *telling.MUTANTS,
    *limits.MUTANTS,
    *leases.MUTANTS,
    *wire.MUTANTS,
    *paper.MUTANTS,
    *perpetuals.MUTANTS,
    *streams.MUTANTS,
    *net.MUTANTS,
    *payments.MUTANTS,
    *keeping.MUTANTS,
)
