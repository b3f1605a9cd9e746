//! Sending the messages that wait.
//!
//! A message is claimed before it is sent: its next try is moved ahead, by a change that only one server can make. If
//! the server dies while sending, the message is tried again when that time has come; it then may arrive twice, with the
//! same `Message-ID`, which is better than not at all.

mod envelope;
mod server;

use std::time::Duration;

use entity::messages;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor, transport::smtp};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use shared::notice::{Channel, Delivery};
use tokio::sync::watch;

pub use server::{is_mail_server, is_sender};

use super::{go_on, links};
use crate::{
    db::{StoreError, transaction},
    house::House,
    notices::{self, record_notice},
};

/// How often waiting messages are looked for without being woken.
const PAUSE: Duration = Duration::from_secs(5);
/// How many are looked at in one go.
const BATCH: u64 = 50;
/// How long the mail server may take for one step.
const PATIENCE: Duration = Duration::from_secs(20);
/// Seconds for which a claimed message is left to whoever claimed it: longer than sending can take.
const CLAIM: i64 = 180;
/// Tries of a message that the server could not take for the moment; the last is some three hours after the first.
const ATTEMPTS: i32 = 9;
/// Tries of a message that the server refused for good. More than one, because a wrong password is refused that way too,
/// and is put right.
const ATTEMPTS_REFUSED: i32 = 3;
/// Seconds before the second try; it doubles each time.
const FIRST_WAIT: i64 = 60;
/// The longest wait between two tries, in seconds.
const LONGEST_WAIT: i64 = 3600;

/// Sends until the end. Without a mail server there is nothing to do: messages are kept where they are.
pub(super) async fn carry(house: &House, mut ended: watch::Receiver<bool>) {
    let Some(url) = &house.settings.smtp_url else { return };
    let mailer: Mailer = match server::transport(url) {
        Ok(builder) => builder.timeout(Some(PATIENCE)).build(),
        Err(error) => {
            tracing::error!(%error, "the mail server's address is not usable: messages wait");
            return;
        }
    };
    let mut work = house.hub.work();
    loop {
        if let Err(error) = send_waiting(house, &mailer, &ended).await {
            tracing::warn!(%error, "messages wait for the store");
        }
        if !go_on(PAUSE, &mut work, &mut ended).await {
            return;
        }
    }
}

type Mailer = AsyncSmtpTransport<Tokio1Executor>;

/// Sends everything whose time has come.
async fn send_waiting(house: &House, mailer: &Mailer, ended: &watch::Receiver<bool>) -> Result<(), StoreError> {
    loop {
        let due = messages::Entity::find()
            .filter(messages::Column::Delivery.eq(Delivery::Waiting.code()))
            .filter(messages::Column::NextAttemptAt.lte(house.clock.now().0))
            .order_by_asc(messages::Column::Id)
            .limit(BATCH)
            .all(&house.db)
            .await?;
        if due.is_empty() {
            return Ok(());
        }
        for message in due {
            if *ended.borrow() {
                return Ok(());
            }
            if let Some(message) = claim(house, message).await? {
                send(house, mailer, message).await?;
            }
        }
    }
}

/// Makes the message ours for [`CLAIM`] seconds; `None` if another server was faster.
async fn claim(house: &House, mut message: messages::Model) -> Result<Option<messages::Model>, StoreError> {
    let until = house.clock.now().0 + CLAIM;
    let claimed = messages::Entity::update_many()
        .col_expr(messages::Column::Attempts, Expr::value(message.attempts + 1))
        .col_expr(messages::Column::NextAttemptAt, Expr::value(until))
        .filter(messages::Column::Id.eq(message.id))
        .filter(messages::Column::Delivery.eq(Delivery::Waiting.code()))
        .filter(messages::Column::Attempts.eq(message.attempts))
        .filter(messages::Column::NextAttemptAt.eq(message.next_attempt_at))
        .exec(&house.db)
        .await?;
    message.attempts += 1;
    Ok((claimed.rows_affected == 1).then_some(message))
}

async fn send(house: &House, mailer: &Mailer, message: messages::Model) -> Result<(), StoreError> {
    let outcome = match envelope::compose(&message, &house.settings, house.clock.now()) {
        Ok(letter) => mailer.send(letter).await.map(|_| ()).map_err(|error| Failure::at_server(&error)),
        // What cannot be written as a letter now cannot be later.
        Err(error) => Err(Failure { why: error.to_string(), logged: error.to_string(), for_good: true }),
    };
    match outcome {
        Ok(()) => sent(house, message).await,
        Err(failure) => not_sent(house, message, failure).await,
    }
}

/// Why a letter did not go out.
struct Failure {
    /// In full, for the administrator's page.
    why: String,
    /// As far as the log may say it.
    logged: String,
    /// Whether it was refused for good.
    for_good: bool,
}

impl Failure {
    /// As it failed at the mail server, whose answers quote the address that they refuse: of those the log has the code alone.
    fn at_server(error: &smtp::Error) -> Self {
        let logged = match error.status() {
            Some(code) => format!("the mail server answered {code}"),
            None if error.is_response() => "the mail server's answer cannot be read".to_owned(),
            None => error.to_string(),
        };
        Self { why: error.to_string(), logged, for_good: error.is_permanent() }
    }
}

/// Once the letter is on its way the store need not hold its link any more, and the appointment's record says who was
/// told. No screen is woken for that: it would be one event for every letter.
async fn sent(house: &House, message: messages::Model) -> Result<(), StoreError> {
    let body = links::without_secrets(&message.body, &message.language);
    let told = notices::days::told(&house.db, &message).await?;
    transaction!(house, |txn| {
        let mut row: messages::ActiveModel = message.clone().into();
        row.delivery = Set(Delivery::Sent.code().to_owned());
        row.body = Set(body.clone());
        row.sent_at = Set(Some(house.clock.now().0));
        row.last_error = Set(None);
        row.update(txn).await?;
        for appointment in &told {
            record_notice(txn, house, *appointment, &[&message.to_name], Channel::Mail).await?;
        }
        Ok(())
    })
}

async fn not_sent(house: &House, message: messages::Model, failure: Failure) -> Result<(), StoreError> {
    let Failure { why, logged, for_good } = failure;
    let attempts = message.attempts;
    let over = attempts >= if for_good { ATTEMPTS_REFUSED } else { ATTEMPTS };
    tracing::warn!(message = %message.id, attempts, over, "a message could not be sent: {logged}");
    let mut row: messages::ActiveModel = message.into();
    row.last_error = Set(Some(why.chars().take(500).collect()));
    row.next_attempt_at = Set(house.clock.now().0 + wait_after(attempts));
    if over {
        row.delivery = Set(Delivery::Failed.code().to_owned());
    }
    row.update(&house.db).await?;
    Ok(())
}

/// Seconds between the try `attempts` and the next.
fn wait_after(attempts: i32) -> i64 {
    let doubled = u32::try_from(attempts - 1).unwrap_or_default().min(10);
    (FIRST_WAIT << doubled).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let waits: Vec<i64> = (1..ATTEMPTS).map(wait_after).collect();
        assert_eq!(waits, [60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(wait_after(i32::MAX), 3600);
        assert_eq!(wait_after(0), 60);
    }
}
