use async_trait::async_trait;
use jiff::civil::Date;

use super::Answer;
use crate::{
    centre::{AreaForm, CapacityForm, CentreLine, CentreView, Contradiction, HolidayForm, RulesForm},
    hours::HoursForm,
    ids::{CentreId, RoomId},
    principal::Principal,
    schedule::CountKind,
};

/// What centres keep to. Every change names what it was made on and is refused as
/// [`crate::error::Error::Outdated`] if that is no longer what stands; what is booked already stays booked.
#[async_trait]
pub trait Centres: Send + Sync {
    /// The centres whose rules `who` keeps, by name.
    async fn centres(&self, who: &Principal) -> Answer<Vec<CentreLine>>;

    /// One of them with everything it keeps to.
    async fn centre(&self, who: &Principal, centre: CentreId) -> Answer<CentreView>;

    /// Changes when a room is open.
    async fn set_hours(&self, who: &Principal, centre: CentreId, room: RoomId, form: &HoursForm) -> Answer<()>;

    /// Changes where people wait for a room.
    async fn set_waiting_area(&self, who: &Principal, centre: CentreId, room: RoomId, form: &AreaForm) -> Answer<()>;

    /// Changes how many people a room holds.
    async fn set_capacity(&self, who: &Principal, centre: CentreId, room: RoomId, form: &CapacityForm) -> Answer<()>;

    /// Changes the hours of `kind` in which nobody moves.
    async fn set_counts(&self, who: &Principal, centre: CentreId, kind: CountKind, form: &HoursForm) -> Answer<()>;

    /// Changes movement, turnover and escorts.
    async fn set_rules(&self, who: &Principal, centre: CentreId, form: &RulesForm) -> Answer<()>;

    /// What is booked and would go against movement, turnover and escorts as typed, by start, and how many more there are:
    /// nothing is changed.
    async fn weigh_rules(
        &self,
        who: &Principal,
        centre: CentreId,
        form: &RulesForm,
    ) -> Answer<(Vec<Contradiction>, usize)>;

    /// Adds a holiday.
    async fn add_holiday(&self, who: &Principal, centre: CentreId, form: &HolidayForm) -> Answer<()>;

    /// Takes a holiday away; nothing happens if there is none.
    async fn drop_holiday(&self, who: &Principal, centre: CentreId, date: Date) -> Answer<()>;
}
