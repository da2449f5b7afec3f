"""Every worker says which is the newest key that it has read, so that no key is used before all
have it"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("worker") as worker:
        worker.add_column(sa.Column("newest_key", sa.String(20), nullable=False, server_default=""))
