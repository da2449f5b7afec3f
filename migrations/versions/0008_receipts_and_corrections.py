"""Receipts, breakers, corrections, fallback, and homes that start held"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("contact") as contact:
        contact.add_column(
            sa.Column("block_code", sa.String(40), nullable=False, server_default="")
        )
    with op.batch_alter_table("dispatch") as dispatch:
        dispatch.add_column(sa.Column("stopped_at", MOMENT))
        dispatch.add_column(sa.Column("held_at", MOMENT))
    with op.batch_alter_table("delivery") as delivery:
        delivery.add_column(sa.Column("asked_at", MOMENT))
        delivery.add_column(sa.Column("instead_of", sa.Integer()))
    with op.batch_alter_table("alert") as alert:
        for name in ("corrects_id", "corrected_by_id"):
            alert.add_column(sa.Column(name, sa.Integer()))
            alert.create_foreign_key(op.f(f"fk_alert_{name}_alert"), "alert", [name], ["id"])
        alert.add_column(sa.Column("stopped_at", MOMENT))
        alert.add_column(sa.Column("stopped_by", sa.String(120), nullable=False, server_default=""))
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(60), nullable=False),
        sa.Column("provider_id", sa.String(80), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("delivery_id", sa.Integer()),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("aside", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint(
            "channel",
            "provider_id",
            "status",
            "code",
            name=op.f("uq_receipt_channel_provider_id_status_code"),
        ),
    )
    op.create_table(
        "breaker",
        sa.Column("channel", sa.String(60), nullable=False),
        sa.Column("lane", sa.String(20), nullable=False),
        sa.Column("why", sa.String(80), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT),
        sa.PrimaryKeyConstraint("channel", "lane", name=op.f("pk_breaker")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(120), nullable=False),
        sa.Column("held_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
