"""`plek account`: the first account of an installation; an administrator makes the others on the pages."""

import click
from sqlalchemy.orm import Session

from models.message import MailKind
from web.clock import now
from web.commands import Stop, printable
from web.commands.opening import opened
from web.mails import link_of
from web.schemas.staff_forms import InviteIn
from web.services import staff
from web.services.errors import InvalidInput, Problem

_WRONG = {
    "name": "--name is not a name: one line without a link, of at most 120 characters.",
    "email": "--email is not an e-mail address.",
    "roles": "--role is needed.",
}


class _Options(dict[str, list[str]]):
    """Options as a form carries them."""

    def getlist(self, key: str) -> list[str]:
        return self[key]


@click.group()
def account() -> None:
    """Make the first account."""


@account.command()
@click.option("--name", required=True, help="What they are called.")
@click.option("--email", required=True, help="The address they sign in with; the link is mailed there too.")
@click.option(
    "--role", "roles", required=True, multiple=True, type=click.Choice([role.value for role in staff.GIVEN]),
    help="What they come to do; may be given more than once.",
)  # fmt: skip
def add(name: str, email: str, roles: tuple[str, ...]) -> None:
    """Make an account and print the link by which it is opened: once, for 14 days."""
    with opened() as (settings, engine):
        try:
            values = InviteIn().read(_Options(name=[name], email=[email], roles=list(roles)))
            with Session(engine.execution_options(begin="BEGIN IMMEDIATE")) as session, session.begin():
                user, secret = staff.invite(session, **values, at=now(), actor=None)
                said = printable(user.name)
        except InvalidInput as error:
            raise Stop(_sentence(error)) from None
        link = link_of(MailKind.STAFF_INVITATION, {"secret": secret}, settings.address)
    click.echo(
        f"An account for {said} is ready. Open it within 14 days, with a password and an app for the second step:"
    )
    click.echo(link)


def _sentence(error: InvalidInput) -> str:
    name, problem = next(iter(error.errors.items()))
    if problem == Problem("taken"):
        return "There is an account with this address already."
    return _WRONG.get(name, "The account cannot be made.")
