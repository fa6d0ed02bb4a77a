"""A mail server on this computer, for tests of what sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller


class Inbox:
    """What a server does with mails; each answer can be set by the name of its command."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.taken: list[bytes] = []
        self.recipients: list[str] = []
        self.closed: list[bool] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.recipients.append(address)
        self.closed.append(session.ssl is not None)
        answer = self.answers.get("rcpt", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.answers.get("data", "250 OK")
        if answer.startswith("250"):
            self.taken.append(envelope.content)
        return answer

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802
        return self.answers.get("quit", "221 Bye")


class _OnAnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serving(inbox: Inbox, **options: Any) -> Iterator[int]:
    """Serve an inbox on a port of its own, which is given back; `options` are the library's."""
    controller = _OnAnyPort(inbox, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
