"""The file's first shape: one table per kind of record, the queue, the cursor, the index."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _audit()
    _calendar()
    _campaign()
    _draft()
    _enterprise()
    _livelihood()
    _meta()
    _notice()
    _number_block()
    _organisation()
    _progress()
    _project()
    _search_entry()
    _sync_blob()
    _sync_conflict()
    _sync_cursor()
    _sync_cursor_history()
    _sync_journal()
    _sync_op()
    _sync_receipt()
    _sync_round()
    _sync_shadow()
    _told()
    _assignment()
    _card()
    _figure()
    _issue()
    _note()
    _profile()
    _proposal()
    _visit()
    _attachment()
    _event()
    op.execute("CREATE VIRTUAL TABLE search_text USING fts5(text, content='', tokenize='unicode61')")


def downgrade() -> None:
    raise NotImplementedError("a file goes forward only; its backup is the way back")


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
    )


def _calendar() -> None:
    op.create_table(
        "calendar",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("off", sa.Text(), nullable=False),
        sa.Column("work", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )


def _campaign() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("initiatives", sa.Text(), nullable=False),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("milestones", sa.Text(), nullable=False),
        sa.Column("limits", sa.Text(), nullable=False),
        sa.Column("dispatch_rules", sa.Text(), nullable=False),
        sa.Column("policies", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("draft_id", sa.Text(), primary_key=True),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("op_id", sa.Text()),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.UniqueConstraint("form", "key"),
    )


def _enterprise() -> None:
    op.create_table(
        "enterprise",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credit_code", sa.Text(), nullable=False),
        sa.Column("classes", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text()),
        sa.Column("legal_person", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_title", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("registered_address", sa.Text(), nullable=False),
        sa.Column("business_address", sa.Text(), nullable=False),
        sa.Column("division_code", sa.Text(), nullable=False),
        sa.Column("division_name", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("registration_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Text()),
        sa.Column("is_above_scale", sa.Boolean()),
        sa.Column("products", sa.Text(), nullable=False),
        sa.Column("founded_on", sa.Date()),
        sa.Column("merged_into", sa.Text()),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )
    op.create_index("ix_enterprise_code", "enterprise", ["credit_code"])
    op.create_index("ix_enterprise_name", "enterprise", ["name"])


def _livelihood() -> None:
    op.create_table(
        "livelihood",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("beneficiaries", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("funding", sa.Text(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )


def _number_block() -> None:
    op.create_table(
        "number_block",
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Text()),
        sa.UniqueConstraint("kind", "prefix", "first"),
    )


def _organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text()),
        sa.Column("division_code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("successor_id", sa.Text()),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )


def _progress() -> None:
    op.create_table(
        "progress",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("campaign_year", sa.Integer(), nullable=False),
        sa.Column("initiative_no", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )


def _project() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("project_code", sa.Text(), nullable=False),
        sa.Column("builder", sa.Text(), nullable=False),
        sa.Column("builder_credit_code", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("division_code", sa.Text(), nullable=False),
        sa.Column("division_name", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text()),
        sa.Column("key_level", sa.Text()),
        sa.Column("total_wan", sa.Text()),
        sa.Column("year_plan_wan", sa.Text()),
        sa.Column("done_wan", sa.Text()),
        sa.Column("month_wan", sa.Text()),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date()),
        sa.Column("due_on", sa.Date()),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("prerequisites", sa.Text(), nullable=False),
        sa.Column("stages", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_title", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )


def _search_entry() -> None:
    op.create_table(
        "search_entry",
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.UniqueConstraint("kind", "id"),
    )


def _sync_blob() -> None:
    op.create_table(
        "sync_blob",
        sa.Column("sha256", sa.Text(), primary_key=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.Text()),
    )


def _sync_conflict() -> None:
    op.create_table(
        "sync_conflict",
        sa.Column("conflict_id", sa.Text(), primary_key=True),
        sa.Column("op_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("mine", sa.Text()),
        sa.Column("theirs", sa.Text()),
        sa.Column("theirs_seq", sa.Integer(), nullable=False),
        sa.Column("theirs_by", sa.Text(), nullable=False),
        sa.Column("theirs_at", sa.Text()),
        sa.Column("found_at", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.Text()),
    )
    op.create_index("ix_sync_conflict_op_id", "sync_conflict", ["op_id"])


def _sync_cursor() -> None:
    op.create_table(
        "sync_cursor",
        sa.Column("one", sa.Integer(), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_mark", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("entering", sa.Text(), nullable=False),
        sa.Column("place", sa.Text()),
    )


def _sync_cursor_history() -> None:
    op.create_table(
        "sync_cursor_history",
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("stored_at", sa.Text(), nullable=False),
    )


def _sync_journal() -> None:
    op.create_table(
        "sync_journal",
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("op_id", sa.Text(), nullable=False, unique=True),
        sa.Column("prev", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text()),
        sa.Column("scope", sa.Text()),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("field_bases", sa.Text(), nullable=False),
        sa.Column("state_seq", sa.Integer()),
        sa.Column("after", sa.Text()),
        sa.Column("children", sa.Text(), nullable=False),
        sa.Column("root", sa.Boolean(), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.Text(), nullable=False),
        sa.Column("ack_seq", sa.Integer()),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.Text(), nullable=False),
    )
    op.create_index("ix_sync_journal_row", "sync_journal", ["kind", "id"])


def _sync_op() -> None:
    op.create_table(
        "sync_op",
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("op_id", sa.Text(), nullable=False, unique=True),
        sa.Column("prev", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text()),
        sa.Column("scope", sa.Text()),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("field_bases", sa.Text(), nullable=False),
        sa.Column("state_seq", sa.Integer()),
        sa.Column("after", sa.Text()),
        sa.Column("children", sa.Text(), nullable=False),
        sa.Column("root", sa.Boolean(), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.Text(), nullable=False),
        sa.Column("ack_seq", sa.Integer()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("odd", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
    )
    op.create_index("ix_sync_op_row", "sync_op", ["kind", "id"])


def _sync_receipt() -> None:
    op.create_table(
        "sync_receipt",
        sa.Column("op_id", sa.Text(), primary_key=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
    )


def _sync_round() -> None:
    op.create_table(
        "sync_round",
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("began_at", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("news", sa.Text(), nullable=False),
    )


def _sync_shadow() -> None:
    op.create_table(
        "sync_shadow",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
    )


def _told() -> None:
    op.create_table(
        "told",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("what", sa.Text(), primary_key=True),
        sa.Column("told_on", sa.Date(), nullable=False),
    )


def _assignment() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id")),
        sa.Column("project_id", sa.Text(), sa.ForeignKey("project.id")),
        sa.Column("service_class", sa.Text()),
        sa.Column("tier", sa.Text()),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("leader_name", sa.Text(), nullable=False),
        sa.Column("leader_title", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )
    op.create_index("ix_assignment_enterprise_id", "assignment", ["enterprise_id"])
    op.create_index("ix_assignment_project_id", "assignment", ["project_id"])
    op.create_index("ix_assignment_unit", "assignment", ["unit_id"])


def _card() -> None:
    op.create_table(
        "card",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id")),
        sa.Column("project_id", sa.Text(), sa.ForeignKey("project.id")),
        sa.Column("visit_id", sa.Text()),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("filled_on", sa.Date(), nullable=False),
        sa.Column("filled_by", sa.Text(), nullable=False),
        sa.Column("filled_by_name", sa.Text(), nullable=False),
        sa.Column("filled_by_phone", sa.Text(), nullable=False),
        sa.Column("suggestions", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("prints", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("printed_at", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )
    op.create_index("ix_card_enterprise_id", "card", ["enterprise_id"])
    op.create_index("ix_card_project_id", "card", ["project_id"])


def _figure() -> None:
    op.create_table(
        "figure",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id"), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("filled_by", sa.Text(), nullable=False),
        sa.Column("filled_by_name", sa.Text(), nullable=False),
        sa.Column("filled_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )
    op.create_index("ix_figure_enterprise_id", "figure", ["enterprise_id"])


def _issue() -> None:
    op.create_table(
        "issue",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id")),
        sa.Column("project_id", sa.Text(), sa.ForeignKey("project.id")),
        sa.Column("visit_id", sa.Text()),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("can_solve_here", sa.Boolean(), nullable=False),
        sa.Column("involved", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Text()),
        sa.Column("department_name", sa.Text(), nullable=False),
        sa.Column("helpers", sa.Text(), nullable=False),
        sa.Column("accept_due_on", sa.Date()),
        sa.Column("due_on", sa.Date()),
        sa.Column("due_unit", sa.Text(), nullable=False),
        sa.Column("call_back_due_on", sa.Date()),
        sa.Column("answered_at", sa.Text()),
        sa.Column("answer_who", sa.Text(), nullable=False),
        sa.Column("answer_how", sa.Text(), nullable=False),
        sa.Column("answer_when", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("urged", sa.Integer(), nullable=False),
        sa.Column("called_back_on", sa.Date()),
        sa.Column("satisfaction", sa.Text()),
        sa.Column("satisfaction_remark", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )
    op.create_index("ix_issue_enterprise_id", "issue", ["enterprise_id"])
    op.create_index("ix_issue_number", "issue", ["number"])
    op.create_index("ix_issue_project_id", "issue", ["project_id"])
    op.create_index("ix_issue_state", "issue", ["state"])
    op.create_index("ix_issue_visit", "issue", ["visit_id"])


def _note() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id")),
        sa.Column("project_id", sa.Text(), sa.ForeignKey("project.id")),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("written_at", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )
    op.create_index("ix_note_enterprise_id", "note", ["enterprise_id"])
    op.create_index("ix_note_project_id", "note", ["project_id"])


def _profile() -> None:
    op.create_table(
        "profile",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id"), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("operating_state", sa.Text()),
        sa.Column("quiet_days", sa.Text(), nullable=False),
        sa.Column("preferred_contact", sa.Text(), nullable=False),
        sa.Column("next_contact_on", sa.Date()),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )
    op.create_index("ix_profile_enterprise_id", "profile", ["enterprise_id"])


def _proposal() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id")),
        sa.Column("project_id", sa.Text(), sa.ForeignKey("project.id")),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old_value", sa.Text(), nullable=False),
        sa.Column("new_value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )
    op.create_index("ix_proposal_enterprise_id", "proposal", ["enterprise_id"])
    op.create_index("ix_proposal_project_id", "proposal", ["project_id"])


def _visit() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id")),
        sa.Column("project_id", sa.Text(), sa.ForeignKey("project.id")),
        sa.Column("visited_at", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("visitors", sa.Text(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("received_title", sa.Text(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("policies", sa.Text(), nullable=False),
        sa.Column("is_no_issue", sa.Boolean(), nullable=False),
        sa.Column("spot_answer", sa.Text(), nullable=False),
        sa.Column("spot_answer_who", sa.Text(), nullable=False),
        sa.Column("spot_answer_when", sa.Text(), nullable=False),
        sa.Column("next_contact_on", sa.Date()),
        sa.Column("is_late_entry", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("division_code", sa.Text(), nullable=False),
        sa.Column("division_name", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )
    op.create_index("ix_visit_enterprise_id", "visit", ["enterprise_id"])
    op.create_index("ix_visit_enterprise_time", "visit", ["enterprise_id", "visited_at"])
    op.create_index("ix_visit_project_id", "visit", ["project_id"])
    op.create_index("ix_visit_time", "visit", ["visited_at"])


def _attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("visit_id", sa.Text(), sa.ForeignKey("visit.id")),
        sa.Column("issue_id", sa.Text(), sa.ForeignKey("issue.id")),
        sa.Column("card_id", sa.Text(), sa.ForeignKey("card.id")),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )
    op.create_index("ix_attachment_card_id", "attachment", ["card_id"])
    op.create_index("ix_attachment_issue_id", "attachment", ["issue_id"])
    op.create_index("ix_attachment_visit_id", "attachment", ["visit_id"])


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("issue_id", sa.Text(), sa.ForeignKey("issue.id"), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text()),
        sa.Column("to_state", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text()),
        sa.Column("organisation_name", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("happened_at", sa.Text(), nullable=False),
        sa.Column("op_id", sa.Text()),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("state_seq", sa.Integer(), nullable=False),
        sa.Column("put_by", sa.Text(), nullable=False),
        sa.Column("put_at", sa.Text()),
        sa.Column("unknown", sa.Text(), nullable=False),
    )
    op.create_index("ix_event_issue_id", "event", ["issue_id"])
