//! The principal's own part in an appointment.

use entity::{appointments, participants};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use shared::{error::Error, ids::AppointmentId, permission::UseCase, principal::Principal};

use crate::{db::StoreError, reach::Reach};

/// The principal's own part in an appointment.
pub(crate) struct Own {
    pub(crate) appointment: appointments::Model,
    pub(crate) participant: participants::Model,
}

/// The part that `who` has in `appointment`. A private meeting belongs to its hearing: whoever comes to one is invited,
/// answers and checks devices for both at once, so it leads to the part in the hearing.
///
/// # Errors
/// As [`Reach::of`]; [`Error::NotFound`] if `who` has no part in it, as if it did not exist.
pub(crate) async fn own(
    db: &impl ConnectionTrait,
    who: &Principal,
    case: UseCase,
    appointment: AppointmentId,
) -> Result<Own, Error> {
    let reach = Reach::of(who, case)?;
    find(db, who, reach, appointment).await?.ok_or(Error::NotFound)
}

async fn find(
    db: &impl ConnectionTrait,
    who: &Principal,
    reach: Reach,
    appointment: AppointmentId,
) -> Result<Option<Own>, StoreError> {
    let Some(asked) = appointments::Entity::find_by_id(appointment.0).one(db).await? else { return Ok(None) };
    let row = match asked.main_id {
        Some(main) => appointments::Entity::find_by_id(main).one(db).await?,
        None => Some(asked),
    };
    let Some(row) = row else { return Ok(None) };
    let of_appointment = participants::Entity::find().filter(participants::Column::AppointmentId.eq(row.id));
    let participant = match (who, reach) {
        (Principal::Invited(invited), Reach::Invitation(own)) if own == appointment => {
            of_appointment.filter(participants::Column::Id.eq(invited.participant.0)).one(db).await?
        }
        (_, Reach::Person(person)) => {
            of_appointment.filter(participants::Column::PersonId.eq(person.0)).one(db).await?
        }
        _ => None,
    };
    Ok(participant.map(|participant| Own { appointment: row, participant }))
}
