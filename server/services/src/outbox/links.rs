//! Personal links in the bodies of messages: as long as one stands there it opens what it is for, to whoever reads the
//! store. So it goes when its message is on its way, and at the latest when the link itself has ended.

use std::collections::HashSet;

use entity::{links, messages};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use shared::{directory::Language, notice::Delivery, time::Instant};
use uuid::Uuid;

use crate::{db::StoreError, house::House, secrets};

/// What stands before the secret of a link.
const PATHS: [&str; 2] = ["/confirm/", "/check/"];
/// How many messages are looked at in one go.
const BATCH: u64 = 200;

/// What is looked at of a message: its id, its language and its body.
type Looked = (Uuid, String, String);

/// The words in the place of a link that was taken out of a message in `language`.
fn removed(language: &str) -> &'static str {
    locales::texts(Language::from_code(language).unwrap_or_default()).mail.removed
}

/// The secret of the link with which `line` ends.
fn secret_of(line: &str) -> Option<&str> {
    let rest = PATHS.into_iter().find_map(|path| Some(line.split_once(path)?.1))?.trim_end();
    secrets::well_formed(rest).then_some(rest)
}

/// `body` without the links whose secret is `gone`.
fn without(body: &str, language: &str, gone: impl Fn(&str) -> bool) -> String {
    let removed = removed(language);
    let mut text = String::with_capacity(body.len());
    for line in body.split_inclusive('\n') {
        if secret_of(line).is_some_and(&gone) {
            text.push_str(removed);
            text.push('\n');
        } else {
            text.push_str(line);
        }
    }
    text
}

/// `body` without any of its links.
pub(super) fn without_secrets(body: &str, language: &str) -> String {
    without(body, language, |_| true)
}

/// Whether a link stands in `body`.
pub(super) fn has_any(body: &str) -> bool {
    body.lines().any(|line| secret_of(line).is_some())
}

/// Takes the links that have ended out of the messages that were not sent: kept for want of a mail server, given up, or
/// still waiting.
pub(super) async fn forget_ended(house: &House, now: Instant) -> Result<(), StoreError> {
    let mut last = Uuid::nil();
    loop {
        let batch = messages::Entity::find()
            .select_only()
            .columns([messages::Column::Id, messages::Column::Language, messages::Column::Body])
            .filter(messages::Column::Id.gt(last))
            .filter(messages::Column::Delivery.ne(Delivery::Sent.code()))
            .filter(
                PATHS.into_iter().fold(Condition::any(), |any, path| any.add(messages::Column::Body.contains(path))),
            )
            .order_by_asc(messages::Column::Id)
            .limit(BATCH)
            .into_tuple::<Looked>()
            .all(&house.db)
            .await?;
        let Some((newest, ..)) = batch.last() else { return Ok(()) };
        last = *newest;
        let bodies: Vec<&str> = batch.iter().map(|(_, _, body)| body.as_str()).collect();
        let serving = serving(&house.db, &bodies, now).await?;
        for (id, language, body) in &batch {
            let left = without(body, language, |secret| !serving.contains(&secrets::kept(secret)));
            if left != *body {
                messages::Entity::update_many()
                    .col_expr(messages::Column::Body, Expr::value(left))
                    .filter(messages::Column::Id.eq(*id))
                    .exec(&house.db)
                    .await?;
            }
        }
    }
}

/// Whether `body` has every link with which it was written, and all of them are among those that are `serving`.
pub(super) fn all_serve(body: &str, language: &str, serving: &HashSet<String>) -> bool {
    let removed = removed(language);
    let serves = |secret| serving.contains(&secrets::kept(secret));
    body.lines().all(|line| line != removed) && body.lines().filter_map(secret_of).all(serves)
}

/// What is kept of those secrets in `bodies` whose links still serve.
pub(super) async fn serving(
    db: &impl ConnectionTrait,
    bodies: &[&str],
    now: Instant,
) -> Result<HashSet<String>, StoreError> {
    let found = links::Entity::find()
        .select_only()
        .column(links::Column::SecretHash)
        .filter(links::Column::SecretHash.is_in(kept_of(bodies)))
        .filter(links::Column::Replaced.eq(false))
        .filter(links::Column::ExpiresAt.gt(now.0))
        .into_tuple::<String>()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// Those of `participants` whose newest link stands in one of `bodies`.
pub(super) async fn whose_newest_stands_in(
    db: &impl ConnectionTrait,
    bodies: &[&str],
    participants: &[Uuid],
) -> Result<HashSet<Uuid>, StoreError> {
    let standing: HashSet<String> = kept_of(bodies).into_iter().collect();
    let newest = links::Entity::find()
        .select_only()
        .columns([links::Column::ParticipantId, links::Column::SecretHash])
        .filter(links::Column::ParticipantId.is_in(participants.iter().copied()))
        .filter(links::Column::Replaced.eq(false))
        .into_tuple::<(Uuid, String)>()
        .all(db)
        .await?;
    let found = newest.into_iter().filter(|(_, kept)| standing.contains(kept));
    Ok(found.map(|(participant, _)| participant).collect())
}

/// What is kept of the secrets in `bodies`.
fn kept_of(bodies: &[&str]) -> Vec<String> {
    bodies.iter().flat_map(|body| body.lines()).filter_map(secret_of).map(secrets::kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_taken_out_of_what_was_sent() {
        let secret = secrets::fresh().unwrap();
        let body = format!(
            "Responder:\nhttps://telesala.example/confirm/{secret}\n\nRevisar:\nhttps://telesala.example/check/{secret}\n\nAdiós\n"
        );
        let left = without_secrets(&body, "es");
        assert!(!left.contains(&secret));
        assert_eq!(left, "Responder:\n(enlace retirado)\n\nRevisar:\n(enlace retirado)\n\nAdiós\n");
        assert_eq!(without_secrets(&left, "es"), left);
    }

    #[test]
    fn a_link_that_still_serves_stays() {
        let (ended, serving) = (secrets::fresh().unwrap(), secrets::fresh().unwrap());
        let body = format!("https://telesala.example/confirm/{ended}\nhttps://telesala.example/confirm/{serving}\n");
        let left = without(&body, "es", |secret| secret == ended);
        assert_eq!(left, format!("(enlace retirado)\nhttps://telesala.example/confirm/{serving}\n"));
    }

    #[test]
    fn a_message_serves_while_it_has_all_its_links_and_they_do() {
        let (one, other) = (secrets::fresh().unwrap(), secrets::fresh().unwrap());
        let body = format!("https://telesala.example/confirm/{one}\nhttps://telesala.example/check/{other}\n");
        let both: HashSet<_> = [&one, &other].into_iter().map(|secret| secrets::kept(secret)).collect();
        assert!(all_serve(&body, "es", &both));
        assert!(!all_serve(&body, "es", &HashSet::from([secrets::kept(&one)])));
        assert!(!all_serve(&without(&body, "es", |secret| secret == other), "es", &both));
        assert!(all_serve("Adiós\n", "es", &HashSet::new()), "it never had any");
    }
}
