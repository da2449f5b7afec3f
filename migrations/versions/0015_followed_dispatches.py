"""Which dispatch the messages of a dispatch follow"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dispatch") as dispatch:
        dispatch.add_column(sa.Column("follows_id", sa.Integer()))
        dispatch.create_foreign_key(
            op.f("fk_dispatch_follows_id_dispatch"), "dispatch", ["follows_id"], ["id"]
        )
