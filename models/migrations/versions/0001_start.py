"""Everything that is kept from the start."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLES = ("coach", "youth", "employer", "coordinator", "administrator")


def upgrade() -> None:
    op.create_table(
        "employer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kvk", sa.Text(), nullable=True),
        sa.Column("sbi", sa.Text(), nullable=True),
        sa.Column("recognised_number", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("contact_email", sa.LargeBinary(), nullable=True),
        sa.Column("contact_email_hash", sa.Text(), nullable=True),
        sa.Column("contact_telephone", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ltrim(kvk, '0123456789') = '' AND length(kvk) BETWEEN 8 AND 8", name=op.f("ck_employer_kvk_digits")
        ),
        sa.CheckConstraint(
            "ltrim(sbi, '0123456789') = '' AND length(sbi) BETWEEN 2 AND 6", name=op.f("ck_employer_sbi_digits")
        ),
        sa.CheckConstraint(
            "length(trim(contact_name)) >= 1 AND length(contact_name) <= 120",
            name=op.f("ck_employer_contact_name_filled"),
        ),
        sa.CheckConstraint("length(trim(name)) >= 1 AND length(name) <= 120", name=op.f("ck_employer_name_filled")),
        sa.CheckConstraint(
            "length(trim(recognised_number)) >= 1 AND length(recognised_number) <= 120",
            name=op.f("ck_employer_recognised_number_filled"),
        ),
        sa.CheckConstraint("length(trim(why)) >= 1 AND length(why) <= 10000", name=op.f("ck_employer_why_filled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
        sa.UniqueConstraint("kvk", name=op.f("uq_employer_kvk")),
    )
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employer_contact_email_hash"), ["contact_email_hash"], unique=False)

    op.create_table(
        "occupation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("label_nl", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=True),
        sa.Column("alt_labels", sa.JSON(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("isco", sa.Text(), nullable=True),
        sa.Column("interests", sa.JSON(), nullable=True),
        sa.Column(
            "interests_from",
            sa.Enum(
                "own",
                "isco4",
                "isco3",
                "isco2",
                name="interestsfrom",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "ltrim(isco, '0123456789') = '' AND length(isco) BETWEEN 4 AND 4", name=op.f("ck_occupation_isco_digits")
        ),
        sa.CheckConstraint(
            "(interests IS NULL) = (interests_from IS NULL)", name=op.f("ck_occupation_interests_with_interests_from")
        ),
        sa.CheckConstraint(
            "length(trim(description)) >= 1 AND length(description) <= 10000",
            name=op.f("ck_occupation_description_filled"),
        ),
        sa.CheckConstraint(
            "length(trim(label_en)) >= 1 AND length(label_en) <= 500", name=op.f("ck_occupation_label_en_filled")
        ),
        sa.CheckConstraint(
            "length(trim(label_nl)) >= 1 AND length(label_nl) <= 500", name=op.f("ck_occupation_label_nl_filled")
        ),
        sa.CheckConstraint(
            "length(trim(scheme)) >= 1 AND length(scheme) <= 500", name=op.f("ck_occupation_scheme_filled")
        ),
        sa.CheckConstraint("length(trim(uri)) >= 1 AND length(uri) <= 500", name=op.f("ck_occupation_uri_filled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupation")),
        sa.UniqueConstraint("scheme", "uri", name=op.f("uq_occupation_scheme_uri")),
    )
    with op.batch_alter_table("occupation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_occupation_isco"), ["isco"], unique=False)

    op.create_table(
        "occupation_group",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label_nl", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "ltrim(code, '0123456789') = '' AND length(code) BETWEEN 1 AND 4",
            name=op.f("ck_occupation_group_code_digits"),
        ),
        sa.CheckConstraint(
            "length(trim(label_nl)) >= 1 AND length(label_nl) <= 500", name=op.f("ck_occupation_group_label_nl_filled")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_occupation_group")),
    )
    op.create_table(
        "postcode",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("municipality", sa.Text(), nullable=True),
        sa.Column("province", sa.Text(), nullable=True),
        sa.Column("inhabitants", sa.Integer(), nullable=True),
        sa.Column("x", sa.Integer(), nullable=True),
        sa.Column("y", sa.Integer(), nullable=True),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "ltrim(code, '0123456789') = '' AND length(code) BETWEEN 4 AND 4", name=op.f("ck_postcode_code_digits")
        ),
        sa.CheckConstraint("(x IS NULL) = (y IS NULL)", name=op.f("ck_postcode_x_with_y")),
        sa.CheckConstraint("inhabitants BETWEEN 0 AND 1000000", name=op.f("ck_postcode_inhabitants_between")),
        sa.CheckConstraint(
            "length(trim(municipality)) >= 1 AND length(municipality) <= 120",
            name=op.f("ck_postcode_municipality_filled"),
        ),
        sa.CheckConstraint("length(trim(place)) >= 1 AND length(place) <= 120", name=op.f("ck_postcode_place_filled")),
        sa.CheckConstraint(
            "length(trim(province)) >= 1 AND length(province) <= 120", name=op.f("ck_postcode_province_filled")
        ),
        sa.CheckConstraint("x BETWEEN -7000 AND 300000", name=op.f("ck_postcode_x_between")),
        sa.CheckConstraint("y BETWEEN 289000 AND 629000", name=op.f("ck_postcode_y_between")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_postcode")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "name",
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "search_index",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "length(trim(digest)) >= 1 AND length(digest) <= 120", name=op.f("ck_search_index_digest_filled")
        ),
        sa.CheckConstraint("length(trim(name)) >= 1 AND length(name) <= 120", name=op.f("ck_search_index_name_filled")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_search_index")),
    )
    op.create_table(
        "skill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("label_nl", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "skill",
                "certificate",
                "licence",
                name="skillkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "length(trim(label_en)) >= 1 AND length(label_en) <= 500", name=op.f("ck_skill_label_en_filled")
        ),
        sa.CheckConstraint(
            "length(trim(label_nl)) >= 1 AND length(label_nl) <= 500", name=op.f("ck_skill_label_nl_filled")
        ),
        sa.CheckConstraint("length(trim(scheme)) >= 1 AND length(scheme) <= 500", name=op.f("ck_skill_scheme_filled")),
        sa.CheckConstraint("length(trim(uri)) >= 1 AND length(uri) <= 500", name=op.f("ck_skill_uri_filled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill")),
        sa.UniqueConstraint("uri", name=op.f("uq_skill_uri")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("email_hash", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(trim(name)) >= 1 AND length(name) <= 120", name=op.f("ck_user_name_filled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email_hash", name=op.f("uq_user_email_hash")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
    )
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_user_role_role_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_role_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_role")),
    )
    op.create_table(
        "workplace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("postcode_code", sa.Text(), nullable=True),
        sa.Column("surroundings", sa.JSON(), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("buddy_name", sa.Text(), nullable=True),
        sa.Column("master_name", sa.Text(), nullable=True),
        sa.Column("colleagues_told_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "length(trim(buddy_name)) >= 1 AND length(buddy_name) <= 120", name=op.f("ck_workplace_buddy_name_filled")
        ),
        sa.CheckConstraint(
            "length(trim(master_name)) >= 1 AND length(master_name) <= 120",
            name=op.f("ck_workplace_master_name_filled"),
        ),
        sa.CheckConstraint("length(trim(name)) >= 1 AND length(name) <= 120", name=op.f("ck_workplace_name_filled")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_workplace_employer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["postcode_code"], ["postcode.code"], name=op.f("fk_workplace_postcode_code"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workplace")),
    )
    with op.batch_alter_table("workplace", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workplace_employer_id"), ["employer_id"], unique=False)

    op.create_table(
        "youth",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("postcode_code", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("coach_id", sa.Integer(), nullable=True),
        sa.Column("qualified", sa.Boolean(), nullable=True),
        sa.Column("exempt", sa.Boolean(), nullable=True),
        sa.Column("exempt_from", sa.Date(), nullable=True),
        sa.Column("school_minutes", sa.Integer(), nullable=True),
        sa.Column("reach", sa.JSON(), nullable=True),
        sa.Column("hours_least", sa.Double(), nullable=True),
        sa.Column("hours_most", sa.Double(), nullable=True),
        sa.Column("free", sa.JSON(), nullable=True),
        sa.Column("earliest", sa.Date(), nullable=True),
        sa.Column("interests", sa.JSON(), nullable=True),
        sa.Column("bears", sa.JSON(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("goals", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("income_needed", sa.Integer(), nullable=True),
        sa.Column("matters_most", sa.JSON(), nullable=False),
        sa.Column(
            "aim",
            sa.Enum("paid", "finding_out", name="aim", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("school_tired", sa.Boolean(), nullable=True),
        sa.Column("older_reason", sa.Text(), nullable=True),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column("needs", sa.LargeBinary(), nullable=False),
        sa.Column("urgent", sa.LargeBinary(), nullable=False),
        sa.Column("notes", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("email_hash", sa.Text(), nullable=True),
        sa.Column("telephone", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("birth_date BETWEEN '1930-01-01' AND '2100-01-01'", name=op.f("ck_youth_birth_date_sane")),
        sa.CheckConstraint(
            "(hours_least IS NULL) = (hours_most IS NULL)", name=op.f("ck_youth_hours_least_with_hours_most")
        ),
        sa.CheckConstraint(
            "exempt_from IS NULL OR (exempt IS NOT NULL AND exempt)", name=op.f("ck_youth_exempt_from_with_exempt")
        ),
        sa.CheckConstraint("hours_least <= hours_most", name=op.f("ck_youth_hours_least_to_hours_most")),
        sa.CheckConstraint("hours_least BETWEEN 0 AND 168", name=op.f("ck_youth_hours_least_between")),
        sa.CheckConstraint("hours_most BETWEEN 0 AND 168", name=op.f("ck_youth_hours_most_between")),
        sa.CheckConstraint("income_needed BETWEEN 0 AND 100000000", name=op.f("ck_youth_income_needed_between")),
        sa.CheckConstraint("length(trim(name)) >= 1 AND length(name) <= 120", name=op.f("ck_youth_name_filled")),
        sa.CheckConstraint(
            "length(trim(older_reason)) >= 1 AND length(older_reason) <= 500", name=op.f("ck_youth_older_reason_filled")
        ),
        sa.CheckConstraint("length(trim(story)) >= 1 AND length(story) <= 10000", name=op.f("ck_youth_story_filled")),
        sa.CheckConstraint("school_minutes BETWEEN 0 AND 10080", name=op.f("ck_youth_school_minutes_between")),
        sa.ForeignKeyConstraint(["coach_id"], ["user.id"], name=op.f("fk_youth_coach_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["postcode_code"], ["postcode.code"], name=op.f("fk_youth_postcode_code"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_youth_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_youth")),
        sa.UniqueConstraint("user_id", name=op.f("uq_youth_user_id")),
    )
    with op.batch_alter_table("youth", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_youth_coach_id"), ["coach_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_youth_email_hash"), ["email_hash"], unique=False)

    op.create_table(
        "ability_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("youth_id", sa.Integer(), nullable=False),
        sa.Column(
            "ability",
            sa.Enum(
                "planning",
                "understanding",
                "attention",
                "concentration",
                "learning",
                "problem_solving",
                "switching",
                "picturing",
                "standing_up",
                "leading",
                "making_contact",
                "giving_criticism",
                "taking_criticism",
                "working_together",
                "stamina",
                "checking_own_work",
                "bearing_failure",
                "keeping_order",
                "punctuality",
                "independence",
                "care",
                "responsibility",
                "drive",
                "fine_hand_movements",
                "reaction_speed",
                "reading",
                "arithmetic",
                "writing",
                "speaking",
                name="ability",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum("own", "coach", name="source", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_ability_view_level_between")),
        sa.ForeignKeyConstraint(["youth_id"], ["youth.id"], name=op.f("fk_ability_view_youth_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ability_view")),
        sa.UniqueConstraint("youth_id", "ability", "source", name=op.f("uq_ability_view_youth_id_ability_source")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=False),
        sa.Column("occupation_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("opening", "carved", "learning", name="kind", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column(
            "sector",
            sa.Enum(
                "technique",
                "construction",
                "green",
                "animals",
                "care",
                "shop",
                "catering",
                "kitchen",
                "cleaning",
                "logistics",
                "warehouse",
                "office",
                "ict",
                "creative",
                "hairdressing",
                "reuse",
                "sport",
                "education",
                "municipality",
                name="sector",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "paused",
                "filled",
                "closed",
                name="placestate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("hours_least", sa.Double(), nullable=True),
        sa.Column("hours_most", sa.Double(), nullable=True),
        sa.Column("times", sa.JSON(), nullable=True),
        sa.Column("flexible_times", sa.Boolean(), nullable=False),
        sa.Column("on_call", sa.Boolean(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("pay", sa.Integer(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("licences", sa.JSON(), nullable=False),
        sa.Column("taught", sa.JSON(), nullable=False),
        sa.Column("pressure", sa.Integer(), nullable=True),
        sa.Column(
            "education",
            sa.Enum("none", "beside", "bbl", name="education", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("school_like", sa.Integer(), nullable=True),
        sa.Column("expert_supervision", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(hours_least IS NULL) = (hours_most IS NULL)", name=op.f("ck_place_hours_least_with_hours_most")
        ),
        sa.CheckConstraint("hours_least <= hours_most", name=op.f("ck_place_hours_least_to_hours_most")),
        sa.CheckConstraint("hours_least BETWEEN 0 AND 168", name=op.f("ck_place_hours_least_between")),
        sa.CheckConstraint("hours_most BETWEEN 0 AND 168", name=op.f("ck_place_hours_most_between")),
        sa.CheckConstraint("length(trim(story)) >= 1 AND length(story) <= 10000", name=op.f("ck_place_story_filled")),
        sa.CheckConstraint("length(trim(title)) >= 1 AND length(title) <= 120", name=op.f("ck_place_title_filled")),
        sa.CheckConstraint("pay BETWEEN 0 AND 100000000", name=op.f("ck_place_pay_between")),
        sa.CheckConstraint("pressure BETWEEN 0 AND 3", name=op.f("ck_place_pressure_between")),
        sa.CheckConstraint("school_like BETWEEN 0 AND 3", name=op.f("ck_place_school_like_between")),
        sa.CheckConstraint("seats BETWEEN 0 AND 1000", name=op.f("ck_place_seats_between")),
        sa.CheckConstraint("start <= until", name=op.f("ck_place_start_to_until")),
        sa.ForeignKeyConstraint(
            ["occupation_id"], ["occupation.id"], name=op.f("fk_place_occupation_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_place_workplace_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "travel_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("youth_id", sa.Integer(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0 AND minutes <= 10080", name=op.f("ck_travel_correction_minutes_above_zero")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_travel_correction_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplace.id"], name=op.f("fk_travel_correction_workplace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["youth_id"], ["youth.id"], name=op.f("fk_travel_correction_youth_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_correction")),
        sa.UniqueConstraint("youth_id", "workplace_id", name=op.f("uq_travel_correction_youth_id_workplace_id")),
    )
    with op.batch_alter_table("travel_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_travel_correction_workplace_id"), ["workplace_id"], unique=False)

    op.create_table(
        "place_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column(
            "from_state",
            sa.Enum(
                "draft",
                "open",
                "paused",
                "filled",
                "closed",
                name="from_state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "draft",
                "open",
                "paused",
                "filled",
                "closed",
                name="to_state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint("from_state <> to_state", name=op.f("ck_place_move_to_another_state")),
        sa.CheckConstraint("length(trim(why)) >= 1 AND length(why) <= 500", name=op.f("ck_place_move_why_filled")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_place_move_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_place_move_place_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_move")),
    )
    with op.batch_alter_table("place_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_move_place_id"), ["place_id"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("minutes_each", sa.Double(), nullable=False),
        sa.Column("times_a_week", sa.Double(), nullable=False),
        sa.Column(
            "bound",
            sa.Enum("free", "day_part", "clock", name="bound", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("day_parts", sa.JSON(), nullable=True),
        sa.Column("times", sa.JSON(), nullable=True),
        sa.Column(
            "with_whom",
            sa.Enum(
                "alone",
                "beside",
                "team",
                "customers",
                name="withwhom",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("asks", sa.JSON(), nullable=True),
        sa.Column("demands", sa.JSON(), nullable=True),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("interests", sa.JSON(), nullable=True),
        sa.Column("hazards", sa.JSON(), nullable=False),
        sa.Column("wage_scale", sa.Text(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(bound = 'clock') = (times IS NOT NULL)", name=op.f("ck_task_times_when_bound")),
        sa.CheckConstraint("(bound = 'day_part') = (day_parts IS NOT NULL)", name=op.f("ck_task_day_parts_when_bound")),
        sa.CheckConstraint(
            "length(trim(next_step)) >= 1 AND length(next_step) <= 500", name=op.f("ck_task_next_step_filled")
        ),
        sa.CheckConstraint("length(trim(title)) >= 1 AND length(title) <= 120", name=op.f("ck_task_title_filled")),
        sa.CheckConstraint(
            "length(trim(wage_scale)) >= 1 AND length(wage_scale) <= 120", name=op.f("ck_task_wage_scale_filled")
        ),
        sa.CheckConstraint("minutes_each * times_a_week <= 10080", name=op.f("ck_task_within_a_week")),
        sa.CheckConstraint("minutes_each > 0 AND minutes_each <= 1440", name=op.f("ck_task_minutes_each_above_zero")),
        sa.CheckConstraint("position BETWEEN 0 AND 500", name=op.f("ck_task_position_between")),
        sa.CheckConstraint("times_a_week > 0 AND times_a_week <= 1000", name=op.f("ck_task_times_a_week_above_zero")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_task_place_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_place_id"), ["place_id"], unique=False)

    role = sa.table("role", sa.column("name", sa.Text()))
    op.bulk_insert(role, [{"name": name} for name in ROLES])


def downgrade() -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_place_id"))

    op.drop_table("task")
    with op.batch_alter_table("place_move", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_move_place_id"))

    op.drop_table("place_move")
    with op.batch_alter_table("travel_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_travel_correction_workplace_id"))

    op.drop_table("travel_correction")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_workplace_id"))

    op.drop_table("place")
    op.drop_table("ability_view")
    with op.batch_alter_table("youth", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_youth_email_hash"))
        batch_op.drop_index(batch_op.f("ix_youth_coach_id"))

    op.drop_table("youth")
    with op.batch_alter_table("workplace", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workplace_employer_id"))

    op.drop_table("workplace")
    op.drop_table("user_role")
    op.drop_table("user")
    op.drop_table("skill")
    op.drop_table("search_index")
    op.drop_table("role")
    op.drop_table("postcode")
    op.drop_table("occupation_group")
    with op.batch_alter_table("occupation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_occupation_isco"))

    op.drop_table("occupation")
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employer_contact_email_hash"))

    op.drop_table("employer")
