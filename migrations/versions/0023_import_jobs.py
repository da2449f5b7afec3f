"""Imports that were handed in and are carried out later, and their files until then"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("member", sa.String(40), nullable=False),
        sa.Column("rights", sa.String(400), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("encoding", sa.String(20), nullable=False),
        sa.Column("updates", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.Boolean(), nullable=False),
        sa.Column("read_as", sa.String(20), nullable=False),
        sa.Column("lines", sa.Integer()),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.Column("runner", sa.String(40), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_job")),
    )
    op.create_index(op.f("ix_import_job_state"), "import_job", ["state"])
    op.create_index(op.f("ix_import_job_ended_at"), "import_job", ["ended_at"])
    op.create_table(
        "import_content",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["import_job.id"], name=op.f("fk_import_content_job_id_import_job")
        ),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_import_content")),
    )
