//! Who must not meet whom, for those who keep it in a centre. The reasons leave the services here and nowhere else.

mod changing;
mod showing;
mod weighing;

use async_trait::async_trait;
use entity::centres;
use sea_orm::EntityTrait;
use shared::{
    block::Hit,
    directory::DetaineeSummary,
    error::Error,
    ids::{CentreId, DetaineeId, GroupId, SeparationId},
    permission::UseCase,
    ports::{Answer, Separations},
    principal::Principal,
    separation::{MemberForm, SeparationBoard, SeparationForm},
};

use crate::{bookings, db::StoreError, house::House, reach::Reach};

/// Who must not meet whom.
pub struct SeparationsService {
    house: House,
}

impl SeparationsService {
    /// The service over `house`.
    pub fn new(house: House) -> Self {
        Self { house }
    }

    /// The centre whose separations `who` keeps.
    async fn centre(&self, who: &Principal) -> Result<centres::Model, StoreError> {
        let Reach::Centre(CentreId(centre)) = Reach::of(who, UseCase::KeepSeparations)? else {
            return Err(Error::NotFound.into());
        };
        let found = centres::Entity::find_by_id(centre).one(&self.house.db).await?;
        found.ok_or(StoreError::Refused(Error::NotFound))
    }

    async fn search(&self, who: &Principal, text: &str) -> Result<Vec<DetaineeSummary>, StoreError> {
        let centre = self.centre(who).await?;
        bookings::held_in(&self.house.db, CentreId(centre.id), text).await
    }
}

#[async_trait]
impl Separations for SeparationsService {
    async fn board(&self, who: &Principal) -> Answer<SeparationBoard> {
        let centre = self.centre(who).await?;
        Ok(showing::board(&self.house.db, centre).await?)
    }

    async fn find(&self, who: &Principal, text: &str) -> Answer<Vec<DetaineeSummary>> {
        Ok(self.search(who, text).await?)
    }

    async fn add(&self, who: &Principal, form: &SeparationForm) -> Answer<SeparationId> {
        let centre = self.centre(who).await?;
        Ok(changing::add(&self.house, who, centre.id, form).await?)
    }

    async fn weigh(&self, who: &Principal, form: &SeparationForm) -> Answer<Vec<Hit>> {
        let centre = self.centre(who).await?;
        Ok(weighing::weigh(&self.house, who, centre.id, form).await?)
    }

    async fn end(&self, who: &Principal, separation: SeparationId) -> Answer<()> {
        let centre = self.centre(who).await?;
        Ok(changing::end(&self.house, who, centre.id, separation).await?)
    }

    async fn join(&self, who: &Principal, form: &MemberForm) -> Answer<GroupId> {
        let centre = self.centre(who).await?;
        Ok(changing::join(&self.house, who, centre.id, form).await?)
    }

    async fn leave(&self, who: &Principal, group: GroupId, detainee: DetaineeId) -> Answer<()> {
        let centre = self.centre(who).await?;
        Ok(changing::leave(&self.house, who, centre.id, group, detainee).await?)
    }
}
