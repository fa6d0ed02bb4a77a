"""The way to a mail server: where it is, and handing it one mail.

What the server answers is told by its kind, never in its words, which may quote an address.
"""

import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from typing import Final
from urllib.parse import unquote, urlsplit

WAIT: Final = 20  # seconds for one answer of the server: our judgement
WHOLE: Final = 120  # seconds for handing over one mail, however slowly the server answers


class Security(StrEnum):
    """How the way is closed to others, as the scheme of PLEK_MAIL_URL says it."""

    TLS = "smtps"
    STARTTLS = "smtp+starttls"
    NONE = "smtp"


PORTS: Final = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


class Trouble(StrEnum):
    """Why a mail did not go out, as it is kept with the mail."""

    OVER = "over"
    """What it brings does not serve any more."""
    UNWRITABLE = "unwritable"
    """Its words or its address cannot be put into a mail."""
    REFUSED = "refused"
    """The server will never take it for this address."""
    NOT_NOW = "not_now"
    """The server does not take it now."""
    UNREACHABLE = "unreachable"
    """Nobody answers, or the line broke."""
    NOT_TRUSTED = "not_trusted"
    """The certificate is not the server's."""
    NO_ENTRY = "no_entry"
    """The server does not know our name and password."""
    LOST = "lost"
    """Workers took it again and again and none came back."""


#: What no later try will change.
FOR_GOOD: Final = frozenset({Trouble.OVER, Trouble.UNWRITABLE, Trouble.REFUSED, Trouble.LOST})


class NotSent(Exception):
    """A mail was not taken over."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True)
class MailServer:
    """A server that takes mails."""

    security: Security
    host: str
    port: int
    user: str | None = None
    password: str | None = None

    keeps_facts = False

    @classmethod
    def of(cls, url: str) -> "MailServer":
        """Read smtps://user:password@host:port and its kin. Raises ValueError, which does not quote it."""
        try:
            parts = urlsplit(url)
            security, port = Security(parts.scheme), parts.port
        except ValueError:
            raise ValueError("no address of a mail server") from None
        if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("no address of a mail server")
        user, password = (None if part is None else unquote(part) for part in (parts.username, parts.password))
        if (user is None) != (password is None):
            raise ValueError("a user without a password, or the other way round")
        if not f"{user}{password}".isascii():
            raise ValueError("a user or a password with other letters than those of ASCII")
        return cls(security, parts.hostname, port or PORTS[security], user, password)

    def send(self, mail: EmailMessage) -> None:
        """Hand over one mail. Raises NotSent; once the server has taken it, nothing is raised any more."""
        begun = time.monotonic()
        with _told_by_kind():
            server = self._connected()
            with _at_most(server, WHOLE - (time.monotonic() - begun)):
                try:
                    self._enter(server)
                    server.send_message(mail)
                finally:
                    _leave(server)

    def _connected(self) -> smtplib.SMTP:
        if self.security is Security.TLS:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=WAIT, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=WAIT)

    def _enter(self, server: smtplib.SMTP) -> None:
        if self.security is Security.STARTTLS:
            server.starttls(context=ssl.create_default_context())
        if self.user is not None and self.password is not None:
            server.login(self.user, self.password)


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; how that is answered says nothing of the mail."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


@contextmanager
def _at_most(server: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Break the line after so long: who answers a letter at a time would keep a mail until another worker takes it."""
    timer = threading.Timer(max(seconds, 0), _break_off, (server,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _break_off(server: smtplib.SMTP) -> None:
    line = server.sock
    if line is not None:
        with suppress(OSError):  # it may just have been closed
            line.shutdown(socket.SHUT_RDWR)


@contextmanager
def _told_by_kind() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        raise NotSent(Trouble.REFUSED if all(code >= 500 for code in codes) else Trouble.NOT_NOW) from None
    except smtplib.SMTPAuthenticationError:
        raise NotSent(Trouble.NO_ENTRY) from None
    except smtplib.SMTPServerDisconnected:
        raise NotSent(Trouble.UNREACHABLE) from None
    except ssl.SSLCertVerificationError:
        raise NotSent(Trouble.NOT_TRUSTED) from None
    except smtplib.SMTPException:  # SMTPNotSupportedError too: the server may learn STARTTLS
        raise NotSent(Trouble.NOT_NOW) from None
    except OSError:
        raise NotSent(Trouble.UNREACHABLE) from None
