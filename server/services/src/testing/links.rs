//! Personal links as people get them: out of the messages that were written.

use entity::{messages, participants};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use shared::{
    ids::{AppointmentId, PersonId},
    notice::{AnswerForm, Invitation},
    ports::Answer,
    principal::Principal,
};

use super::World;

impl World {
    /// The messages about an appointment, oldest first.
    pub async fn messages(&self, appointment: AppointmentId) -> Vec<messages::Model> {
        messages::Entity::find()
            .filter(messages::Column::AppointmentId.eq(appointment.0))
            .order_by_asc(messages::Column::Id)
            .all(&self.house.db)
            .await
            .expect("messages")
    }

    /// The participant's row of a person.
    pub async fn participant(&self, appointment: AppointmentId, person: PersonId) -> participants::Model {
        participants::Entity::find()
            .filter(participants::Column::AppointmentId.eq(appointment.0))
            .filter(participants::Column::PersonId.eq(person.0))
            .one(&self.house.db)
            .await
            .expect("the store answers")
            .expect("they take part")
    }

    /// The secret in the newest message to a person about an appointment.
    pub async fn secret(&self, appointment: AppointmentId, person: PersonId) -> String {
        let participant = self.participant(appointment, person).await;
        let messages = self.messages(appointment).await;
        let newest = messages
            .into_iter()
            .rfind(|message| message.participant_id == Some(participant.id) && message.body.contains("/confirm/"));
        secret_in(&newest.expect("a message with a link").body)
    }

    /// Who a person is who follows the link of their newest message.
    pub async fn invited(&self, appointment: AppointmentId, person: PersonId) -> Principal {
        let secret = self.secret(appointment, person).await;
        self.services.accounts.by_link(&secret).await.expect("the link serves")
    }

    /// Answers on a page that was opened just before.
    ///
    /// # Errors
    /// As the page.
    pub async fn answer(&self, who: &Principal, appointment: AppointmentId, form: AnswerForm) -> Answer<Invitation> {
        let form = self.opened(who, appointment, form).await;
        self.services.attendances.answer(who, appointment, form).await
    }

    /// The form of a page that is opened now: with the times at which `who` is to come, if they are asked to.
    pub async fn opened(&self, who: &Principal, appointment: AppointmentId, form: AnswerForm) -> AnswerForm {
        let invitation = self.services.attendances.invitation(who, appointment).await;
        AnswerForm { times: invitation.map(|read| read.times.code()).unwrap_or_default(), ..form }
    }
}

/// The secret of the link in a message's text.
pub fn secret_in(body: &str) -> String {
    let (_, rest) = body.split_once("/confirm/").expect("a link");
    rest.lines().next().expect("a line").trim().to_owned()
}
