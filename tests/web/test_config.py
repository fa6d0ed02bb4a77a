"""Settings: a real installation names its secrets, a demo makes its own."""

import stat

import pytest
from cryptography.fernet import Fernet

from web.config import SECRETS_FILE, Settings, SettingsError

SECRETS = {
    "PLEK_SECRET_KEY": "a secret that is long enough",
    "PLEK_FIELD_KEYS": f"{Fernet.generate_key().decode()}, {Fernet.generate_key().decode()}",
    "PLEK_HASH_KEY": "another secret that is long enough",
    "PLEK_AUDIT_KEY": "a third secret that is long enough",
}


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """Sets the whole environment of an installation; None leaves a name out."""

    def put(**names: str | None) -> None:
        for name, value in {"PLEK_INSTANCE": str(tmp_path), **SECRETS, **names}.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)

    return put


class TestARealInstallation:
    def test_starts_with_its_secrets(self, environment, tmp_path):
        environment()
        settings = Settings.from_environment()

        assert settings.secure_cookies
        assert not settings.demo
        assert len(settings.field_keys) == 2
        assert settings.database_url == f"sqlite:///{tmp_path / 'plek.db'}"

    @pytest.mark.parametrize("name", SECRETS)
    @pytest.mark.parametrize("value", [None, "", "  "])
    def test_does_not_start_without_one_of_them(self, environment, name, value):
        environment(**{name: value})

        with pytest.raises(SettingsError, match=f"^{name} is not set"):
            Settings.from_environment()

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("PLEK_FIELD_KEYS", "too short"),
            ("PLEK_FIELD_KEYS", "é" * 44),
            ("PLEK_PORT", "eighty"),
            ("PLEK_PORT", "70000"),
            ("PLEK_PORT", "-1"),
            ("PLEK_DEMO", "perhaps"),
            ("PLEK_PROXIES", "-1"),
            ("PLEK_PROXIES", "many"),
            ("DATABASE_URL", "no address"),
            ("DATABASE_URL", "mysql://somewhere/plek"),
            ("DATABASE_URL", "postgresql+unheard://somewhere/plek"),
        ],
    )
    def test_says_in_one_sentence_which_setting_is_wrong(self, environment, name, value):
        environment(**{name: value})

        with pytest.raises(SettingsError, match=name) as caught:
            Settings.from_environment()
        assert "\n" not in str(caught.value)

    def test_is_found_where_it_listens_unless_told_otherwise(self, environment):
        environment(PLEK_PORT="8123")
        settings = Settings.from_environment()

        assert settings.address == "http://127.0.0.1:8123"
        assert set(settings.trusted_hosts) == {"127.0.0.1", "localhost"}

    def test_answers_to_the_name_of_its_address(self, environment):
        environment(PLEK_ADDRESS=" https://Plek.example:8443/ ", PLEK_HOST="10.0.0.7")
        settings = Settings.from_environment()

        assert settings.address == "https://Plek.example:8443"
        assert set(settings.trusted_hosts) == {"plek.example", "10.0.0.7", "127.0.0.1", "localhost"}

    def test_answers_to_the_names_it_is_given_and_no_others(self, environment):
        environment(PLEK_TRUSTED_HOSTS=" plek.example , www.plek.example,", PLEK_ADDRESS="https://plek.example")

        assert Settings.from_environment().trusted_hosts == ("plek.example", "www.plek.example")

    @pytest.mark.parametrize(
        "address",
        [
            *("plek.example", "ftp://plek.example", "https://", "https://plek.example/path", "https://plek.example?x"),
            *("https://plek.example#x", "https://me:secret@plek.example", "https://[bad", "https://plek.example:port"),
            *("https://plek.example:99999", "https://plek.example:0", "javascript:alert(1)"),
        ],
    )
    def test_has_an_address_that_links_can_start_with(self, environment, address):
        environment(PLEK_ADDRESS=address)

        with pytest.raises(SettingsError, match="PLEK_ADDRESS"):
            Settings.from_environment()

    def test_mails_only_with_an_address_for_its_links(self, environment):
        environment(PLEK_MAIL_URL="smtps://mail.example")
        with pytest.raises(SettingsError, match="PLEK_ADDRESS is not set"):
            Settings.from_environment()

        environment(PLEK_MAIL_URL="smtps://mail.example", PLEK_ADDRESS="https://plek.example")
        assert Settings.from_environment().mail_url == "smtps://mail.example"

    @pytest.mark.parametrize("url", ["mail.example", "smtps://geheim@mail.example", "smtp://plek:geheim@mail.example"])
    def test_says_what_is_wrong_with_the_way_of_mails_without_its_password(self, environment, url):
        environment(PLEK_MAIL_URL=url, PLEK_ADDRESS="https://plek.example")

        with pytest.raises(SettingsError, match="PLEK_MAIL_URL") as caught:
            Settings.from_environment()
        assert "geheim" not in str(caught.value)

    def test_may_give_a_password_in_the_clear_to_this_computer(self, environment):
        environment(PLEK_MAIL_URL="smtp://plek:secret@localhost", PLEK_ADDRESS="https://plek.example")

        assert Settings.from_environment().mail_url

    @pytest.mark.parametrize("sender", ["plek", "plek@a\nBcc: x@b.nl", "Plek <plek@plek.example>", "a@b, c@d", ""])
    def test_mails_from_one_address(self, environment, sender):
        environment(PLEK_MAIL_FROM=sender)

        with pytest.raises(SettingsError, match="PLEK_MAIL_FROM"):
            Settings.from_environment()

    @pytest.mark.parametrize("contact", ["security@plek.example", "http://plek.example", "mailto:a@b\nExpires: never"])
    def test_tells_a_hole_to_an_address(self, environment, contact):
        environment(PLEK_SECURITY_CONTACT=contact)

        with pytest.raises(SettingsError, match="PLEK_SECURITY_CONTACT"):
            Settings.from_environment()

    def test_keeps_no_secrets_in_its_folder(self, environment, tmp_path):
        environment()
        Settings.from_environment()

        assert not list(tmp_path.iterdir())


