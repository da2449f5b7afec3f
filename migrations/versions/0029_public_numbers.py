"""Every alert has a number for everybody: five characters that cannot be guessed"""

from secrets import choice

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBERS = ("public_number", "next_number")
ALERT = sa.table("alert", sa.column("id"), *map(sa.column, NUMBERS))


def upgrade() -> None:
    with op.batch_alter_table("alert") as alert:
        for name in NUMBERS:
            alert.add_column(sa.Column(name, sa.String(5), nullable=True))
    connection, given = op.get_bind(), set[str]()
    for number in connection.scalars(sa.select(ALERT.c.id).order_by(ALERT.c.id)).all():
        drawn = {name: _draw(given) for name in NUMBERS}
        connection.execute(sa.update(ALERT).where(ALERT.c.id == number).values(**drawn))
    with op.batch_alter_table("alert") as alert:
        for name in NUMBERS:
            alert.alter_column(name, existing_type=sa.String(5), nullable=False)
            alert.create_unique_constraint(op.f(f"uq_alert_{name}"), [name])


def _draw(given: set[str]) -> str:
    while (drawn := "".join(choice(ALPHABET) for _ in range(5))) in given or drawn.isdigit():
        pass
    given.add(drawn)
    return drawn
