"""In which languages those read, in order, who find no words in their own"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was handed over before goes on in Greek, as it was shown.
    with op.batch_alter_table("dispatch") as dispatch:
        dispatch.add_column(sa.Column("languages", sa.JSON(), nullable=False, server_default="{}"))
