"""The file's first shape: one table per kind of record, the queue, the cursor, the index."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _reference()
    _objects()
    _around()
    _visits()
    _issues()
    _papers()
    _rounds()
    _desk()
    _intake()
    op.execute("CREATE VIRTUAL TABLE search_text USING fts5(text, content='', tokenize='unicode61')")


def downgrade() -> None:
    raise NotImplementedError("a file goes forward only; its backup is the way back")


def _reference() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("name", "kind", "level"),
        *_texts("parent_id", none=True),
        *_texts("division_code"),
        *_dates("valid_from", "valid_to", none=True),
        *_texts("successor_id", none=True),
        *_standing(),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Text(), primary_key=True),
        *_numbers("year"),
        *_texts("name", "document", "initiatives", "actions", "milestones", "limits", "dispatch_rules", "policies"),
        *_standing(),
    )
    op.create_table(
        "calendar",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("version"),
        *_numbers("first_year", "last_year"),
        *_texts("off", "work"),
        *_standing(),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("title", "text"),
        *_dates("published_on"),
        *_texts("issuer"),
        *_standing(),
    )


def _objects() -> None:
    op.create_table(
        "enterprise",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("name", "credit_code", "classes"),
        *_texts("tier", none=True),
        *_texts(
            "legal_person",
            "contact_name",
            "contact_title",
            "contact_phone",
            "registered_address",
            "business_address",
            "division_code",
            "division_name",
            "industry",
            "registration_type",
        ),
        *_texts("size", none=True),
        *_flags("is_above_scale", none=True),
        *_texts("products"),
        *_dates("founded_on", none=True),
        *_texts("merged_into", none=True),
        *_standing(),
    )
    op.create_index("ix_enterprise_code", "enterprise", ["credit_code"])
    op.create_index("ix_enterprise_name", "enterprise", ["name"])
    op.create_table(
        "project",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts(
            "name",
            "project_code",
            "builder",
            "builder_credit_code",
            "place",
            "division_code",
            "division_name",
            "industry",
            "stage",
        ),
        *_texts("tier", "key_level", "total_wan", "year_plan_wan", "done_wan", "month_wan", none=True),
        *_texts("content"),
        *_dates("started_on", "due_on", none=True),
        *_texts("progress", "prerequisites", "stages", "contact_name", "contact_title", "contact_phone"),
        *_standing(),
    )
    op.create_table(
        "livelihood",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("name", "place", "beneficiaries", "owner_name"),
        *_dates("due_on", none=True),
        *_texts("funding", "progress", "state"),
        *_dates("done_on", none=True),
        *_texts("opinion", "author_id", "author_name", "unit_id"),
        *_standing(),
    )
    op.create_table(
        "progress",
        sa.Column("id", sa.Text(), primary_key=True),
        *_numbers("campaign_year", "initiative_no"),
        *_texts("indicator", "area_code", "period", "value", "unit", "remark", "author_id", "author_name", "unit_id"),
        *_standing(),
    )


def _around() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id")),
        sa.Column("project_id", sa.Text(), sa.ForeignKey("project.id")),
        *_texts("service_class", "tier", none=True),
        *_texts("unit_id", "unit_name", "leader_name", "leader_title", "contact_name", "contact_phone"),
        *_standing(),
    )
    op.create_index("ix_assignment_enterprise_id", "assignment", ["enterprise_id"])
    op.create_index("ix_assignment_project_id", "assignment", ["project_id"])
    op.create_index("ix_assignment_unit", "assignment", ["unit_id"])
    op.create_table(
        "profile",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id"), nullable=False),
        *_texts("unit_id"),
        *_texts("operating_state", none=True),
        *_texts("quiet_days", "preferred_contact"),
        *_dates("next_contact_on", none=True),
        *_texts("remark"),
        *_standing(),
    )
    op.create_index("ix_profile_enterprise_id", "profile", ["enterprise_id"])
    op.create_table(
        "figure",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id"), nullable=False),
        *_texts("indicator"),
        *_texts("value", none=True),
        *_texts("unit", "period", "filled_by", "filled_by_name"),
        *_dates("filled_on"),
        *_standing(),
    )
    op.create_index("ix_figure_enterprise_id", "figure", ["enterprise_id"])
    op.create_table(
        "proposal",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id")),
        sa.Column("project_id", sa.Text(), sa.ForeignKey("project.id")),
        *_texts("field", "old_value", "new_value", "reason", "state", "author_name", "proposed_at"),
        *_texts("answer", "answered_by"),
        *_texts("answered_at", none=True),
        *_standing(),
    )
    op.create_index("ix_proposal_enterprise_id", "proposal", ["enterprise_id"])
    op.create_index("ix_proposal_project_id", "proposal", ["project_id"])
    op.create_table(
        "note",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id")),
        sa.Column("project_id", sa.Text(), sa.ForeignKey("project.id")),
        *_texts("text", "author_id", "author_name", "written_at"),
        *_standing(),
    )
    op.create_index("ix_note_enterprise_id", "note", ["enterprise_id"])
    op.create_index("ix_note_project_id", "note", ["project_id"])
    op.create_table(
        "review",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("subject_id", "subject_name", "about", "verb", "text", "author_id", "author_name", "unit_name"),
        *_texts("happened_at", "state", "answer", "answered_by"),
        *_texts("answered_at", none=True),
        *_standing(),
    )


def _visits() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id")),
        sa.Column("project_id", sa.Text(), sa.ForeignKey("project.id")),
        *_texts("visited_at", "mode", "visitors", "received_by", "received_title", "situation", "policies"),
        *_flags("is_no_issue"),
        *_texts("spot_answer", "spot_answer_who", "spot_answer_when"),
        *_dates("next_contact_on", none=True),
        *_flags("is_late_entry"),
        *_texts(
            "remark",
            "division_code",
            "division_name",
            "author_id",
            "author_name",
            "unit_id",
            "unit_name",
            "recorded_at",
        ),
        *_standing(),
    )
    op.create_index("ix_visit_enterprise_id", "visit", ["enterprise_id"])
    op.create_index("ix_visit_enterprise_time", "visit", ["enterprise_id", "visited_at"])
    op.create_index("ix_visit_project_id", "visit", ["project_id"])
    op.create_index("ix_visit_time", "visit", ["visited_at"])


def _issues() -> None:
    op.create_table(
        "issue",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("number"),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id")),
        sa.Column("project_id", sa.Text(), sa.ForeignKey("project.id")),
        *_texts("visit_id", none=True),
        *_texts("category", "description", "wish", "urgency"),
        *_flags("can_solve_here"),
        *_texts("involved", "raised_by"),
        *_dates("raised_on"),
        *_texts("author_id", "author_name", "unit_id", "unit_name", "recorded_at", "state", "level"),
        *_texts("department_id", none=True),
        *_texts("department_name", "helpers"),
        *_dates("accept_due_on", "due_on", none=True),
        *_texts("due_unit"),
        *_dates("call_back_due_on", none=True),
        *_texts("answered_at", none=True),
        *_texts("answer_who", "answer_how", "answer_when"),
        *_texts("outcome", none=True),
        *_texts("return_reason"),
        *_numbers("urged"),
        *_dates("called_back_on", none=True),
        *_texts("satisfaction", none=True),
        *_texts("satisfaction_remark"),
        *_dates("closed_on", none=True),
        *_standing(),
    )
    op.create_index("ix_issue_enterprise_id", "issue", ["enterprise_id"])
    op.create_index("ix_issue_number", "issue", ["number"])
    op.create_index("ix_issue_project_id", "issue", ["project_id"])
    op.create_index("ix_issue_state", "issue", ["state"])
    op.create_index("ix_issue_visit", "issue", ["visit_id"])


def _papers() -> None:
    op.create_table(
        "card",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("number"),
        sa.Column("enterprise_id", sa.Text(), sa.ForeignKey("enterprise.id")),
        sa.Column("project_id", sa.Text(), sa.ForeignKey("project.id")),
        *_texts("visit_id", none=True),
        *_texts("issue_ids", "layout"),
        *_dates("filled_on"),
        *_texts("filled_by", "filled_by_name", "filled_by_phone", "suggestions", "state"),
        *_dates("signed_on", none=True),
        *_texts("signatures", "void_reason", "replaces", "prints"),
        *_texts("author_id", "author_name", "unit_id", "printed_at"),
        *_standing(),
    )
    op.create_index("ix_card_enterprise_id", "card", ["enterprise_id"])
    op.create_index("ix_card_project_id", "card", ["project_id"])
    op.create_table(
        "event",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("issue_id", sa.Text(), sa.ForeignKey("issue.id"), nullable=False),
        *_texts("verb"),
        *_texts("from_state", "to_state", none=True),
        *_texts("text", "actor_name"),
        *_texts("organisation_id", none=True),
        *_texts("organisation_name"),
        *_dates("due_on", none=True),
        *_texts("happened_at"),
        *_texts("op_id", none=True),
        *_standing(),
    )
    op.create_index("ix_event_issue_id", "event", ["issue_id"])
    op.create_table(
        "attachment",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("visit_id", sa.Text(), sa.ForeignKey("visit.id")),
        sa.Column("issue_id", sa.Text(), sa.ForeignKey("issue.id")),
        sa.Column("card_id", sa.Text(), sa.ForeignKey("card.id")),
        *_texts("sha256", "name", "media_type"),
        *_numbers("size"),
        *_texts("thumbnail", "author_id", "added_at"),
        *_standing(),
    )
    op.create_index("ix_attachment_card_id", "attachment", ["card_id"])
    op.create_index("ix_attachment_issue_id", "attachment", ["issue_id"])
    op.create_index("ix_attachment_visit_id", "attachment", ["visit_id"])


def _rounds() -> None:
    op.create_table(
        "sync_blob",
        sa.Column("sha256", sa.Text(), primary_key=True),
        *_numbers("size"),
        *_texts("media_type", "state"),
        *_numbers("sent"),
        *_texts("added_at"),
        *_texts("stored_at", "tried_at", none=True),
        *_texts("error", "file", "key"),
    )
    op.create_table(
        "sync_conflict",
        sa.Column("conflict_id", sa.Text(), primary_key=True),
        *_texts("op_id", "kind", "id", "field", "clock"),
        *_texts("before", "mine", "theirs", none=True),
        *_numbers("theirs_seq"),
        *_texts("theirs_by"),
        *_texts("theirs_at", none=True),
        *_texts("found_at", "decision"),
        *_texts("decided_at", none=True),
    )
    op.create_index("ix_sync_conflict_op_id", "sync_conflict", ["op_id"])
    op.create_table(
        "sync_cursor",
        sa.Column("one", sa.Integer(), primary_key=True),
        *_numbers("seq", "mark", "head_seq", "head_mark"),
        *_texts("scopes", "entering"),
        *_texts("place", none=True),
    )
    op.create_table(
        "sync_cursor_history",
        sa.Column("no", sa.Integer(), primary_key=True),
        *_numbers("seq", "mark"),
        *_texts("stored_at"),
    )
    op.create_table(
        "sync_journal",
        *_operation(),
        *_texts("result", "code", "answered_at"),
    )
    op.create_index("ix_sync_journal_row", "sync_journal", ["kind", "id"])
    op.create_table(
        "sync_op",
        *_operation(),
        *_texts("state"),
        *_flags("odd"),
        *_numbers("attempts"),
        *_texts("last_error"),
    )
    op.create_index("ix_sync_op_row", "sync_op", ["kind", "id"])
    op.create_table(
        "sync_receipt",
        sa.Column("op_id", sa.Text(), primary_key=True),
        *_texts("result"),
        *_numbers("seq"),
        *_texts("content", "receipt"),
    )
    op.create_table(
        "sync_round",
        sa.Column("no", sa.Integer(), primary_key=True),
        *_texts("began_at", "ended_at", "result", "counts", "news"),
    )
    op.create_table(
        "sync_shadow",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("id", sa.Text(), primary_key=True),
        *_numbers("base"),
        *_texts("data"),
    )


def _desk() -> None:
    op.create_table(
        "audit",
        sa.Column("no", sa.Integer(), primary_key=True),
        *_texts("at", "what", "kind", "id", "detail"),
    )
    op.create_table(
        "draft",
        sa.Column("draft_id", sa.Text(), primary_key=True),
        *_texts("form", "key", "data", "reason"),
        *_texts("op_id", none=True),
        *_texts("verb", "saved_at", "giver"),
        sa.UniqueConstraint("form", "key"),
    )
    op.create_index("ix_draft_op_id", "draft", ["op_id"])
    op.create_table(
        "sync_handover",
        sa.Column("handover_id", sa.Text(), primary_key=True),
        *_texts("way", "person", "at"),
        sa.Column("parcel", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        *_texts("code"),
        *_texts("settled_at", none=True),
        *_texts("data"),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), primary_key=True),
        *_texts("value"),
    )
    op.create_table(
        "number_block",
        sa.Column("no", sa.Integer(), primary_key=True),
        *_texts("kind", "prefix"),
        *_numbers("width", "first", "last", "next"),
        *_texts("expires_at", none=True),
        sa.UniqueConstraint("kind", "prefix", "first"),
    )
    op.create_table(
        "search_entry",
        sa.Column("no", sa.Integer(), primary_key=True),
        *_texts("kind", "id", "text"),
        sa.UniqueConstraint("kind", "id"),
    )
    op.create_table(
        "told",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("what", sa.Text(), primary_key=True),
        *_dates("told_on"),
    )


def _intake() -> None:
    op.create_table(
        "intake",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("name", "at"),
        *_texts("undone_at", none=True),
    )
    op.create_table(
        "intake_row",
        sa.Column("intake_id", sa.Text(), sa.ForeignKey("intake.id"), primary_key=True),
        sa.Column("no", sa.Integer(), primary_key=True),
        *_texts("kind", "id", "key", "before", "after"),
        *_flags("is_undone"),
    )
    op.create_index("ix_intake_row_key", "intake_row", ["key"])


def _standing() -> list[Any]:
    """How a row stands towards the directory."""
    return [
        *_numbers("seq"),
        *_texts("scopes"),
        *_flags("parked"),
        *_numbers("state_seq"),
        *_texts("put_by"),
        *_texts("put_at", none=True),
        *_texts("unknown"),
    ]


def _operation() -> list[Any]:
    """What queue and journal keep of an operation."""
    return [
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("op_id", sa.Text(), nullable=False, unique=True),
        *_texts("prev", none=True),
        *_texts("kind", "id", "verb"),
        *_texts("parent", "scope", none=True),
        *_texts("fields", "args", "before"),
        *_numbers("base"),
        *_texts("field_bases"),
        *_numbers("state_seq", none=True),
        *_texts("after", none=True),
        *_texts("children"),
        *_flags("root"),
        *_numbers("schema"),
        *_texts("happened_at"),
        *_numbers("ack_seq", none=True),
    ]


def _texts(*names: str, none: bool = False) -> list[Any]:
    return [sa.Column(name, sa.Text(), nullable=none) for name in names]


def _numbers(*names: str, none: bool = False) -> list[Any]:
    return [sa.Column(name, sa.Integer(), nullable=none) for name in names]


def _flags(*names: str, none: bool = False) -> list[Any]:
    return [sa.Column(name, sa.Boolean(), nullable=none) for name in names]


def _dates(*names: str, none: bool = False) -> list[Any]:
    return [sa.Column(name, sa.Date(), nullable=none) for name in names]
