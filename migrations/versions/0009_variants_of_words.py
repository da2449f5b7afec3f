"""Words of a dispatch for those whom an update concerns no more"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEFORE = ("dispatch_id", "medium", "language")


def upgrade() -> None:
    with op.batch_alter_table("wording") as wording:
        wording.add_column(
            sa.Column("variant", sa.String(20), nullable=False, server_default="main")
        )
        wording.drop_constraint(op.f("uq_wording_dispatch_id_medium_language"), type_="unique")
        wording.create_unique_constraint(
            op.f("uq_wording_dispatch_id_medium_language_variant"), [*BEFORE, "variant"]
        )
