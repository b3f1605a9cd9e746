//! Who is held in a centre, for those who keep it: when they leave, and by what they are held apart.

mod changing;
mod showing;

use async_trait::async_trait;
use entity::centres;
use shared::{
    block::Hit,
    held::{CategoryForm, HeldList, HeldView, LeavingForm},
    ids::{CentreId, DetaineeId},
    permission::UseCase,
    ports::{Answer, Detainees},
    principal::Principal,
};

use super::keeping::reached_one;
use crate::{db::StoreError, house::House};

/// Who is held in a centre.
pub struct DetaineesService {
    house: House,
}

impl DetaineesService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }

    /// The centre, if `who` keeps those who are held there.
    async fn centre(&self, who: &Principal, centre: CentreId) -> Result<centres::Model, StoreError> {
        reached_one(&self.house, who, UseCase::KeepDetainees, centre).await
    }
}

#[async_trait]
impl Detainees for DetaineesService {
    async fn held(&self, who: &Principal, centre: CentreId, text: &str) -> Answer<HeldList> {
        let centre = self.centre(who, centre).await?;
        Ok(showing::list(&self.house, centre, text).await?)
    }

    async fn one(&self, who: &Principal, centre: CentreId, detainee: DetaineeId) -> Answer<HeldView> {
        let centre = self.centre(who, centre).await?;
        Ok(showing::one(&self.house, centre, detainee).await?)
    }

    async fn weigh(
        &self,
        who: &Principal,
        centre: CentreId,
        detainee: DetaineeId,
        form: &LeavingForm,
    ) -> Answer<Vec<Hit>> {
        let centre = self.centre(who, centre).await?;
        Ok(showing::weigh(&self.house, who, &centre, detainee, form).await?)
    }

    async fn leave(&self, who: &Principal, centre: CentreId, detainee: DetaineeId, form: &LeavingForm) -> Answer<()> {
        let centre = self.centre(who, centre).await?;
        Ok(changing::leave(&self.house, who, &centre, detainee, form).await?)
    }

    async fn stay(&self, who: &Principal, centre: CentreId, detainee: DetaineeId, seen: &str) -> Answer<()> {
        let centre = self.centre(who, centre).await?;
        Ok(changing::stay(&self.house, who, &centre, detainee, seen).await?)
    }

    async fn set_category(
        &self,
        who: &Principal,
        centre: CentreId,
        detainee: DetaineeId,
        form: &CategoryForm,
    ) -> Answer<()> {
        let centre = self.centre(who, centre).await?;
        Ok(changing::category(&self.house, who, &centre, detainee, form).await?)
    }
}
