"""Each entry of the journal is signed with a key that is not in the database"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a copy of the table, which would lose the triggers that refuse changes.
    op.add_column(
        "journal", sa.Column("signature", sa.String(70), nullable=False, server_default="")
    )
