"""Every table, imported: for those who need the whole schema (migrations, the application, tests)."""

from typing import Final

from sqlalchemy import MetaData

from models import (
    ability,
    account,
    change,
    employer,
    occupation,
    place,
    postcode,
    search_index,
    skill,
    task,
    travel,
    workplace,
    youth,
)
from models.base import Base

MODULES: Final = (
    ability,
    account,
    change,
    employer,
    occupation,
    place,
    postcode,
    search_index,
    skill,
    task,
    travel,
    workplace,
    youth,
)
METADATA: Final[MetaData] = Base.metadata
