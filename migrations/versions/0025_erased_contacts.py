"""Whether anybody was erased at all is asked with every thousand rows of an import"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    erased = sa.text("length(address) = 0")
    op.create_index(
        "ix_contact_erased", "contact", ["medium"], sqlite_where=erased, postgresql_where=erased
    )
