"""alerts: the journey of one alert, from what staff type to the report. It owns the alert and its states.

composing    what was typed is checked and rendered once; freezing keeps it byte for byte, and its hash
addressing   who will get it and why: the one query; forecasting: whom it would reach, parts, cost, minutes; rehearsal: the words to the operator's own phone first
drafting     stored drafts, their edits; deciding: submitted, approved, rejected by a second person; policy: when it needs one
issuing      sent by one person; launching: ONE transaction: alert, frozen words, a delivery for every recipient
mending      a channel goes on that was stopped for its refusals
correcting   updated, ended or taken back: amending, refusals, chains, launching_corrections; latecomers: whom it was in the air for
transitions  every move from state to state (docs/states.md)
register     alerts found, listed and closed; pending: what waits for a person; falling_back: by the next medium; resending; reporting, reports: what became of them, with summaries and plain_words; publishing: what everybody may read
schedules/   what is said again and when, each occurrence once; homecoming: what a copied home holds back
"""

from alerts.amending import (
    Amendment,
    Wish,
    amend,
    amend_by_choice,
    check_same,
    open_choices,
    ready_corrections,
)
from alerts.audience.addressing import RecipientCount
from alerts.audience.counts import check_any_recipient, check_confirmed_count, check_expected_count
from alerts.audience.forecasts import Forecast, ForecastGroup, forecast_alert, forecast_draft
from alerts.caretaking import upkeep
from alerts.chains import AlertEnding
from alerts.composing.composition import compose_draft
from alerts.composing.drafts import AlertDraft, count_parts
from alerts.composing.freezing import (
    FrozenContent,
    FrozenWords,
    content_of,
    hash_content,
    request_of_alert,
)
from alerts.composing.rehearsal import rehearse_draft
from alerts.composing.requests import AlertRequest, check_groups_kept
from alerts.correcting import Corrected, correct, reached_by
from alerts.deciding import approve, check_approver, check_expected, reject, submit
from alerts.drafting import authors_of, draft, edit, issued_before
from alerts.falling_back import FallingBack
from alerts.homecoming import (
    HeldBack,
    NothingHeld,
    Released,
    held_back,
    release_alert,
    release_home,
)
from alerts.housekeeping import chores
from alerts.issuing import Issued, issue, send
from alerts.latecomers import awaited
from alerts.launching_corrections import UpdateNeedsApproval
from alerts.mending import Mended, resume_channel, unblock
from alerts.missed import Missed, missed_by, tick_off, told_in_person, untick
from alerts.office import Office
from alerts.pending import (
    Approvers,
    approvers_of,
    unapproved,
    undecided_alerts,
)
from alerts.plain_words.alert_words import (
    REACH_WORDS,
    SEVERITY_WORDS,
    STATE_WORDS,
    describe_places,
    template_title,
)
from alerts.plain_words.delivery_words import (
    BLOCK_WORDS,
    DOUBLED_WORDS,
    KNOWLEDGE_WORDS,
    LANE_WORDS,
    MEDIUM_WORDS,
    ROUTE_WORDS,
    describe_outcome,
    explain_failure,
)
from alerts.policy import (
    NeedsApproval,
    Rules,
    Second,
    few_approvers,
    read_override,
    rules_for,
    second_person,
    went_alone,
    why_second,
)
from alerts.publishing import PublicAlert, find_public_alert, list_live_alerts
from alerts.register import (
    close_settled_alerts,
    count_alerts_by_state,
    dispatch_of,
    find_alert,
    find_trial_alerts,
    list_latest_alerts,
    wordings_of_alert,
)
from alerts.reporting import everybody, held, not_reached, people_of, possibly_doubled, report
from alerts.reports import Report
from alerts.resending import resend, resendable
from alerts.rezoning import AreaAct, Redrawing, count_concerned, redraw, would_redraw
from alerts.schedules import (
    Decided,
    Expected,
    Late,
    Occurrence,
    OccurrenceState,
    Plan,
    Preview,
    Round,
    Schedule,
    ScheduleKind,
    ScheduleState,
    Slot,
    add_schedule,
    find_schedule,
    history_of,
    list_schedules,
    next_due,
    pause_schedule,
    preview_next,
    preview_resumed,
    preview_schedule,
    read_instant,
    read_span,
    read_window_end,
    remove_schedule,
    request_of,
    resume_schedule,
    run_due,
    schedule_clock,
    simulate,
    skip_occurrence,
    unanswered_schedules,
    unfinished,
    upcoming,
)
from alerts.staff_notices.notices import format_notice
from alerts.staff_notices.staff_changes import StaffAct, StaffChange, announce_staff_change
from alerts.states import AlertState, CorrectionKind, MsgType, Reach
from alerts.summaries import Summary
from alerts.tables import Alert
from alerts.tracing import trace_alert

__all__ = [
    "BLOCK_WORDS", "DOUBLED_WORDS", "KNOWLEDGE_WORDS", "LANE_WORDS", "MEDIUM_WORDS", "REACH_WORDS", "ROUTE_WORDS", "SEVERITY_WORDS", "STATE_WORDS",
    "Alert", "AlertState", "Amendment", "Approvers", "AreaAct", "StaffChange", "FrozenContent", "Corrected", "Decided", "AlertDraft", "AlertEnding",
    "Expected", "FallingBack", "Forecast", "FrozenWords", "ForecastGroup", "RecipientCount", "HeldBack", "Issued", "CorrectionKind", "Late",
    "Missed", "missed_by", "tick_off", "told_in_person", "unblock", "untick", "Mended", "MsgType", "NeedsApproval", "NothingHeld",
    "Occurrence", "OccurrenceState", "Office", "Plan", "Preview",
    "PublicAlert", "Reach", "Redrawing", "Released", "Report", "AlertRequest", "Round", "Rules", "Schedule",
    "ScheduleKind", "ScheduleState", "Second", "Slot", "StaffAct", "Summary", 
    "UpdateNeedsApproval", "Wish", "add_schedule", "amend",
    "amend_by_choice", "announce_staff_change", "approve", "approvers_of", "authors_of", "awaited", "check_any_recipient", "check_approver", "check_expected_count", "check_expected", "check_confirmed_count", "check_same", "check_groups_kept", "chores",
    "close_settled_alerts", "compose_draft", "hash_content", "content_of", "correct", "count_alerts_by_state", "count_concerned",
    "dispatch_of", "draft", "edit", "everybody", "few_approvers", "find_alert", "find_schedule", "forecast_draft",
    "forecast_alert", "held", "held_back", "history_of", "issue", "issued_before", "list_latest_alerts", 
    "list_schedules", "list_live_alerts", "open_choices", "next_due", "not_reached", "format_notice", "count_parts", "pause_schedule",
    "people_of", "possibly_doubled", "preview_next", "preview_resumed", "preview_schedule", "find_public_alert", "reached_by", "ready_corrections", "redraw", "read_instant", "read_override",
    "read_span", "read_window_end", "rehearse_draft", "reject", "release_alert", "release_home", "remove_schedule", "report", "request_of_alert",
    "request_of", "resend", "resendable", "resume_schedule", "rules_for", "run_due", "schedule_clock", "second_person", "send",
    "simulate", "skip_occurrence", "submit", "template_title", "trace_alert", "find_trial_alerts", "unapproved", "undecided_alerts", "unanswered_schedules", "unfinished", "upcoming",
    "upkeep", "went_alone", "describe_outcome", "explain_failure", "why_second", "wordings_of_alert", "would_redraw", "resume_channel", "describe_places",
]  # fmt: skip
