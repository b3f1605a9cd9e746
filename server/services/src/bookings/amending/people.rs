//! Who joins an appointment, and who leaves it.

use std::collections::BTreeSet;

use entity::participants;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use shared::{
    appointment::{Amendment, Field, FieldChange, Role, State},
    draft::{Invitee, in_private_meeting},
    error::{Error, Fault, Problem},
    ids::{AppointmentId, PersonId},
    notice::MessageKind,
};

use crate::{
    accounts::links,
    bookings::{
        changing::Target,
        directory,
        drafts::{MOST_INVITEES, invitee, wrong},
        making,
    },
    db::{StoreError, reading},
    house::House,
    notices::{self, To},
};

/// A sound change of who takes part.
pub(super) struct People {
    join: Vec<Invitee>,
    pub(super) joined: Vec<PersonId>,
    pub(super) left: Vec<PersonId>,
    /// What the record says of each, with their role.
    changes: Vec<(Role, FieldChange)>,
}

impl People {
    /// What `amendment` asks for; `None` if everybody stays and nobody comes.
    ///
    /// # Errors
    /// [`Error::Invalid`] for people who are not there, or who are there already, and if a part that is needed would have
    /// nobody; [`Error::Transition`] once it has begun.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        target: &Target,
        amendment: &Amendment,
    ) -> Result<Option<Self>, StoreError> {
        let (join, leave): (BTreeSet<_>, BTreeSet<_>) =
            (amendment.join.iter().copied().collect(), amendment.leave.iter().copied().collect());
        if join.is_empty() && leave.is_empty() {
            return Ok(None);
        }
        if !matches!(target.state, State::Booked | State::Confirmed) {
            return Err(target.refuse(State::Booked));
        }
        // Who talks in private around a hearing is who takes part in it.
        if target.row.main_id.is_some() {
            return Err(wrong("people", Fault::UnknownChoice));
        }
        let rows = participants::Entity::find()
            .filter(participants::Column::AppointmentId.eq(target.id.0))
            .order_by_asc(participants::Column::Id)
            .all(db)
            .await?;
        let there: Vec<(PersonId, Role)> = rows
            .iter()
            .map(|row| Ok((PersonId(row.person_id), reading::known(Role::from_code(&row.role), "role")?)))
            .collect::<Result<_, StoreError>>()?;
        let ids: Vec<_> = leave.iter().chain(&join).copied().collect();
        let known = directory::people(db, &ids).await?;
        let mut change = Self { join: Vec::new(), joined: Vec::new(), left: Vec::new(), changes: Vec::new() };
        let mut problems = Vec::new();
        let mut after: Vec<Role> = there.iter().filter(|(id, _)| !leave.contains(id)).map(|(_, role)| *role).collect();
        let stays = |id: &PersonId| there.iter().any(|(known, _)| known == id);
        for person in &known {
            let (id, name) = (person.id, person.name.to_string());
            if let Some((_, role)) = there.iter().find(|(known, _)| *known == id) {
                if join.contains(&id) {
                    problems.push(Problem::new(role.code(), Fault::Duplicate));
                } else {
                    change.left.push(id);
                    change.changes.push((*role, told(Field::Left, name, *role)));
                }
            } else if join.contains(&id) {
                if !target.kind.admits(person.role) {
                    problems.push(Problem::new(person.role.code(), Fault::OnlyCounsel));
                }
                after.push(person.role);
                change.joined.push(id);
                change.join.push(invitee(id, person.role));
                change.changes.push((person.role, told(Field::Joined, name, person.role)));
            }
        }
        if known.len() < join.len() + leave.len() || leave.iter().any(|id| !stays(id)) {
            problems.push(Problem::new("people", Fault::UnknownChoice));
        }
        if after.len() > MOST_INVITEES {
            let max = i64::try_from(MOST_INVITEES).unwrap_or(i64::MAX);
            problems.push(Problem::new("people", Fault::NumberOutside { min: 0, max }));
        }
        let interpreter = target.row.interpreter_language.is_some().then_some(Role::Interpreter);
        let missing = target.kind.needs().iter().copied().chain(interpreter).filter(|role| !after.contains(role));
        problems.extend(missing.map(|role| Problem::new(role.code(), Fault::Missing)));
        if problems.is_empty() { Ok(Some(change)) } else { Err(Error::Invalid(problems).into()) }
    }

    /// Who comes, and as what.
    pub(super) fn coming(&self) -> impl Iterator<Item = (PersonId, Role)> {
        self.join.iter().map(|invitee| (invitee.person, invitee.role))
    }

    /// Whether somebody comes without whom it cannot be held: it is not confirmed until they have said yes.
    pub(super) fn asks_again(&self) -> bool {
        self.join.iter().any(|invitee| invitee.required)
    }

    /// Whether somebody like that comes to the private meetings too.
    pub(super) fn asks_counsel(&self) -> bool {
        self.join.iter().any(|invitee| invitee.required && in_private_meeting(invitee.role))
    }

    /// What the record says.
    pub(super) fn changes(&self) -> impl Iterator<Item = FieldChange> {
        self.changes.iter().map(|(_, change)| change.clone())
    }

    /// What the record of a private meeting says.
    pub(super) fn changes_of_meeting(&self) -> Vec<FieldChange> {
        let counsel = self.changes.iter().filter(|(role, _)| in_private_meeting(*role));
        counsel.map(|(_, change)| change.clone()).collect()
    }

    /// Tells those who leave, takes them out, and puts in those who come, in the private meetings too. What they hold follows
    /// with [`super::Move::carry_out`].
    pub(super) async fn carry_out(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        target: &Target,
        meetings: &[AppointmentId],
    ) -> Result<(), StoreError> {
        if !self.left.is_empty() {
            // Before they go: afterwards nobody knows whom to write to.
            notices::write(txn, house, target.id.0, MessageKind::Released, To::Only(&self.left)).await?;
            let leaving = participants::Entity::find()
                .filter(participants::Column::AppointmentId.is_in(meetings.iter().chain([&target.id]).map(|id| id.0)))
                .filter(participants::Column::PersonId.is_in(self.left.iter().map(|person| person.0)))
                .all(txn)
                .await?;
            links::release(txn, house, &leaving, target.row.ends_at).await?;
            participants::Entity::delete_many()
                .filter(participants::Column::Id.is_in(leaving.iter().map(|row| row.id)))
                .exec(txn)
                .await?;
        }
        let ours = self.join.iter().map(|invitee| making::participant(house, target.id, invitee));
        let counsel = self.join.iter().filter(|invitee| in_private_meeting(invitee.role));
        let theirs = meetings.iter().flat_map(|id| counsel.clone().map(move |it| making::participant(house, *id, it)));
        let rows: Vec<_> = ours.chain(theirs).collect();
        if !rows.is_empty() {
            participants::Entity::insert_many(rows).exec_without_returning(txn).await?;
        }
        Ok(())
    }

    /// Writes to whom the change concerns: those who come are invited; those who stay hear of it only if it is `elsewhere`, at
    /// another time or in another room.
    pub(super) async fn tell(
        &self,
        txn: &DatabaseTransaction,
        house: &House,
        id: AppointmentId,
        elsewhere: bool,
    ) -> Result<(), StoreError> {
        if elsewhere {
            notices::write(txn, house, id.0, MessageKind::Changed, To::AllBut(&self.joined)).await?;
        }
        if !self.joined.is_empty() {
            notices::write(txn, house, id.0, MessageKind::Invitation, To::Only(&self.joined)).await?;
        }
        Ok(())
    }
}

fn told(field: Field, name: String, role: Role) -> FieldChange {
    FieldChange { field, of: Some(name), from: None, to: Some(role.code().to_owned()) }
}
