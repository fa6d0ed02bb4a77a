"""Signing in and out: with a mailed code, a card or a link. Passwords, for who works here, are in `staff.py`."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.account import RoleName
from web.auth import enter, leave, me, needs, public, visitor
from web.clock import now
from web.db import db
from web.errors import wait_in_words
from web.pages.forms import comes_back_to
from web.pages.public import own_path
from web.permissions import Permission
from web.schemas.sign_in import AgainIn, CardIn, CodeAskedIn, CodeIn, LinkIn
from web.services import cards, codes, invitations
from web.services.codes import Asked
from web.services.errors import TooMany
from web.services.tickets import DeadLink
from web.services.youth_accounts import Arrival

bp = Blueprint("account", __name__)

# What a browser that asked for a code holds of it, in its own session.
_ASKED: Final = "asked"


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Where a code is asked for, and the other ways in."""
    return render_template("account/sign_in.html", next=_next(request.values.get("next", "")))


@bp.post("/sign-in")
@public
@comes_back_to(sign_in)
def ask_code() -> ResponseReturnValue:
    """Have a code mailed."""
    sent = CodeAskedIn().read(request.form)
    _remember(codes.ask(db(), sent["email"], visitor=visitor(), at=now()))
    return redirect(url_for("account.code", next=_next(sent["next"])), code=303)


@bp.get("/sign-in/code")
@public
def code() -> ResponseReturnValue:
    """Type the code; in a browser that asked for none, what to do instead."""
    return render_template("account/code.html", asked=_asked() is not None, next=_next(request.values.get("next", "")))


@bp.post("/sign-in/code")
@public
@comes_back_to(code)
def sign_in_with_code() -> ResponseReturnValue:
    """Come in with a code."""
    sent = CodeIn().read(request.form)
    asked = _asked()
    if asked is None:
        return redirect(url_for("account.code", next=_next(sent["next"])), code=303)
    return _come_in(codes.sign_in(db(), asked, sent["code"], visitor=visitor(), at=now()), **_going(sent))


@bp.post("/sign-in/code/again")
@public
def ask_again() -> ResponseReturnValue:
    """Have a new code mailed to the same address."""
    sent = AgainIn().read(request.form)
    asked = _asked()
    if asked is not None:
        _remember(codes.ask_again(db(), asked, visitor=visitor(), at=now()))
        flash(_("Done. Look in your newest mail."))
    return redirect(url_for("account.code", next=_next(sent["next"])), code=303)


@bp.get("/sign-in/card")
@public
def card() -> ResponseReturnValue:
    """Type the code of a card; a QR leads here too, with the code behind a # that reaches no server."""
    return render_template("account/card.html", next=_next(request.values.get("next", "")))


@bp.post("/sign-in/card")
@public
@comes_back_to(card)
def sign_in_with_card() -> ResponseReturnValue:
    """Come in with a card."""
    sent = CardIn().read(request.form)
    return _come_in(cards.sign_in(db(), sent["card"], visitor=visitor(), at=now()), **_going(sent))


@bp.get("/link/<secret>")
@public
def link(secret: str) -> ResponseReturnValue:
    """One button. Opening a link uses nothing up: machines that look at mails open it too."""
    invitations.check(db(), secret, at=now())
    return render_template("account/link.html", secret=secret)


@bp.post("/link/<secret>")
@public
def open_link(secret: str) -> ResponseReturnValue:
    """Come in with a link."""
    sent = LinkIn().read(request.form)
    return _come_in(invitations.sign_in(db(), secret, visitor=visitor(), at=now()), not_mine=sent["not_mine"])


@bp.get("/my/welcome")
@needs(Permission.OWN_DATA)
def welcome() -> ResponseReturnValue:
    """What Plek is, for who comes in for the first time."""
    return render_template("account/welcome.html", name=me().name, on=_next(request.args.get("next", "")))


@bp.get("/my/card")
@needs(Permission.OWN_DATA)
def my_card() -> ResponseReturnValue:
    """Whether there is a card with which one can sign in."""
    return render_template("account/my_card.html", card=cards.own(db(), at=now(), actor=me()))


@bp.post("/my/card")
@needs(Permission.OWN_DATA)
def end_my_card() -> ResponseReturnValue:
    """Withdraw it, because it was lost perhaps."""
    cards.end_own(db(), at=now(), actor=me())
    flash(_("The card does not work any more."))
    return redirect(url_for("account.my_card"), code=303)


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Out, in this browser."""
    leave()
    return redirect(url_for("public.landing"), code=303)


@bp.errorhandler(DeadLink)
def dead_link(_error: DeadLink) -> ResponseReturnValue:
    """One page for every link that does not serve, with what to do next."""
    return render_template("account/dead_link.html"), 404


@bp.errorhandler(TooMany)
def too_often(error: TooMany) -> ResponseReturnValue:
    """When to try again, and that a coach can help meanwhile."""
    page = render_template("account/too_often.html", when=wait_in_words(error.wait))
    return page, 429, {"Retry-After": str(error.wait)}


def _come_in(arrival: Arrival, *, not_mine: bool, on: str | None = None) -> ResponseReturnValue:
    """Sign a youth in in this browser; who comes for the first time is welcomed."""
    enter(arrival.user, RoleName.YOUTH, lasting=not not_mine)
    return redirect(url_for("account.welcome", next=on) if arrival.first else on or url_for("public.start"), code=303)


def _going(sent: Mapping[str, Any]) -> dict[str, Any]:
    return {"not_mine": sent["not_mine"], "on": _next(sent["next"])}


def _next(asked: str) -> str | None:
    """The page of this site that somebody was on the way to; None where there is none, or it is elsewhere."""
    return asked if asked and own_path(asked) == asked else None


def _remember(asked: Asked) -> None:
    session[_ASKED] = [asked.browser, asked.address]


def _asked() -> Asked | None:
    return Asked(*session[_ASKED]) if _ASKED in session else None
