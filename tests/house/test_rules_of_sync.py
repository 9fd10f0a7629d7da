"""Each rule of the protocol that a failure taught, with what goes red without it: a variant of the walks, or tests.

A variant breaks the rule in the running program, and `tests/chaos/run.py --variants` sees that the walks notice.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.chaos.variants import VARIANTS

TESTS = Path(__file__).resolve().parents[1]

RULES: dict[str, tuple[str, ...]] = {
    "fields that mean something only together are one group, decided whole": (
        "group_split",
        "test_a_group_is_decided_whole",
        "test_two_figures_of_one_period_are_decided_whole",
    ),
    "the links of the chain say who is the same writer, the replica does not": (
        "no_branch",
        "test_a_copied_file_opens_a_branch_and_both_copies_work_is_filed",
        "test_a_copy_is_not_the_same_writer_as_its_original",
    ),
    "a number used again bears another mark": (
        "no_mark",
        "test_numbers_used_again_by_a_directory_put_back_are_noticed",
    ),
    "every request names cursor and head; a directory that knows either otherwise says fork": (
        "mark_cursor",
        "test_a_directory_that_does_not_know_the_cursor_or_the_head_says_fork",
        "test_the_head_of_an_answer_is_kept",
    ),
    "what the ledger let go is answered expired, never applied again": (
        "purge",
        "test_what_the_directory_let_go_after_400_days_is_not_sent_again_by_a_heal",
    ),
    "read scopes close upward": ("no_closure",),
    "a child is filed in its parent's present scopes": (
        "test_a_late_child_is_filed_in_its_parents_present_scopes",
        "test_a_child_filed_beside_a_reassignment_goes_where_its_parent_goes",
        "test_a_child_that_waited_for_a_reassignment_is_filed_in_the_new_unit",
    ),
    "a put is fed to every scope the row stands in afterwards": ("put_new_only",),
    "a desk keeps of a row's scopes those it reaches, and strikes a lost one from every row": (
        "stale_scopes",
        "no_rescope",
        "test_a_lost_scope_is_struck_from_every_row_and_rows_with_none_leave",
    ),
    "the base is what the form showed": (
        "row_base",
        "form_save",
        "test_a_form_open_over_a_round_overwrites_nothing_it_did_not_show",
        "test_an_edit_on_an_answered_value_stands_on_its_number",
    ),
    "each operation has a number of its own": ("coalesce",),
    "a command is accepted on the very state its author saw, or on what his own act caused": (
        "expect_value",
        "expect_nochain",
        "test_a_command_on_a_state_that_moved_is_refused_and_told",
        "test_an_offline_chain_of_commands_is_taken_whole",
    ),
    "a delete takes nothing its author had not seen": (
        "del_kids",
        "test_a_delete_takes_its_children_and_not_one_its_author_never_saw",
    ),
    "a decision is based on the foreign value shown beside it": ("resolve_base_now", "resolve_base_op"),
    "one push at a time for a replica": (
        "test_the_first_request_of_a_file_twice_at_once_is_filed_once_and_answered_alike",
    ),
    "all locks at once and in one order, and only then are clocks read": (
        "test_of_two_writers_of_one_field_the_later_is_told_of_the_other",
        "test_writers_of_the_same_rows_in_opposite_order_never_deadlock",
    ),
    "what the directory does of its own has numbers of its own, once for each leg": (
        "side_effect",
        "test_two_dispatch_workers_at_once_dispatch_once",
        "test_a_leg_of_an_issue_is_taken_once_by_workers_that_all_saw_the_same_state",
    ),
    "the counter is taken when all locks are held": ("test_a_reader_between_two_writers_misses_neither",),
    "a refused creation becomes a draft, and what depends on it is refused and told one by one": (
        "refused_stays",
        "test_a_refused_creation_becomes_a_draft_and_leaves_the_screen",
        "test_what_hangs_on_a_refused_creation_is_refused_and_told_one_by_one",
    ),
    "a row filed where nothing is held, or passed by the feed unseen, parks": (
        "ack_noscope",
        "test_a_row_filed_where_nothing_is_held_leaves_when_all_is_answered",
        "test_a_creation_the_feed_has_passed_without_bringing_it_leaves",
    ),
    "an answer is folded only if it is complete, not passed by the feed, and taken as it was sent": (
        "complete_blind",
        "old_fold",
        "test_an_incomplete_answer_keeps_the_overlay_until_the_put_comes",
        "test_an_answer_below_the_cursor_is_not_folded",
        "test_a_field_taken_differently_waits_for_the_feed",
    ),
    "one cursor for all scopes, moved with its page": (
        "cursor_first",
        "test_a_page_and_its_cursor_are_committed_together",
    ),
    "a page is one snapshot": ("test_a_page_shows_one_moment_whatever_is_committed_between_its_statements",),
    "a child is preceded by its ancestors, in feed and load": (
        "superseded",
        "test_a_superseded_put_is_skipped_and_a_child_comes_after_its_parent",
        "test_load_pages_repeat_ancestors_so_that_each_page_can_be_applied",
    ),
    "a leave to one who still sees the row is a move, one below the row's base is nothing": (
        "elide",
        "leave_noguard",
        "test_a_leave_below_the_rows_number_is_late_and_does_nothing",
    ),
    "a put of the same number brings a parked row back": (
        "no_unpark",
        "test_a_put_with_the_same_number_brings_a_parked_row_back",
    ),
    "a parked row waits for its family": ("cascade", "test_a_parent_goes_after_its_last_child"),
    "while anything is entering no page and no parcel is applied": (
        "test_no_page_is_applied_while_anything_is_entering",
        "test_a_load_goes_on_where_it_was_cut_and_only_then_holds_the_scope",
    ),
    "a heal sends again from the first operation unknown on": ("heal_forgets",),
    "every base above the fork is lowered to it": (
        "no_lowering",
        "test_a_form_open_over_a_heal_overwrites_nothing_it_did_not_show",
        "test_an_edit_queued_before_a_heal_overwrites_nothing_it_did_not_show",
        "test_a_command_above_the_fork_is_decided_by_what_stands_there",
    ),
    "a parcel holds all that is unanswered and never counts as sent": (
        "parcel_sent",
        "test_a_parcel_never_counts_as_sent",
    ),
    "an answer by file is applied only on the cursor, scopes and head it was made for": (
        "parcel_over_head",
        "test_an_answer_overtaken_by_a_round_changes_nothing",
        "test_an_answer_for_other_scopes_than_those_held_is_not_applied",
        "test_an_answer_is_not_applied_over_a_head_it_does_not_know",
    ),
    "what the directory cannot bear is set aside as a hole in its own place": (
        "test_an_operation_that_fails_alone_three_times_becomes_a_hole_and_a_draft",
        "test_one_operation_the_directory_cannot_bear_does_not_stop_the_others",
    ),
    "what is kept once is made once": (
        "test_what_is_kept_once_made_in_one_stroke_and_one_by_one_loses_neither_and_never_deadlocks",
    ),
    "what two people add to a list that only grows stands together, and no desk shortens it": (
        "test_what_two_people_add_to_one_card_apart_stands_together",
        "test_a_list_that_grows_is_never_shortened",
    ),
    "a card is written by whoever has what it hangs on, and deleted by nobody": (
        "test_the_unit_that_has_the_firm_now_signs_voids_and_prints_its_cards",
        "test_an_office_that_reads_a_card_changes_nothing",
        "test_a_card_is_written_by_a_colleague_and_deleted_by_nobody",
    ),
    "a hand-over keeps chain and ids": ("handover_resigned",),
    "a push moves the cursor only past its own words": ("own_words_are_all",),
}


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The names of all tests of these rooms."""
    files = [file for room in ("server", "store", "sync") for file in (TESTS / room).glob("test_*.py")]
    defined = (node for file in files for node in ast.parse(file.read_text("utf-8")).body)
    return {node.name for node in defined if isinstance(node, ast.FunctionDef)}


def test_every_rule_has_what_goes_red_without_it(known: set[str]) -> None:
    gone = {rule: sorted({*named} - known - {*VARIANTS}) for rule, named in RULES.items()}
    assert all(RULES.values())
    assert {rule: names for rule, names in gone.items() if names} == {}


def test_every_variant_of_the_walks_breaks_a_rule_of_the_list() -> None:
    assert {*VARIANTS} == {name for named in RULES.values() for name in named if not name.startswith("test_")}
