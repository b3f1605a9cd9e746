//! Lists of hearings that are planned and booked as a whole, as programs write and read them.

use serde::{Deserialize, Serialize};
use shared::{
    civil::written_date,
    directory::Language,
    docket::{self as domain, Column, DocketView, LineView},
    ports::HearingList,
};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{problem::ObstacleBody, slots::Slot};
use crate::api::problem::obstacle_body;

/// A list of hearings to be planned as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewPlan {
    /// What it is called.
    #[schema(min_length = 1, max_length = 120)]
    name: String,
    /// The first day on which the hearings may be; missing: tomorrow.
    #[schema(format = "date")]
    first: Option<String>,
    /// The last; missing: four weeks from today.
    #[schema(format = "date")]
    last: Option<String>,
    /// The hearings.
    #[schema(min_items = 1, max_items = 500)]
    hearings: Vec<WantedHearing>,
}

/// A hearing that is to get a time and a room.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WantedHearing {
    /// The case.
    #[schema(min_length = 1, max_length = 40)]
    case_number: String,
    /// The type of hearing.
    #[schema(schema_with = super::hearing_types)]
    hearing_type: String,
    /// How many minutes it lasts.
    #[schema(minimum = 10, maximum = 480)]
    duration: u16,
    /// Minutes of private meeting before it; 0 is none.
    #[schema(minimum = 0, maximum = 120)]
    meeting: u16,
    /// Minutes of private meeting after it; missing is none.
    #[schema(minimum = 0, maximum = 120)]
    meeting_after: Option<u16>,
    /// Who is brought, by register code. Where they are held at several centres, it has a room at each.
    #[schema(min_items = 1, max_items = 30)]
    detainees: Vec<String>,
    /// Who takes part, by e-mail address. A hearing needs a judge and a defence lawyer.
    #[schema(min_items = 1, max_items = 40)]
    participants: Vec<String>,
    /// The language that an interpreter is needed for.
    #[schema(min_length = 1, max_length = 120)]
    interpreter_language: Option<String>,
    /// Not before this day.
    #[schema(format = "date")]
    earliest: Option<String>,
    /// The last day on which the law lets it be held.
    #[schema(format = "date")]
    deadline: Option<String>,
    /// How much placing it is worth; missing is 1.
    #[schema(minimum = 1, maximum = 9)]
    urgency: Option<u16>,
    /// Why people are given shorter notice of it than they are due.
    #[schema(min_length = 1, max_length = 1000)]
    notice_reason: Option<String>,
}

/// A list with what is proposed for it.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Plan {
    /// Its identifier.
    id: Uuid,
    /// Its version: the number in its `ETag`.
    version: i32,
    /// What it is called.
    name: String,
    /// How far it has come.
    #[schema(schema_with = super::stages)]
    stage: &'static str,
    /// How much of the work is done, in percent, while it is planned or booked.
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<u8>,
    /// Whether the last work on it ended without a result, so that it is to be asked for again.
    interrupted: bool,
    /// The IANA name of the agency's zone.
    zone: String,
    /// The first day on which the hearings may be.
    #[schema(schema_with = super::date)]
    first: String,
    /// The last.
    #[schema(schema_with = super::date)]
    last: String,
    /// The hearings, in the order of the list.
    hearings: Vec<PlannedHearing>,
}

/// A hearing of the list.
#[derive(Serialize, ToSchema)]
struct PlannedHearing {
    /// Where it stands in the list, from 1; in the file, if it came from one.
    number: u32,
    /// The case.
    case_number: String,
    /// Whether it can be planned: a line of a file that cannot be is typed otherwise on its page.
    sound: bool,
    /// What the schedulers say of it.
    #[schema(schema_with = super::standings)]
    standing: &'static str,
    /// Where and when it is proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<Slot>,
    /// How many starts were looked at for one that has no place.
    starts: u32,
    /// Why it has no place: what stands against most of them first.
    reasons: Vec<Hindrance>,
    /// What refused it when it was to be booked.
    obstacles: Vec<ObstacleBody>,
    /// What it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    appointment: Option<Uuid>,
}

/// What stands against some starts.
#[derive(Serialize, ToSchema)]
struct Hindrance {
    /// The name of the rule.
    #[schema(schema_with = super::hindrances)]
    rule: &'static str,
    /// Who or what, where that can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Against how many.
    starts: u32,
    /// The same in words.
    detail: String,
}

impl From<NewPlan> for HearingList {
    fn from(it: NewPlan) -> Self {
        Self {
            name: it.name,
            first: it.first.unwrap_or_default(),
            last: it.last.unwrap_or_default(),
            hearings: it.hearings.into_iter().map(cells).collect(),
        }
    }
}

/// The hearing as a file would have it, so that the same rules read it.
fn cells(it: WantedHearing) -> Vec<(Column, Vec<String>)> {
    let one = |text: Option<String>| vec![text.unwrap_or_default()];
    let number = |number: Option<u16>| one(number.map(|number| number.to_string()));
    vec![
        (Column::Case, vec![it.case_number]),
        (Column::HearingType, vec![it.hearing_type]),
        (Column::Minutes, number(Some(it.duration))),
        (Column::Meeting, number(Some(it.meeting))),
        (Column::MeetingAfter, number(it.meeting_after)),
        (Column::Detainee, it.detainees),
        (Column::People, it.participants),
        (Column::Language, one(it.interpreter_language)),
        (Column::Earliest, one(it.earliest)),
        (Column::Deadline, one(it.deadline)),
        (Column::Urgency, number(it.urgency)),
        (Column::NoticeReason, one(it.notice_reason)),
    ]
}

impl Plan {
    /// The list, its reasons in words of `language`.
    pub(in crate::api) fn of(view: DocketView, language: Language) -> Self {
        Self {
            id: view.id.0,
            version: view.version,
            name: view.name.into(),
            stage: view.stage.code(),
            progress: view.progress.map(|progress| progress.percent),
            interrupted: view.interrupted,
            zone: view.zone.0,
            first: written_date(view.first),
            last: written_date(view.last),
            hearings: view.lines.into_iter().map(|line| PlannedHearing::of(line, language)).collect(),
        }
    }
}

impl PlannedHearing {
    fn of(line: LineView, language: Language) -> Self {
        let starts = line.why.starts;
        let reason = |one: domain::Hindrance| Hindrance {
            rule: one.rule.code(),
            detail: app::features::docket::hindrance(language, &one, starts),
            starts: one.starts,
            name: one.who.map(Into::into),
        };
        Self {
            number: line.number,
            case_number: line.typed.cell(Column::Case).to_owned(),
            sound: line.mistakes.is_empty(),
            standing: line.standing.code(),
            slot: line.slot.map(Slot::from),
            starts,
            reasons: line.why.hindrances.into_iter().map(reason).collect(),
            obstacles: line.refused.iter().map(|obstacle| obstacle_body(language, obstacle)).collect(),
            appointment: line.booked.map(|id| id.0),
        }
    }
}
