"""What the forms of signing in, of accounts and of registering may hold."""

import re
from typing import Any, Final

from models.account import RoleName
from models.rules import LINE, SHORT
from web.schemas.fields import Address, Answer, Choice, Line, Many, Text
from web.schemas.forms import FormIn

LONGEST_PASSWORD: Final = 200  # characters: enough for any sentence, and no work for nothing
_UNKEEPABLE: Final = re.compile("[\0\ud800-\udfff\ufffd]")


class Password(Answer):
    """A password as it was typed, spaces at its ends too."""

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or _UNKEEPABLE.search(value):
            raise self.make_error("unkeepable")
        if not value:
            raise self.make_error("required")
        if len(value) > LONGEST_PASSWORD:
            raise self.make_error("too_long", most=LONGEST_PASSWORD)
        return value


class Kvk(Text):
    """A number of the Chamber of Commerce: eight digits, however they were grouped."""

    def read(self, value: Any) -> str:
        digits = re.sub(r"[\s.-]", "", super().read(value))
        if not re.fullmatch("[0-9]{8}", digits):
            raise self.make_error("not_a_kvk")
        return digits


class SignInIn(FormIn):
    """The first step: address and password, and where somebody wanted to go."""

    email = Text(most=320, required=True)
    password = Password(required=True)
    next = Text(load_default="")


class NumberIn(FormIn):
    """The second step: a number of the app, or a recovery code."""

    number = Text(most=40, required=True)


class AddressIn(FormIn):
    """The address of who forgot the password."""

    email = Address(required=True)


class NewPasswordIn(FormIn):
    """A new password, by a mailed link."""

    password = Password(required=True)


class ChangePasswordIn(FormIn):
    """A new password, by who knows the old one."""

    old_password = Password(required=True)
    new_password = Password(required=True)


class BothStepsIn(FormIn):
    """The own password and a number of the app or a recovery code, before something that matters."""

    old_password = Password(required=True)
    number = Text(most=40, required=True)


class RoleIn(FormIn):
    """The role to act in from now on."""

    role = Choice(RoleName, required=True)


class InviteIn(FormIn):
    """A colleague to invite, with roles."""

    name = Line(most=SHORT, required=True)
    email = Address(required=True)
    roles = Many(Choice(RoleName))


class RolesIn(FormIn):
    """The roles of a colleague."""

    roles = Many(Choice(RoleName))


class ColleagueIn(FormIn):
    """A colleague to invite at an employer."""

    name = Line(most=SHORT, required=True)
    email = Address(required=True)


class RegisterIn(FormIn):
    """An employer who registers."""

    organisation = Line(most=SHORT, required=True)
    kvk = Kvk(most=20, required=True)
    name = Line(most=SHORT, required=True)
    email = Address(required=True)
    reason = Text(most=LINE, required=True)
