"""A landline of a resident, to be phoned by hand"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("resident") as resident:
        resident.add_column(sa.Column("landline", sa.LargeBinary()))
