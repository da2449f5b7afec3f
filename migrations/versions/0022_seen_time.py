"""When the time was last believed, so that a clock that was set wrong is found out"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "seen_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.Column("seen_boot", sa.String(40), nullable=False),
        sa.Column("seen_uptime", sa.Float(), nullable=False),
        sa.Column("doubted_at", moment, nullable=True),
        sa.Column("doubted_boot", sa.String(40), nullable=False),
        sa.Column("doubted_uptime", sa.Float(), nullable=False),
        sa.Column("told_at", moment, nullable=True),
        sa.Column("told_boot", sa.String(40), nullable=False),
        sa.Column("told_uptime", sa.Float(), nullable=False),
        sa.Column("told_by", sa.String(60), nullable=False),
        sa.Column("confirmed_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_seen_time"),
    )
