//! What centres keep to, read and changed by those who keep it. What is booked already stays booked; what goes against a
//! rule now is listed.

mod changing;
mod contradictions;
pub(super) mod outings;
mod showing;

use async_trait::async_trait;
use jiff::civil::Date;
use shared::{
    centre::{AreaForm, CapacityForm, CentreLine, CentreView, Contradiction, HolidayForm, RulesForm},
    hours::HoursForm,
    ids::{CentreId, RoomId},
    ports::{Answer, Centres},
    principal::Principal,
    schedule::CountKind,
};

use super::keeping::kept_one;
use crate::house::House;

/// What centres keep to.
pub struct CentresService {
    house: House,
}

impl CentresService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }
}

#[async_trait]
impl Centres for CentresService {
    async fn centres(&self, who: &Principal) -> Answer<Vec<CentreLine>> {
        Ok(showing::lines(&self.house, who).await?)
    }

    async fn centre(&self, who: &Principal, centre: CentreId) -> Answer<CentreView> {
        let row = kept_one(&self.house, who, centre).await?;
        Ok(showing::view(&self.house, who, row).await?)
    }

    async fn set_hours(&self, who: &Principal, centre: CentreId, room: RoomId, form: &HoursForm) -> Answer<()> {
        kept_one(&self.house, who, centre).await?;
        Ok(changing::hours(&self.house, who, centre, room, form).await?)
    }

    async fn set_waiting_area(&self, who: &Principal, centre: CentreId, room: RoomId, form: &AreaForm) -> Answer<()> {
        kept_one(&self.house, who, centre).await?;
        Ok(changing::waiting_area(&self.house, who, centre, room, form).await?)
    }

    async fn set_capacity(&self, who: &Principal, centre: CentreId, room: RoomId, form: &CapacityForm) -> Answer<()> {
        kept_one(&self.house, who, centre).await?;
        Ok(changing::capacity(&self.house, who, centre, room, form).await?)
    }

    async fn set_counts(&self, who: &Principal, centre: CentreId, kind: CountKind, form: &HoursForm) -> Answer<()> {
        kept_one(&self.house, who, centre).await?;
        Ok(changing::counts(&self.house, who, centre, kind, form).await?)
    }

    async fn set_rules(&self, who: &Principal, centre: CentreId, form: &RulesForm) -> Answer<()> {
        kept_one(&self.house, who, centre).await?;
        Ok(changing::rules(&self.house, who, centre, form).await?)
    }

    async fn weigh_rules(
        &self,
        who: &Principal,
        centre: CentreId,
        form: &RulesForm,
    ) -> Answer<(Vec<Contradiction>, usize)> {
        let row = kept_one(&self.house, who, centre).await?;
        Ok(showing::under(&self.house, who, &row, form).await?)
    }

    async fn add_holiday(&self, who: &Principal, centre: CentreId, form: &HolidayForm) -> Answer<()> {
        let row = kept_one(&self.house, who, centre).await?;
        Ok(changing::add_holiday(&self.house, who, &row, form).await?)
    }

    async fn drop_holiday(&self, who: &Principal, centre: CentreId, date: Date) -> Answer<()> {
        kept_one(&self.house, who, centre).await?;
        Ok(changing::drop_holiday(&self.house, who, centre, date).await?)
    }
}
