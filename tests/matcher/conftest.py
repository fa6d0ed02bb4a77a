"""The two ways to search a table: compiled kernels, and numpy alone."""

from collections.abc import Iterator

import pytest

from matcher.fast.compiled import SWITCH
from matcher.fast.warming import warm


@pytest.fixture(params=["kernels", "numpy"], scope="module")
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Search this way, whatever the size of the table."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SWITCH, "0" if request.param == "numpy" else "1")
        patch.setattr("matcher.fast.scan.SMALL", 0)
        assert warm() == (request.param == "kernels")
        yield request.param
