"""The log of changes to places and youths."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_change",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("youth_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("place_id IS NULL OR youth_id IS NULL", name=op.f("ck_place_change_not_both")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_place_change")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("place_change")
