"""What can go wrong in a service, in words of the domain. `web/errors.py` turns each into a page once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


class DomainError(Exception):
    """The start of every error that a service raises on purpose."""


class NotFound(DomainError):
    """There is no such thing, or the actor may not know that there is (404)."""


class NotAllowed(DomainError):
    """The actor sees the thing but may not do this with it (shown as 404 too)."""


class TooMany(DomainError):
    """Something was tried too often (429); `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = wait


class InvalidMove(DomainError):
    """A thing cannot go from its state to the asked one (409)."""

    def __init__(self, current: str, asked: str) -> None:
        super().__init__(f"{current} -> {asked}")
        self.current = current
        self.asked = asked


@dataclass(frozen=True)
class Problem:
    """Why one value cannot be kept: a code of `web/messages.py` and the facts of its sentence."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


class InvalidInput(DomainError):
    """Values that cannot be kept (422).

    `errors` maps the name of each field ("" for the form as a whole) to a Problem, or to its code where there are no
    facts, so that a form can show the sentence beside the field in the reader's language.
    """

    def __init__(self, errors: Mapping[str, Problem | str]) -> None:
        self.errors = {name: found if isinstance(found, Problem) else Problem(found) for name, found in errors.items()}
        super().__init__(", ".join(f"{name}: {problem.code}" for name, problem in self.errors.items()))


@dataclass(frozen=True)
class Difference:
    """One field that two people changed: its name, what is kept now and what was sent."""

    name: str
    current: object
    submitted: object


class Stale(DomainError):
    """Somebody else changed the row since the form was opened (409); nothing was written.

    `version` is the row's version now; `differences` hold the kept and the sent value of each field that differs.
    """

    def __init__(self, version: int, differences: Iterable[Difference]) -> None:
        super().__init__(f"changed by somebody else, now at version {version}")
        self.version = version
        self.differences = tuple(differences)