class TestADemo:
    @pytest.fixture
    def demo(self, environment):
        environment(PLEK_DEMO="1", **dict.fromkeys(SECRETS))

    def test_makes_secrets_and_finds_them_again(self, demo):
        assert Settings.from_environment() == Settings.from_environment()

    def test_keeps_them_for_its_owner_only(self, demo, tmp_path):
        Settings.from_environment()

        assert [path.name for path in tmp_path.iterdir()] == [SECRETS_FILE]
        assert stat.S_IMODE((tmp_path / SECRETS_FILE).stat().st_mode) == 0o600

    def test_makes_others_elsewhere(self, demo, monkeypatch, tmp_path):
        here = Settings.from_environment()
        monkeypatch.setenv("PLEK_INSTANCE", str(tmp_path / "elsewhere"))

        assert Settings.from_environment().secret_key != here.secret_key

    def test_works_without_https(self, demo):
        assert not Settings.from_environment().secure_cookies

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "plek.example"])
    def test_refuses_an_address_that_others_can_reach(self, demo, monkeypatch, host):
        monkeypatch.setenv("PLEK_HOST", host)

        with pytest.raises(SettingsError, match="only serves this computer"):
            Settings.from_environment()

    def test_refuses_any_database_but_sqlite(self, demo, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://plek@/plek")

        with pytest.raises(SettingsError, match="only uses SQLite"):
            Settings.from_environment()

    @pytest.mark.parametrize("content", ["", "[]", "{}", '{"secret_key": 1}'])
    def test_says_when_its_secrets_are_damaged(self, demo, tmp_path, content):
        (tmp_path / SECRETS_FILE).write_text(content)

        with pytest.raises(SettingsError, match="cannot be read"):
            Settings.from_environment()
