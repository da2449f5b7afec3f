"""How often a provider was asked what became of a message, in place of when"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("asked", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE delivery SET asked = 1 WHERE asked_at IS NOT NULL")
    # Not by a batch: SQLite would copy every row and index of the largest table.
    op.execute("ALTER TABLE delivery DROP COLUMN asked_at")
