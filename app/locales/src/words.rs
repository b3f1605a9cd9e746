//! The domain's codes in words. A variant without a word does not compile.

use shared::{
    appointment::{AccusedPosition, Attendance, Event, Field, HearingType, Kind, Link, NoteChange, Role, State},
    cause::Cause,
    centre::Against,
    check::{Finding, Step, Verdict},
    directory::Language,
    directory::RoomUse,
    docket::Stage,
    draft::DraftStep,
    notice::{Channel, Delivery, MessageKind},
    permission::Action,
    principal::{AccountRole, Grant},
    readiness::Readiness,
    request::PartOfDay,
    schedule::{
        BlockCause, CountKind, Departure, ResourceKind,
        waiting::{AgeGroup, LegalStatus, Sex},
    },
    series::CancelDays,
};

use crate::texts;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $kind:ident { $($variant:ident => $key:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        pub fn $name(language: Language, value: $kind) -> &'static str {
            let t = &texts(language).words;
            match value { $($kind::$variant => t.$key),+ }
        }
    )+};
}

words! {
    /// A [`Kind`] in words.
    kind: Kind { Hearing => kind_hearing, Teleconsultation => kind_teleconsultation, LegalMeeting => kind_legal_meeting, MonitoringInterview => kind_monitoring_interview, OfficialVisit => kind_official_visit, Training => kind_training }
    /// A [`State`] in words.
    state: State { Requested => state_requested, Booked => state_booked, Confirmed => state_confirmed, InProgress => state_in_progress, Suspended => state_suspended, Completed => state_completed, Adjourned => state_adjourned, Cancelled => state_cancelled, NotHeld => state_not_held }
    /// A [`Role`] in words.
    role: Role { Judge => role_judge, Prosecutor => role_prosecutor, DefenceLawyer => role_defence_lawyer, Interpreter => role_interpreter, Clinician => role_clinician, Nurse => role_nurse, Guest => role_guest }
    /// A [`Attendance`] in words.
    attendance: Attendance { NeedsAction => attendance_needs_action, Accepted => attendance_accepted, Declined => attendance_declined, Tentative => attendance_tentative }
    /// A [`NoteChange`] in words.
    note_change: NoteChange { Written => note_written, Rewritten => note_rewritten }
    /// A [`Link`] in words.
    link: Link { Meeting => link_meeting, MeetingAfter => link_meeting_after, Main => link_main, Continues => link_continues, ContinuedBy => link_continued_by }
    /// A [`Stage`] in words.
    stage: Stage { Open => stage_open, Planning => stage_planning, Planned => stage_planned, Booking => stage_booking, Booked => stage_booked }
    /// A [`HearingType`] in words.
    hearing_type: HearingType { ImpositionOfMeasures => hearing_type_imposition_of_measures, Initial => hearing_type_initial, Preliminary => hearing_type_preliminary, Trial => hearing_type_trial, ReviewOfMeasures => hearing_type_review_of_measures, ConditionalRelease => hearing_type_conditional_release }
    /// A [`AccusedPosition`] in words.
    accused: AccusedPosition { Consents => accused_consents, Objects => accused_objects, NotAsked => accused_not_asked }
    /// A [`Event`] in words.
    event: Event { Requested => event_requested, Booked => event_booked, Amended => event_amended, StateChanged => event_state_changed, Cancelled => event_cancelled, Answered => event_answered, Checked => event_checked, Notified => event_notified }
    /// A [`Field`] in words.
    field: Field { State => field_state, Start => field_start, End => field_end, Room => field_room, CaseNumber => field_case_number, HearingType => field_hearing_type, LegalBasis => field_legal_basis, ResolutionDate => field_resolution_date, ResolutionJudge => field_resolution_judge, Ground => field_ground, Accused => field_accused, Attendance => field_attendance, Verdict => field_verdict, Cause => field_cause, Proposal => field_proposal, Note => field_note, Deadline => field_deadline, NoticeReason => field_notice_reason, Notice => field_notice, Joined => field_joined, Brought => field_brought, Left => field_left, Hours => field_hours, WaitingArea => field_waiting_area, Capacity => field_capacity, Departure => field_departure, Category => field_category, CentreRules => field_centre_rules, Holiday => field_holiday, NoticePeriod => field_notice_period, Apart => field_apart, Days => field_days }
    /// A [`Cause`] in words.
    cause: Cause { CourtAgenda => cause_court_agenda, JudgeAbsent => cause_judge_absent, ProsecutionAbsent => cause_prosecution_absent, DefenceAbsent => cause_defence_absent, InterpreterMissing => cause_interpreter_missing, Illness => cause_illness, Refused => cause_refused, Transferred => cause_transferred, Released => cause_released, NoEscort => cause_no_escort, Security => cause_security, Equipment => cause_equipment, Connection => cause_connection, CaseClosed => cause_case_closed, Clash => cause_clash, Mistake => cause_mistake, Other => cause_other }
    /// A [`Step`] in words.
    step: Step { Environment => step_environment, Permission => step_permission, Camera => step_camera, Microphone => step_microphone, Speaker => step_speaker, Signalling => step_signalling, Connection => step_connection, Quality => step_quality }
    /// A [`Verdict`] in words.
    verdict: Verdict { Pass => verdict_pass, Warn => verdict_warn, Fail => verdict_fail, NotMeasured => verdict_not_measured }
    /// A [`Finding`] in words.
    finding: Finding { OldPage => finding_old_page, InsecureContext => finding_insecure_context, NoMediaDevices => finding_no_media_devices, PolicyBlocks => finding_policy_blocks, NoCodecs => finding_no_codecs, ClockUnknown => finding_clock_unknown, ClockOff => finding_clock_off, ClockFarOff => finding_clock_far_off, BatteryLow => finding_battery_low, Dismissed => finding_dismissed, Blocked => finding_blocked, SystemBlocks => finding_system_blocks, Unanswered => finding_unanswered, NotFound => finding_not_found, NotReadable => finding_not_readable, OtherError => finding_other_error, NoFrames => finding_no_frames, VeryFewFrames => finding_very_few_frames, FewFrames => finding_few_frames, Black => finding_black, Dark => finding_dark, Frozen => finding_frozen, UnreadablePicture => finding_unreadable_picture, SmallPicture => finding_small_picture, Ended => finding_ended, Muted => finding_muted, Silent => finding_silent, TooQuiet => finding_too_quiet, Quiet => finding_quiet, Noisy => finding_noisy, NoSpeech => finding_no_speech, FaintSpeech => finding_faint_speech, Clipped => finding_clipped, AudioNotRunning => finding_audio_not_running, NotHeard => finding_not_heard, Echo => finding_echo, Unlistened => finding_unlistened, EchoUnknown => finding_echo_unknown, Unattended => finding_unattended, NoServer => finding_no_server, NoWebSocket => finding_no_web_socket, SlowServer => finding_slow_server, NoPeer => finding_no_peer, NoCall => finding_no_call, NoConnection => finding_no_connection, UdpBlocked => finding_udp_blocked, NoRelay => finding_no_relay, RelaysClosed => finding_relays_closed, RelayClosed => finding_relay_closed, ServerBusy => finding_server_busy, TooManyChecks => finding_too_many_checks, OutOfTime => finding_out_of_time, Unseen => finding_unseen, Delay => finding_delay, LongDelay => finding_long_delay, Loss => finding_loss, HeavyLoss => finding_heavy_loss, Jitter => finding_jitter, HeavyJitter => finding_heavy_jitter, ReducedVideo => finding_reduced_video, AudioOnly => finding_audio_only, TooSlow => finding_too_slow, CpuBusy => finding_cpu_busy, CpuTooBusy => finding_cpu_too_busy, TooLittle => finding_too_little, Skipped => finding_skipped, Implausible => finding_implausible }
    /// A [`Readiness`] in words.
    readiness: Readiness { Ready => readiness_ready, Pending => readiness_pending, Blocked => readiness_blocked, Running => readiness_running, Over => readiness_over }
    /// A [`AccountRole`] in words.
    account_role: AccountRole { Scheduler => account_role_scheduler, Judge => account_role_judge, Lawyer => account_role_lawyer, Warden => account_role_warden, Nurse => account_role_nurse, Clinician => account_role_clinician, Administrator => account_role_administrator, Auditor => account_role_auditor }
    /// A [`ResourceKind`] in words.
    resource_kind: ResourceKind { Room => resource_kind_room, Detainee => resource_kind_detainee, Person => resource_kind_person }
    /// A [`BlockCause`] in words.
    block_cause: BlockCause { Maintenance => block_cause_maintenance, Security => block_cause_security, Health => block_cause_health, Event => block_cause_event, Leave => block_cause_leave, Duty => block_cause_duty, Other => block_cause_other, Calendar => block_cause_calendar }
    /// A [`CountKind`] in words.
    count_kind: CountKind { Count => count_kind_count, Meal => count_kind_meal, Regime => count_kind_regime }
    /// An [`Against`] in words.
    against: Against { Closed => against_closed, Blocked => against_blocked, Count => against_count, Holiday => against_holiday, Movement => against_movement, Turnover => against_turnover, Escorts => against_escorts, Apart => against_apart, Mixed => against_mixed, TooSmall => against_too_small, Unequipped => against_unequipped, Left => against_left }
    /// A [`Grant`] in words.
    grant: Grant { Read => grant_read, Book => grant_book, Change => grant_change, Block => grant_block, Plan => grant_plan }
    /// A [`Departure`] in words.
    departure: Departure { Transfer => departure_transfer, Release => departure_release }
    /// A [`LegalStatus`] in words.
    legal_status: LegalStatus { Remand => legal_status_remand, Sentenced => legal_status_sentenced }
    /// A [`Sex`] in words.
    sex: Sex { Woman => sex_woman, Man => sex_man }
    /// An [`AgeGroup`] in words.
    age_group: AgeGroup { Adult => age_group_adult, Minor => age_group_minor }
    /// A [`Delivery`] in words.
    delivery: Delivery { Waiting => delivery_waiting, Kept => delivery_kept, Sent => delivery_sent, Failed => delivery_failed }
    /// A [`MessageKind`] in words.
    message_kind: MessageKind { Invitation => message_kind_invitation, Changed => message_kind_changed, Cancelled => message_kind_cancelled, Released => message_kind_released, Days => message_kind_days, DaysCancelled => message_kind_days_cancelled, Declined => message_kind_declined, Meeting => message_kind_meeting }
    /// A [`Channel`] in words.
    channel: Channel { Mail => channel_mail, Outbox => channel_outbox }
    /// A [`RoomUse`] in words.
    room_use: RoomUse { Hearing => room_use_hearing, Consultation => room_use_consultation, Clinic => room_use_clinic }
    /// A [`DraftStep`] in words.
    draft_step: DraftStep { What => draft_step_what, Who => draft_step_who, When => draft_step_when, Check => draft_step_check }
    /// A [`PartOfDay`] in words.
    part_of_day: PartOfDay { Any => part_of_day_any, Morning => part_of_day_morning, Afternoon => part_of_day_afternoon }
    /// A [`CancelDays`] in words.
    cancel_days: CancelDays { Only => cancel_days_only, Following => cancel_days_following }
    /// A [`Action`] in words.
    action: Action { Amend => action_amend, AddDays => action_add_days, Cancel => action_cancel, Confirm => action_confirm, Start => action_start, Suspend => action_suspend, Resume => action_resume, Complete => action_complete, Adjourn => action_adjourn, BookNext => action_book_next, NotHeld => action_not_held, Answer => action_answer, CheckDevices => action_check_devices, CheckRoom => action_check_room }
}

/// The country that ISO 3166 gives the two letters `code`, as it stands after "in"; `None` for one that has no word here.
pub fn country(language: Language, code: &str) -> Option<&'static str> {
    let t = &texts(language).words;
    Some(match code {
        "AR" => t.country_ar,
        "BO" => t.country_bo,
        "BR" => t.country_br,
        "CL" => t.country_cl,
        "CO" => t.country_co,
        "CR" => t.country_cr,
        "CU" => t.country_cu,
        "DO" => t.country_do,
        "EC" => t.country_ec,
        "ES" => t.country_es,
        "GT" => t.country_gt,
        "HN" => t.country_hn,
        "MX" => t.country_mx,
        "NI" => t.country_ni,
        "PA" => t.country_pa,
        "PE" => t.country_pe,
        "PT" => t.country_pt,
        "PY" => t.country_py,
        "SV" => t.country_sv,
        "US" => t.country_us,
        "UY" => t.country_uy,
        "VE" => t.country_ve,
        _ => return None,
    })
}
