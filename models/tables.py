"""Every table, imported: for those who need the whole schema (migrations, the application, tests)."""

from typing import Final

from sqlalchemy import MetaData

from models import (
    ability,
    access,
    account,
    audit,
    change,
    consent,
    employer,
    membership,
    message,
    occupation,
    place,
    postcode,
    proposal,
    rights,
    search_index,
    shown,
    sign_in,
    skill,
    task,
    throttle,
    travel,
    workplace,
    youth,
)
from models.base import Base

MODULES: Final = (
    ability,
    access,
    account,
    audit,
    change,
    consent,
    employer,
    membership,
    message,
    occupation,
    place,
    postcode,
    proposal,
    rights,
    search_index,
    shown,
    sign_in,
    skill,
    task,
    throttle,
    travel,
    workplace,
    youth,
)
METADATA: Final[MetaData] = Base.metadata
