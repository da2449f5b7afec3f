"""Runs: what one channel refused for good of one dispatch"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "run",
        sa.Column("dispatch_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(60), nullable=False),
        sa.Column("lane", sa.String(20), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False, server_default=""),
        sa.Column("suspected_at", MOMENT),
        sa.Column("told_at", MOMENT),
        sa.Column("accepted_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["dispatch_id"], ["dispatch.id"], name=op.f("fk_run_dispatch_id_dispatch")
        ),
        sa.PrimaryKeyConstraint("dispatch_id", "channel", name=op.f("pk_run")),
    )
    op.create_index(op.f("ix_run_suspected_at"), "run", ["suspected_at"])
