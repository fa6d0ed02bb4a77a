"""What skills, certificates and licences are called."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.skill import Skill
from web.services.alphabet import alphabetical


def skill_labels(session: Session, uris: Iterable[str], *, language: str) -> dict[str, str]:
    """What each skill, certificate or licence is called in a language (nl or en)."""
    rows = session.scalars(select(Skill).where(Skill.uri.in_(sorted(set(uris)))))
    return {skill.uri: skill.label_in(language) for skill in rows}


def skill_catalogue(session: Session, *, language: str) -> dict[str, str]:
    """What every skill, certificate and licence is called in a language, by URI, in the order of the alphabet."""
    named = {skill.uri: skill.label_in(language) for skill in session.scalars(select(Skill))}
    return dict(sorted(named.items(), key=lambda found: alphabetical(found[1])))
