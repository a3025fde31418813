"""What people read: the language is kept with the person."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("language", sa.String(16), nullable=True))


def downgrade() -> None:
    op.drop_column("people", "language")
