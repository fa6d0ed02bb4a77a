"""The eight parts of a fit, in the order in which they are shown."""

from typing import Final

from matcher.parts.abilities import Abilities
from matcher.parts.growth import Growth
from matcher.parts.hours import Hours
from matcher.parts.income import Income
from matcher.parts.interests import Interests
from matcher.parts.ledger import Part
from matcher.parts.skills import Skills
from matcher.parts.support import Support
from matcher.parts.travel import Travel

PARTS: Final[tuple[Part, ...]] = (
    Interests(),
    Abilities(),
    Skills(),
    Support(),
    Travel(),
    Hours(),
    Growth(),
    Income(),
)
