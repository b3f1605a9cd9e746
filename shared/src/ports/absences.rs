use async_trait::async_trait;

use super::Answer;
use crate::{
    absence::{CalendarPreview, CalendarWrong},
    block::{AbsenceBoard, BlockForm, Hit},
    directory::PersonSummary,
    hours::HoursForm,
    ids::{BlockId, CalendarId, PersonId},
    principal::Principal,
};

/// When professionals cannot be had: kept by themselves, by who books for their agency, and by administrators.
#[async_trait]
pub trait Absences: Send + Sync {
    /// Those whose unavailability `who` keeps and whose name begins a word with `text` (all, if empty), at most 50.
    async fn people(&self, who: &Principal, text: &str) -> Answer<Vec<PersonSummary>>;

    /// What of it is not over.
    async fn board(&self, who: &Principal, person: PersonId) -> Answer<AbsenceBoard>;

    /// The appointments that it would hit, as far as `who` may read them, by start, and how many more: nothing is changed.
    async fn weigh(&self, who: &Principal, person: PersonId, form: &BlockForm) -> Answer<(Vec<Hit>, usize)>;

    /// Adds to it. What is booked already stays booked.
    async fn add(&self, who: &Principal, person: PersonId, form: &BlockForm) -> Answer<BlockId>;

    /// Takes it back; answers whose it was.
    async fn lift(&self, who: &Principal, block: BlockId) -> Answer<PersonId>;

    /// Changes when they work, on the days that the form names; without hours on any day they can be had at any hour. What
    /// is booked already stays booked.
    async fn set_hours(&self, who: &Principal, person: PersonId, form: &HoursForm) -> Answer<()>;

    /// Reads the calendar file of `person`, which waits for a day to be taken: nothing else is changed.
    async fn upload(
        &self,
        who: &Principal,
        person: PersonId,
        file: Vec<u8>,
    ) -> Answer<Result<CalendarId, CalendarWrong>>;

    /// What an upload of one's own would bring, replace and hit: nothing is changed.
    async fn preview(&self, who: &Principal, calendar: CalendarId) -> Answer<CalendarPreview>;

    /// Takes an upload of one's own in place of what a calendar of the same person brought before; answers whose it is.
    async fn take(&self, who: &Principal, calendar: CalendarId) -> Answer<PersonId>;

    /// Takes away what a calendar of `person` brought.
    async fn forget(&self, who: &Principal, person: PersonId) -> Answer<()>;
}
