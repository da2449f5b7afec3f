"""SMS in normal Greek letters, for those who asked for them; the words of a dispatch by letters"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BEFORE = ("dispatch_id", "medium", "language", "variant")


def upgrade() -> None:
    for table in ("resident", "registration"):
        op.add_column(
            table,
            sa.Column("normal_letters", sa.Boolean(), nullable=False, server_default=sa.false()),
        )
    with op.batch_alter_table("wording") as wording:
        wording.add_column(
            sa.Column("letters", sa.String(20), nullable=False, server_default="usual")
        )
        wording.drop_constraint(
            op.f("uq_wording_dispatch_id_medium_language_variant"), type_="unique"
        )
        wording.create_unique_constraint(
            op.f("uq_wording_dispatch_id_medium_language_variant_letters"), [*BEFORE, "letters"]
        )
