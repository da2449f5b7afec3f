"""The faults that staff were told of"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "told_fault",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "place", name=op.f("pk_told_fault")),
    )
