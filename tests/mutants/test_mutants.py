"""Each hand-made bug has its place in the program, once. That something notices them is `make mutants`."""

from collections import Counter

import pytest

from tests.mutants.handmade import MUTANTS
from tests.mutants.mutant import ROOT, Kind, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_has_its_place_and_is_a_program(mutant: Mutant) -> None:
    source = (ROOT / mutant.file).read_text()
    changed = mutant.put_into(source)
    assert changed != source
    compile(changed, mutant.file, "exec")
    for examiner in mutant.examiners:
        assert (ROOT / examiner).exists()


def test_each_has_a_name_of_its_own_and_all_kinds_are_there() -> None:
    assert [name for name, times in Counter(mutant.name for mutant in MUTANTS).items() if times > 1] == []
    assert {mutant.kind for mutant in MUTANTS} == set(Kind)
