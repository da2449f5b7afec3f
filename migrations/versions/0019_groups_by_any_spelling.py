"""Groups of residents found by any spelling of their name"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("resident_group") as group:
        group.add_column(sa.Column("folded", sa.String(180), nullable=False, server_default=""))
    names = (
        op.get_bind().execute(sa.text("SELECT DISTINCT name FROM resident_group")).scalars().all()
    )
    spelled = sa.text("UPDATE resident_group SET folded = :folded WHERE name = :name")
    for name in names:
        op.get_bind().execute(spelled, {"name": name, "folded": _folded(name)})
    with op.batch_alter_table("resident_group") as group:
        group.alter_column("folded", server_default=None)
        group.create_index(op.f("ix_resident_group_folded"), ["folded"])


def _folded(name: str) -> str:
    """As `areas.folded` did when this was written."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return " ".join(
        "".join(letter for letter in letters if not unicodedata.combining(letter)).split()
    )
