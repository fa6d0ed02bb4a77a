"""Handing a mail to a server: only where it is trusted, told by kind when it fails, and never counted as failed once
the server has taken it."""

import socket
import ssl
import threading
import time
from contextlib import closing
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.mail_server import Inbox, serving
from tests.make import NOW
from web.services import smtp
from web.services.smtp import MailServer, NotSent, Security, Trouble


def mail() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "plek@example.org", "noa@example.org", "Hallo"
    made.set_content("Dag")
    return made


def way(port: int, security: Security = Security.NONE, **entry: str) -> MailServer:
    return MailServer(security, "localhost", port, **entry)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> Path:
    """A certificate of "localhost" and its key in one file; nobody trusts it by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=3_000))
        .not_valid_after(NOW + timedelta(days=3_000))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def closed(certificate) -> ssl.SSLContext:
    """The server's side of a closed line."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


class TestAServer:
    def test_takes_a_mail(self):
        inbox = Inbox()
        with serving(inbox) as port:
            way(port).send(mail())

        assert len(inbox.taken) == 1
        assert b"Subject: Hallo" in inbox.taken[0]
        assert inbox.recipients == ["noa@example.org"]

    @pytest.mark.parametrize(
        ("answers", "trouble"),
        [
            ({"rcpt": "550 noa@example.org unknown"}, Trouble.REFUSED),
            ({"rcpt": "553 no"}, Trouble.REFUSED),
            ({"rcpt": "450 noa@example.org later"}, Trouble.NOT_NOW),
            ({"rcpt": "421 closing"}, Trouble.NOT_NOW),
            ({"data": "451 busy"}, Trouble.NOT_NOW),
            ({"data": "554 noa@example.org looks like spam"}, Trouble.NOT_NOW),
        ],
    )
    def test_that_refuses_is_told_by_kind_and_not_in_its_words(self, answers, trouble):
        with serving(Inbox(**answers)) as port, pytest.raises(NotSent) as caught:
            way(port).send(mail())

        assert caught.value.trouble is trouble
        assert "noa" not in f"{caught.value!r}{caught.value.__cause__!r}"
        assert caught.value.__suppress_context__

    @pytest.mark.parametrize("quit_", ["500 never heard of it", "421 too late"])
    def test_that_took_the_mail_has_it_whatever_it_says_then(self, quit_):
        inbox = Inbox(quit=quit_)
        with serving(inbox) as port:
            way(port).send(mail())

        assert len(inbox.taken) == 1

    def test_that_is_not_there_is_unreachable(self):
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]

        with pytest.raises(NotSent, match="unreachable"):
            MailServer(Security.NONE, "127.0.0.1", port).send(mail())

    def test_that_says_nothing_is_not_waited_for(self, monkeypatch):
        monkeypatch.setattr(smtp, "WAIT", 0.2)
        with closing(socket.create_server(("127.0.0.1", 0))) as silent, pytest.raises(NotSent, match="unreachable"):
            MailServer(Security.NONE, "127.0.0.1", silent.getsockname()[1]).send(mail())

    def test_that_dawdles_is_left_before_another_worker_may_take_the_mail(self, monkeypatch):
        monkeypatch.setattr(smtp, "WHOLE", 0.5)
        said = threading.Event()
        with closing(socket.create_server(("127.0.0.1", 0))) as slow:
            threading.Thread(target=_dawdle, args=(slow, said), daemon=True).start()
            with pytest.raises(NotSent, match="unreachable"):
                MailServer(Security.NONE, "127.0.0.1", slow.getsockname()[1]).send(mail())

        assert said.is_set()


def _dawdle(server: socket.socket, said: threading.Event) -> None:
    """Greet, and then answer a letter at a time, for as long as somebody listens."""
    line, _ = server.accept()
    line.sendall(b"220 hello\r\n")
    line.recv(1000)
    try:
        for _ in range(600):
            line.sendall(b"2")
            said.set()
            time.sleep(0.05)
    except OSError:
        line.close()


class TestAClosedLine:
    def options(self, security: Security, closed: ssl.SSLContext) -> dict[str, Any]:
        return {"ssl_context": closed} if security is Security.TLS else {"tls_context": closed}

    @pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
    def test_is_used_with_a_server_that_can_prove_its_name(self, closed, certificate, monkeypatch, security):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        inbox = Inbox()
        with serving(inbox, **self.options(security, closed)) as port:
            way(port, security).send(mail())

        assert len(inbox.taken) == 1
        assert security is Security.TLS or inbox.closed == [True]

    @pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
    def test_is_not_used_with_a_server_that_cannot(self, closed, security):
        inbox = Inbox()
        with serving(inbox, **self.options(security, closed)) as port, pytest.raises(NotSent, match="not_trusted"):
            way(port, security).send(mail())

        assert inbox.recipients == []

    def test_is_not_used_under_another_name_than_the_certificates(self, closed, certificate, monkeypatch):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        inbox = Inbox()
        with serving(inbox, ssl_context=closed) as port, pytest.raises(NotSent, match="not_trusted"):
            MailServer(Security.TLS, "127.0.0.1", port).send(mail())

        assert inbox.recipients == []

    def test_is_never_replaced_by_an_open_one(self):
        inbox = Inbox()
        with serving(inbox) as port, pytest.raises(NotSent, match="not_now"):
            way(port, Security.STARTTLS).send(mail())

        assert inbox.recipients == []


class TestAnEntry:
    def let_in(self, server, session, envelope, mechanism, data) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"plek", b"secret"), handled=False)

    @pytest.mark.parametrize(("password", "comes_in"), [("secret", True), ("another", False)])
    def test_is_asked_with_name_and_password(self, closed, certificate, monkeypatch, password, comes_in):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        inbox = Inbox()
        with serving(inbox, tls_context=closed, auth_required=True, authenticator=self.let_in) as port:
            server = way(port, Security.STARTTLS, user="plek", password=password)
            if comes_in:
                server.send(mail())
            else:
                with pytest.raises(NotSent, match="no_entry"):
                    server.send(mail())

        assert len(inbox.taken) == comes_in


class TestTheAddressOfAServer:
    @pytest.mark.parametrize(
        ("url", "server"),
        [
            ("smtp://localhost", MailServer(Security.NONE, "localhost", 25)),
            ("smtps://mail.example", MailServer(Security.TLS, "mail.example", 465)),
            ("smtp+starttls://mail.example", MailServer(Security.STARTTLS, "mail.example", 587)),
            (
                "smtps://plek:a%40b%2Fc@mail.example:8465/",
                MailServer(Security.TLS, "mail.example", 8465, "plek", "a@b/c"),
            ),
        ],
    )
    def test_says_how_the_line_is_closed_and_who_asks(self, url, server):
        assert MailServer.of(url) == server

    @pytest.mark.parametrize(
        "url",
        [
            *(
                "",
                "mail.example",
                "http://mail.example",
                "smtp://",
                "smtp://mail.example/path",
                "smtp://mail.example:x",
            ),
            *("smtps://geheim@mail.example", "smtps://plek:geheim@mail.example:99999", "smtps://plek:geh%C3%A9im@m"),
            "smtps://plek:geheim@mail.example?x=1",
        ],
    )
    def test_that_is_none_is_refused_without_quoting_it(self, url):
        with pytest.raises(ValueError, match=r"address|password") as caught:
            MailServer.of(url)

        assert "geh" not in str(caught.value)
