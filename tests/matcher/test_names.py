"""The public names are there under `matcher`, and each is the one of its own module."""

from importlib import import_module

import pytest

import matcher

NAMES = {
    "matcher.codes": ("ChangeCode", "ReasonCode"),
    "matcher.fit": ("compare",),
    "matcher.match": ("Change", "Fit", "Match", "PartFit", "Reason"),
    "matcher.profiles": ("Offer", "PlaceProfile", "Task", "WeekTime", "YouthProfile"),
    "matcher.rank": ("Ranking", "rank_places", "rank_youths"),
    "matcher.records": ("Invalid",),
    "matcher.reference": ("Reference",),
    "matcher.table": ("PlaceTable", "YouthTable"),
}


@pytest.mark.parametrize(("module", "name"), [(module, name) for module, names in NAMES.items() for name in names])
def test_a_public_name(module, name):
    assert getattr(matcher, name) is getattr(import_module(module), name)
    assert name in dir(matcher)


def test_no_other_name():
    with pytest.raises(AttributeError, match="no attribute 'Wages'"):
        _ = matcher.Wages
