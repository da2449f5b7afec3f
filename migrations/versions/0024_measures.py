"""What is counted for monitoring, and what was tried outside: the ping and the test message of each
channel"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measure",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("labels", sa.String(250), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", "labels", name=op.f("pk_measure")),
    )
    op.create_table(
        "outside_trial",
        sa.Column("name", sa.String(70), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_outside_trial")),
    )
