//! What kind of installation this is: empty, or with the fictional demo data.

use entity::{accounts, appointments, centres, detainees};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use shared::{error::Error, ports::Answer};

use crate::{db::StoreError, house::House};

/// The register codes of people who do not exist begin with this.
pub const DEMO_PREFIX: &str = "DEMO-";

/// Whether nobody has put anything in yet.
pub async fn is_empty(house: &House) -> Answer<bool> {
    let db = &house.db;
    let counted = async {
        let accounts = accounts::Entity::find().count(db).await?;
        let centres = centres::Entity::find().count(db).await?;
        let appointments = appointments::Entity::find().count(db).await?;
        Ok::<_, StoreError>(accounts + centres + appointments)
    };
    Ok(counted.await.map_err(Error::from)? == 0)
}

/// Whether anybody in it is fictional.
pub async fn holds_demo(house: &House) -> Answer<bool> {
    let demo = detainees::Entity::find().filter(detainees::Column::Code.starts_with(DEMO_PREFIX));
    Ok(demo.one(&house.db).await.map_err(StoreError::from)?.is_some())
}
