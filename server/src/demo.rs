//! The demo data: fictional places and people, and a fortnight of appointments around today in every state, made through
//! the same importer and the same use cases as real ones.

use std::sync::Arc;

use services::{
    house::{House, Services, Settings},
    importing::{self, Source},
    installation,
};
use shared::{directory::Language, principal::Principal};

use crate::startup::StartError;

pub mod accounts;
mod asking;
mod clock;
mod devices;
mod fates;
mod living;
mod making;
mod story;

use clock::StoryClock;

/// The files, carried in the binary so that it needs nothing beside it.
const FILES: [(&str, &str); 11] = [
    ("centres.csv", include_str!("../demo/centres.csv")),
    ("agencies.csv", include_str!("../demo/agencies.csv")),
    ("rooms.csv", include_str!("../demo/rooms.csv")),
    ("kits.csv", include_str!("../demo/kits.csv")),
    ("people.csv", include_str!("../demo/people.csv")),
    ("detainees.csv", include_str!("../demo/detainees.csv")),
    ("rules.csv", include_str!("../demo/rules.csv")),
    ("counts.csv", include_str!("../demo/counts.csv")),
    ("holidays.csv", include_str!("../demo/holidays.csv")),
    ("notices.csv", include_str!("../demo/notices.csv")),
    ("incompatibilities.csv", include_str!("../demo/incompatibilities.csv")),
];

/// Whether the database holds nothing yet.
///
/// # Errors
/// If it cannot be read.
pub async fn is_empty(house: &House) -> Result<bool, StartError> {
    Ok(installation::is_empty(house).await?)
}

/// Whether the database holds demo data, so that every page must say that it is fictional.
///
/// # Errors
/// If it cannot be read.
pub async fn is_loaded(house: &House) -> Result<bool, StartError> {
    Ok(installation::holds_demo(house).await?)
}

/// Loads the demo data into an empty database and answers how many appointments there are now. Nobody is written to:
/// the messages are kept, whatever mail server is configured.
///
/// # Errors
/// If the database is not empty, or a use case refuses what the story needs.
pub async fn load(house: &House) -> Result<usize, StartError> {
    if !is_empty(house).await? {
        return Err(StartError::Refused("the database is not empty; demo data goes into an empty one only".to_owned()));
    }
    let now = house.clock.now();
    let clock = Arc::new(StoryClock::at(now));
    let settings = Settings { smtp_url: None, ..Settings::clone(&house.settings) };
    let house = House { clock: Arc::<StoryClock>::clone(&clock), settings: Arc::new(settings), ..house.clone() };
    let sources = FILES.map(|(name, text)| Source { name: name.to_owned(), bytes: text.as_bytes().to_vec() });
    let report = importing::import(&house, &Principal::System, &sources, false).await?;
    if !report.sound() {
        return Err(StartError::Refused(report.text(Language::En)));
    }
    accounts::make(&house).await?;
    let services = Services::new(&house);
    let cast = accounts::sign_in(&services).await?;
    story::tell(&services, &clock, &house.settings.zone, &cast, now).await
}
