//! How far a reader reaches: the scope of the permission table, filled in with the reader's own agency, centre or person.

use entity::{appointments, participants, requests, sites};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr};
use shared::{
    appointment::State,
    day::LiveEvent,
    error::Error,
    ids::{AgencyId, AppointmentId, CentreId, PersonId, RoomId},
    permission::{Scope, UseCase, permit},
    principal::Principal,
};

/// Which appointments a principal reaches in one use case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All.
    Everything,
    /// Those that an agency asked for.
    Agency(AgencyId),
    /// Those that happen in a centre.
    Centre(CentreId),
    /// Those in which a person takes part.
    Person(PersonId),
    /// The one of a personal link.
    Invitation(AppointmentId),
    /// None of them, but the one room in which a device stays.
    Room(RoomId),
    /// None: the account lacks the agency, centre or person that its role reaches by.
    Nothing,
}

impl Reach {
    /// How far `who` reaches in `case`.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for strangers and for the device of a room, at which somebody may sign in;
    /// [`Error::Forbidden`] if the role never does this.
    pub fn of(who: &Principal, case: UseCase) -> Result<Self, Error> {
        let Some(scope) = permit(who, case) else {
            return Err(match who {
                Principal::Anonymous | Principal::Device(_) => Error::Unauthenticated,
                _ => Error::Forbidden,
            });
        };
        if let Principal::Invited(invited) = who {
            return Ok(Self::Invitation(invited.appointment));
        }
        if let Principal::Device(device) = who {
            return Ok(Self::Room(device.room));
        }
        let account = who.account();
        let reach = match scope {
            Scope::Everything => Some(Self::Everything),
            Scope::OwnAgency => who.agency().map(Self::Agency),
            Scope::OwnCentre => account.and_then(|account| account.centre).map(Self::Centre),
            Scope::OwnAppointments => account.and_then(|account| account.person).map(Self::Person),
            // Only a device stays in a room.
            Scope::OwnRoom => None,
        };
        Ok(reach.unwrap_or(Self::Nothing))
    }

    /// The rows of `appointments` that it reaches. What is only asked for is none of them: it has no time and no place,
    /// and is shown and answered as a request.
    pub fn condition(self) -> Condition {
        let all = got_a_slot();
        match self {
            Self::Everything => all,
            Self::Agency(agency) => all.add(appointments::Column::AgencyId.eq(agency.0)),
            Self::Centre(centre) => {
                let there = sites::Entity::find()
                    .select_only()
                    .column(sites::Column::AppointmentId)
                    .filter(sites::Column::CentreId.eq(centre.0));
                all.add(appointments::Column::Id.in_subquery(there.into_query()))
            }
            Self::Person(person) => {
                let theirs = participants::Entity::find()
                    .select_only()
                    .column(participants::Column::AppointmentId)
                    .filter(participants::Column::PersonId.eq(person.0));
                all.add(appointments::Column::Id.in_subquery(theirs.into_query()))
            }
            Self::Invitation(appointment) => all.add(appointments::Column::Id.eq(appointment.0)),
            Self::Room(_) | Self::Nothing => all.add(Expr::value(false)),
        }
    }

    /// Whether it reaches the appointment that `event` tells of.
    pub fn covers(self, event: &LiveEvent) -> bool {
        match self {
            Self::Everything => true,
            Self::Agency(agency) => event.agency == Some(agency),
            Self::Centre(centre) => event.centres.contains(&centre),
            Self::Person(person) => event.people.contains(&person),
            Self::Invitation(appointment) => event.appointment == appointment,
            Self::Room(_) | Self::Nothing => false,
        }
    }
}

/// The appointments that were booked, whatever became of them since.
fn got_a_slot() -> Condition {
    let never =
        requests::Entity::find().select_only().column(requests::Column::Id).filter(requests::Column::Booked.eq(false));
    // Only what was called off may be a request that was declined: for the others nobody looks.
    let stands = appointments::Column::State.ne(State::Cancelled.code());
    Condition::all()
        .add(appointments::Column::State.ne(State::Requested.code()))
        .add(Condition::any().add(stands).add(appointments::Column::Id.not_in_subquery(never.into_query())))
}
