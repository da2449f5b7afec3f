"""Registrations and quiet hours"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("resident") as residents:
        residents.add_column(sa.Column("quiet_from", sa.Integer(), nullable=True))
        residents.add_column(sa.Column("quiet_until", sa.Integer(), nullable=True))
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.LargeBinary(32), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("network", sa.String(60), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_registration_resident_id_resident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("handle", name=op.f("uq_registration_handle")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_registration_resident_id"), "registration", ["resident_id"])
    op.create_index(op.f("ix_registration_expires_at"), "registration", ["expires_at"])
    op.create_table(
        "candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.LargeBinary(32), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_id", sa.Integer(), nullable=True),
        sa.Column("owed", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_candidate_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_candidate_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint(
            "registration_id", "contact_id", name=op.f("uq_candidate_registration_id_contact_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_candidate_contact_id"), "candidate", ["contact_id"])
    op.create_table(
        "code_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sending", sa.String(length=20), nullable=False),
        sa.Column("medium", sa.String(length=20), nullable=False),
        sa.Column("network", sa.LargeBinary(32), nullable=False),
        sa.Column("contact", sa.LargeBinary(32), nullable=False),
        sa.Column("prefix", sa.LargeBinary(32), nullable=False),
        sa.Column("reserved", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_sent")),
    )
    op.create_index(op.f("ix_code_sent_at"), "code_sent", ["at"])
    op.create_index(op.f("ix_code_sent_contact"), "code_sent", ["contact"])
    op.create_table(
        "disowned",
        sa.Column("contact", sa.LargeBinary(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("contact", name=op.f("pk_disowned")),
    )
