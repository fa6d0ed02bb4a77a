"""Who may see what: ways in, permissions beside the own coach, consent, the log of looks, and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The log is written and never changed: neither by a slip nor by an application that somebody broke into.
GUARDS = {
    "sqlite": (
        (
            "CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry"
            " BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END"
        ),
        (
            "CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry"
            " BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END"
        ),
        (
            "CREATE TRIGGER audit_chain_delete BEFORE DELETE ON audit_chain"
            " BEGIN SELECT RAISE(ABORT, 'a chain stays'); END"
        ),
        # INSERT OR REPLACE takes the old row away without a word to the trigger above.
        (
            "CREATE TRIGGER audit_entry_replace BEFORE INSERT ON audit_entry WHEN EXISTS (SELECT 1 FROM audit_entry"
            " WHERE id = NEW.id OR slot = NEW.slot OR (chain_id = NEW.chain_id AND number = NEW.number))"
            " BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the log is only added to'; END $$"
        ),
        (
            "CREATE TRIGGER audit_entry_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        ),
        (
            "CREATE TRIGGER audit_chain_guard BEFORE DELETE OR TRUNCATE ON audit_chain"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        ),
    ),
}
UNGUARD = {
    "sqlite": (
        "DROP TRIGGER audit_entry_update",
        "DROP TRIGGER audit_entry_delete",
        "DROP TRIGGER audit_chain_delete",
        "DROP TRIGGER audit_entry_replace",
    ),
    "postgresql": (
        "DROP TRIGGER audit_entry_guard ON audit_entry",
        "DROP TRIGGER audit_chain_guard ON audit_chain",
        "DROP FUNCTION audit_refuse()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("youth_id", sa.Integer(), nullable=False),
        sa.Column("text_key", sa.LargeBinary(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("contact_on", sa.Date(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("erased_at IS NULL OR text_key IS NULL", name=op.f("ck_audit_chain_erased_without_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("audit_chain") as batch_op:
        batch_op.create_index(
            "uq_audit_chain_youth_id",
            ["youth_id"],
            unique=True,
            sqlite_where=sa.text("erased_at IS NULL"),
            postgresql_where=sa.text("erased_at IS NULL"),
        )

    op.create_table(
        "month_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum("asked", "no_contact", name="erasurecause", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("age_band", sa.Text(), nullable=False),
        sa.Column("wanted_a_place", sa.Boolean(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count BETWEEN 1 AND 1000000", name=op.f("ck_month_count_count_between")),
        sa.CheckConstraint(
            "length(trim(age_band)) >= 1 AND length(age_band) <= 120", name=op.f("ck_month_count_age_band_filled")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_count")),
        sa.UniqueConstraint(
            "month",
            "cause",
            "age_band",
            "wanted_a_place",
            name=op.f("uq_month_count_month_cause_age_band_wanted_a_place"),
        ),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "looked",
                "changed",
                "stated_reason",
                "invited",
                "card_given",
                "card_ended",
                "signed_in",
                "proposed",
                "answered",
                "ended",
                "shared",
                "sharing_ended",
                "signed_along",
                "downloaded",
                "reported",
                "report_answered",
                "erasure_asked",
                "erasure_withdrawn",
                "erased",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("slot", sa.Text(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["audit_chain.id"], name=op.f("fk_audit_entry_chain_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("chain_id", "number", name=op.f("uq_audit_entry_chain_id_number")),
        sa.UniqueConstraint("slot", name=op.f("uq_audit_entry_slot")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("is_contact", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "NOT is_contact OR confirmed_at IS NOT NULL", name=op.f("ck_membership_contact_is_confirmed")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user.id"], name=op.f("fk_membership_confirmed_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_membership_employer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("user_id", "employer_id", name=op.f("uq_membership_user_id_employer_id")),
    )
    with op.batch_alter_table("membership") as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_membership_contact",
            ["employer_id"],
            unique=True,
            sqlite_where=sa.text("is_contact AND ended_at IS NULL"),
            postgresql_where=sa.text("is_contact AND ended_at IS NULL"),
        )

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "coach",
                "youth",
                "employer",
                "coordinator",
                "administrator",
                name="rolename",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("lasting", sa.Boolean(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > began_at", name=op.f("ck_sign_in_lasts")),
        sa.CheckConstraint(
            "length(trim(device)) >= 1 AND length(device) <= 120", name=op.f("ck_sign_in_device_filled")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_sign_in_secret_hash")),
    )
    with op.batch_alter_table("sign_in") as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_user_id"), ["user_id"], unique=False)

    op.create_table(
        "stand_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coach_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("coach_id <> by_id", name=op.f("ck_stand_in_somebody_else")),
        sa.CheckConstraint("from_day <= until_day", name=op.f("ck_stand_in_from_day_to_until_day")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_stand_in_by_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["coach_id"], ["user.id"], name=op.f("fk_stand_in_coach_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_in")),
    )
    with op.batch_alter_table("stand_in") as batch_op:
        batch_op.create_index(batch_op.f("ix_stand_in_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stand_in_coach_id"), ["coach_id"], unique=False)

    op.create_table(
        "along",
        sa.Column("youth_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["youth_id"], ["youth.id"], name=op.f("fk_along_youth_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("youth_id", name=op.f("pk_along")),
    )
    op.create_table(
        "erasure",
        sa.Column("youth_id", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum("asked", "no_contact", name="erasurecause", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["youth_id"], ["youth.id"], name=op.f("fk_erasure_youth_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("youth_id", name=op.f("pk_erasure")),
    )
    op.create_table(
        "kept_profile",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("youth_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["youth_id"], ["youth.id"], name=op.f("fk_kept_profile_youth_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_kept_profile")),
    )
    with op.batch_alter_table("kept_profile") as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_profile_youth_id"), ["youth_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invitation",
                "staff_invitation",
                "employer_invitation",
                "code",
                "reset",
                "address_taken",
                "address_changed",
                "member_confirmed",
                "sign_along",
                "proposal",
                "erasure_warning",
                "erasure_coach",
                "erasure_asked",
                name="mailkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("youth_id", sa.Integer(), nullable=True),
        sa.Column("to", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.CheckConstraint("tries BETWEEN 0 AND 100", name=op.f("ck_message_tries_between")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_message_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["youth_id"], ["youth.id"], name=op.f("fk_message_youth_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
    )
    with op.batch_alter_table("message") as batch_op:
        batch_op.create_index("ix_message_due_at", ["sent_at", "failed_at", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_youth_id"), ["youth_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("youth_id", sa.Integer(), nullable=False),
        sa.Column(
            "about",
            sa.Enum(
                "about_me",
                "times",
                "likes",
                "can",
                "support",
                "story",
                "places",
                "who_looked",
                "other",
                name="datapart",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "mended", "kept", name="reportstate", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_for_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_report_answered_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["answered_for_id"], ["user.id"], name=op.f("fk_report_answered_for_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["youth_id"], ["youth.id"], name=op.f("fk_report_youth_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    with op.batch_alter_table("report") as batch_op:
        batch_op.create_index(batch_op.f("ix_report_youth_id"), ["youth_id"], unique=False)

    op.create_table(
        "shown",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("youth_id", sa.Integer(), nullable=False),
        sa.Column("viewer_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("software", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "length(trim(reference)) >= 1 AND length(reference) <= 120", name=op.f("ck_shown_reference_filled")
        ),
        sa.CheckConstraint(
            "length(trim(software)) >= 1 AND length(software) <= 120", name=op.f("ck_shown_software_filled")
        ),
        sa.ForeignKeyConstraint(["viewer_id"], ["user.id"], name=op.f("fk_shown_viewer_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["youth_id"], ["youth.id"], name=op.f("fk_shown_youth_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown")),
        sa.UniqueConstraint(
            "youth_id", "viewer_id", "hour", "digest", name=op.f("uq_shown_youth_id_viewer_id_hour_digest")
        ),
    )
    with op.batch_alter_table("shown") as batch_op:
        batch_op.create_index(batch_op.f("ix_shown_youth_id"), ["youth_id"], unique=False)

    op.create_table(
        "stated_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("youth_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until > at", name=op.f("ck_stated_reason_lasts")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_stated_reason_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["youth_id"], ["youth.id"], name=op.f("fk_stated_reason_youth_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_reason")),
        sa.UniqueConstraint("user_id", "youth_id", "at", name=op.f("uq_stated_reason_user_id_youth_id_at")),
    )
    with op.batch_alter_table("stated_reason") as batch_op:
        batch_op.create_index(batch_op.f("ix_stated_reason_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stated_reason_youth_id"), ["youth_id"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("youth_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("shown_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "wanted",
                "later",
                "declined",
                "ended",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_at IS NOT NULL) = (state = 'ended')", name=op.f("ck_proposal_ended_at_with_state")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_proposal_place_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["shown_id"], ["shown.id"], name=op.f("fk_proposal_shown_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["youth_id"], ["youth.id"], name=op.f("fk_proposal_youth_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal") as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_youth_id"), ["youth_id"], unique=False)
        batch_op.create_index(
            "uq_proposal_open",
            ["youth_id", "place_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'ended'"),
            postgresql_where=sa.text("state <> 'ended'"),
        )

    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("given", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_consent_proposal_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_consent_proposal_id")),
    )
    op.create_table(
        "proposal_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column(
            "from_state",
            sa.Enum(
                "asked",
                "wanted",
                "later",
                "declined",
                "ended",
                name="from_state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "asked",
                "wanted",
                "later",
                "declined",
                "ended",
                name="to_state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("for_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "coach",
                "youth",
                "employer",
                "coordinator",
                "administrator",
                name="rolename",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_proposal_move_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["for_id"], ["user.id"], name=op.f("fk_proposal_move_for_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_move_proposal_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_move")),
    )
    with op.batch_alter_table("proposal_move") as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_move_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invitation",
                "code",
                "card",
                "reset",
                "second_step",
                "recovery",
                "sign_along",
                name="ticketkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.Text(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_for_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(proposal_id IS NOT NULL) = (kind = 'sign_along')", name=op.f("ck_ticket_about_a_proposal")
        ),
        sa.CheckConstraint("(user_id IS NULL) = (kind = 'sign_along')", name=op.f("ck_ticket_of_somebody")),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_ticket_lasts")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_ticket_made_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["made_for_id"], ["user.id"], name=op.f("fk_ticket_made_for_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_ticket_proposal_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_ticket_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_ticket_secret_hash")),
    )
    with op.batch_alter_table("ticket") as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_user_id"), ["user_id"], unique=False)

    with op.batch_alter_table("user") as batch_op:
        batch_op.add_column(sa.Column("totp", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("language", sa.Text(), nullable=False, server_default="nl"))
        batch_op.add_column(sa.Column("closed_without_work", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.alter_column("email", existing_type=sa.LargeBinary(), nullable=True)
        batch_op.alter_column("email_hash", existing_type=sa.Text(), nullable=True)
    with op.batch_alter_table("travel_correction") as batch_op:
        batch_op.add_column(sa.Column("for_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_travel_correction_for_id"), "user", ["for_id"], ["id"], ondelete="SET NULL"
        )
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in UNGUARD[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table("travel_correction") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_travel_correction_for_id"), type_="foreignkey")
        batch_op.drop_column("for_id")

    with op.batch_alter_table("user") as batch_op:
        batch_op.alter_column("email_hash", existing_type=sa.Text(), nullable=False)
        batch_op.alter_column("email", existing_type=sa.LargeBinary(), nullable=False)
        batch_op.drop_column("closed_without_work")
        batch_op.drop_column("language")
        batch_op.drop_column("totp_step")
        batch_op.drop_column("totp")

    with op.batch_alter_table("ticket") as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_user_id"))
        batch_op.drop_index(batch_op.f("ix_ticket_proposal_id"))

    op.drop_table("ticket")
    with op.batch_alter_table("proposal_move") as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_move_proposal_id"))

    op.drop_table("proposal_move")
    op.drop_table("consent")
    with op.batch_alter_table("proposal") as batch_op:
        batch_op.drop_index(
            "uq_proposal_open", sqlite_where=sa.text("state <> 'ended'"), postgresql_where=sa.text("state <> 'ended'")
        )
        batch_op.drop_index(batch_op.f("ix_proposal_youth_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_place_id"))

    op.drop_table("proposal")
    with op.batch_alter_table("stated_reason") as batch_op:
        batch_op.drop_index(batch_op.f("ix_stated_reason_youth_id"))
        batch_op.drop_index(batch_op.f("ix_stated_reason_user_id"))

    op.drop_table("stated_reason")
    with op.batch_alter_table("shown") as batch_op:
        batch_op.drop_index(batch_op.f("ix_shown_youth_id"))

    op.drop_table("shown")
    with op.batch_alter_table("report") as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_youth_id"))

    op.drop_table("report")
    with op.batch_alter_table("message") as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_youth_id"))
        batch_op.drop_index(batch_op.f("ix_message_user_id"))
        batch_op.drop_index("ix_message_due_at")

    op.drop_table("message")
    with op.batch_alter_table("kept_profile") as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_profile_youth_id"))

    op.drop_table("kept_profile")
    op.drop_table("erasure")
    op.drop_table("along")
    with op.batch_alter_table("stand_in") as batch_op:
        batch_op.drop_index(batch_op.f("ix_stand_in_coach_id"))
        batch_op.drop_index(batch_op.f("ix_stand_in_by_id"))

    op.drop_table("stand_in")
    with op.batch_alter_table("sign_in") as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_user_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("membership") as batch_op:
        batch_op.drop_index(
            "uq_membership_contact",
            sqlite_where=sa.text("is_contact AND ended_at IS NULL"),
            postgresql_where=sa.text("is_contact AND ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_membership_user_id"))
        batch_op.drop_index(batch_op.f("ix_membership_employer_id"))

    op.drop_table("membership")
    op.drop_table("audit_entry")
    op.drop_table("throttle")
    op.drop_table("month_count")
    with op.batch_alter_table("audit_chain") as batch_op:
        batch_op.drop_index(
            "uq_audit_chain_youth_id",
            sqlite_where=sa.text("erased_at IS NULL"),
            postgresql_where=sa.text("erased_at IS NULL"),
        )

    op.drop_table("audit_chain")
