//! Writing to people about a private meeting that changed by itself.

use sea_orm::{DatabaseTransaction, EntityTrait};
use shared::notice::MessageKind;
use uuid::Uuid;

use super::{Part, matter::Matter, write_to};
use crate::{db::StoreError, house::House};

/// Writes to those who take part in the private `meeting` of `main` that it was moved or, as `kind` says, called off, while
/// its hearing stays as it was. For what was moved they answer anew, through the link to the hearing.
pub(super) async fn write(
    txn: &DatabaseTransaction,
    house: &House,
    (meeting, kind): (Uuid, MessageKind),
    main: Uuid,
) -> Result<(), StoreError> {
    let Some(row) = entity::appointments::Entity::find_by_id(main).one(txn).await? else {
        return Ok(());
    };
    let matter = Matter::of(txn, row).await?;
    let theirs = Part::all(txn, meeting).await?;
    let mut parts = Part::all(txn, main).await?;
    parts.retain(|part| theirs.iter().any(|one| one.participant.person_id == part.participant.person_id));
    let linked = kind == MessageKind::Changed && matter.can_answer(house.clock.now());
    write_to(txn, house, (MessageKind::Meeting, linked), &matter, &parts).await
}
