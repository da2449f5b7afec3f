"""From where a token works; how many were shown that open nothing; none is kept behind a key"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("token", sa.Column("networks", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "failed_token",
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("network", sa.String(50), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hour", "network", name=op.f("pk_failed_token")),
    )
    # They hold, sealed, the tokens that were made.
    op.execute("DELETE FROM idempotency WHERE act = 'POST /v1/staff/tokens'")
