"""Residents who need help, and people who were told of an alert in person"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("resident") as resident:
        resident.add_column(
            sa.Column("needs_help", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "told_in_person",
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.id"], name=op.f("fk_told_in_person_alert_id_alert")
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_told_in_person_resident_id_resident")
        ),
        sa.PrimaryKeyConstraint("alert_id", "resident_id", name=op.f("pk_told_in_person")),
    )
