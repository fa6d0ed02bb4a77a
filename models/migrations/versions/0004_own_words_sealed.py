"""More of a youth is sealed, as needs and notes are: free words, and what kinds of work somebody cannot bear."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from models.base import Encrypted
from models.values import BEARS, LINE_TEXT, LONG_TEXT

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: Of each column what it was kept as, what seals it, and whether every youth has a value.
SEALED = {
    "story": (sa.Text(), Encrypted(LONG_TEXT), False),
    "older_reason": (sa.Text(), Encrypted(LINE_TEXT), False),
    "bears": (sa.JSON(), Encrypted(BEARS), True),
}
LONGEST = {"story": 10_000, "older_reason": 500}


def upgrade() -> None:
    with op.batch_alter_table("youth") as batch_op:
        for name in LONGEST:
            batch_op.drop_constraint(batch_op.f(f"ck_youth_{name}_filled"), type_="check")
    renew(
        old={name: kept for name, (kept, _seal, _always) in SEALED.items()},
        new=dict.fromkeys(SEALED, sa.LargeBinary()),
        change={name: seal.process_bind_param for name, (_kept, seal, _always) in SEALED.items()},
    )
    if op.get_bind().dialect.name == "postgresql":
        # A column that is dropped stays in the rows until these are written anew, into a new file.
        op.execute("ALTER TABLE youth ALTER COLUMN name TYPE text USING name || ''")


def downgrade() -> None:
    renew(
        old=dict.fromkeys(SEALED, sa.LargeBinary()),
        new={name: kept for name, (kept, _seal, _always) in SEALED.items()},
        change={name: seal.process_result_value for name, (_kept, seal, _always) in SEALED.items()},
    )
    with op.batch_alter_table("youth") as batch_op:
        for name, longest in LONGEST.items():
            batch_op.create_check_constraint(
                batch_op.f(f"ck_youth_{name}_filled"), f"length(trim({name})) >= 1 AND length({name}) <= {longest}"
            )


def renew(
    *, old: dict[str, sa.types.TypeEngine], new: dict[str, sa.types.TypeEngine], change: dict[str, Callable[..., Any]]
) -> None:
    """Put columns of another type in the place of old ones, with each value changed; no youth, no keys asked for."""
    with op.batch_alter_table("youth") as batch_op:
        for name, kind in new.items():
            batch_op.add_column(sa.Column(f"new_{name}", kind, nullable=True))
    bind = op.get_bind()
    before = sa.table("youth", sa.column("id"), *(sa.column(name, kind) for name, kind in old.items()))
    after = sa.table("youth", sa.column("id"), *(sa.column(f"new_{name}", kind) for name, kind in new.items()))
    for row in bind.execute(sa.select(before)).mappings().all():
        values = {f"new_{name}": change[name](row[name], bind.dialect) for name in SEALED if row[name] is not None}
        if values:
            bind.execute(after.update().where(after.c.id == row["id"]).values(values))
    with op.batch_alter_table("youth") as batch_op:
        for name, kind in new.items():
            batch_op.drop_column(name)
            batch_op.alter_column(f"new_{name}", new_column_name=name, existing_type=kind, nullable=not SEALED[name][2])
