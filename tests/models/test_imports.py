"""What is kept can be imported without the web and without heavy arithmetic."""

import subprocess
import sys

import pytest

HEAVY = {"numba", "scipy", "sklearn"}
WEB = {"flask", "flask_security", "werkzeug"}


def loaded_by(statement: str) -> set[str]:
    """The top-level packages in a new Python after a statement."""
    program = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    return set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    )


@pytest.mark.parametrize(
    "statement", ["import models", "import models.youth, models.place, models.engine", "import models.loading"]
)
def test_models_load_neither_the_web_nor_heavy_arithmetic(statement: str) -> None:
    assert not loaded_by(statement) & (HEAVY | WEB)


def test_only_accounts_know_the_sign_in_library() -> None:
    assert not loaded_by("import models.tables") & HEAVY
    assert "flask_security" in loaded_by("import models.account")
