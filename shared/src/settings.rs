//! What holds for the whole installation: notice periods by country and type of hearing, and the tokens of programs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    appointment::HearingType,
    draft::fields::{self, keep},
    error::{Fault, Problem},
    exchange::NewToken,
    ids::TokenId,
    principal::{Grant, Grants},
    text::{Code, Name},
    time::{Local, ZoneName},
};

/// The longest notice that can be asked for, in hours: a year.
pub const MOST_NOTICE: u16 = 8784;
/// The longest life of a token, in days.
pub const MOST_DAYS: u16 = 3650;

/// Hours of notice by type of hearing; a type without a line needs none.
pub type Notices = BTreeMap<HearingType, u16>;

/// The notice periods of a country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryNotices {
    /// ISO 3166 alpha-2.
    pub country: String,
    /// Its periods.
    pub notices: Notices,
}

impl CountryNotices {
    /// The periods in the one way in which they are written: `trial 24, preliminary 24`.
    pub fn written(&self) -> String {
        let period = |(hearing, hours): (&HearingType, &u16)| format!("{} {hours}", hearing.code());
        self.notices.iter().map(period).collect::<Vec<_>>().join(", ")
    }
}

/// The notice periods of a country as typed. The field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticesForm {
    /// ISO 3166 alpha-2.
    pub country: String,
    /// The periods as they stood when the form was made: [`CountryNotices::written`].
    pub seen: String,
    /// Hours by [`HearingType`] code; empty or 0 for none.
    pub hours: BTreeMap<String, String>,
}

impl NoticesForm {
    /// The form that changes `standing`.
    pub fn of(standing: &CountryNotices) -> Self {
        let hours = standing.notices.iter().map(|(hearing, hours)| (hearing.code().to_owned(), hours.to_string()));
        Self { country: standing.country.clone(), seen: standing.written(), hours: hours.collect() }
    }

    /// The form as it was typed and not taken, if it was, else as it stands. It is made on what stands now: whoever sees
    /// that beside what they typed may save it.
    #[must_use]
    pub fn retyped(typed: Option<Self>, standing: &CountryNotices) -> Self {
        let now = Self::of(standing);
        match typed {
            Some(typed) => Self { seen: now.seen, ..typed },
            None => now,
        }
    }

    /// What was typed for a type of hearing.
    pub fn typed(&self, hearing: HearingType) -> String {
        self.hours.get(hearing.code()).cloned().unwrap_or_default()
    }

    /// The periods.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the form's fields.
    pub fn read(&self) -> Result<CountryNotices, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut notices = Notices::new();
        for hearing in HearingType::ALL {
            let hours = match fields::number(&self.typed(*hearing), 0, MOST_NOTICE) {
                Err(Fault::Missing) => Ok(0),
                read => read,
            };
            if let Some(hours) = keep(&mut problems, hearing.code(), hours).filter(|hours| *hours > 0) {
                notices.insert(*hearing, hours);
            }
        }
        if problems.is_empty() {
            Ok(CountryNotices { country: self.country.trim().to_owned(), notices })
        } else {
            Err(problems)
        }
    }
}

/// A token as its list shows it. The secret is in none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenView {
    /// Its identifier.
    pub id: TokenId,
    /// What it is called.
    pub name: Name,
    /// The name of its agency.
    pub agency: Name,
    /// What it may do.
    pub grants: Grants,
    /// When it was made.
    pub created: Local,
    /// When it ends.
    pub expires: Option<Local>,
    /// When it was revoked.
    pub revoked: Option<Local>,
    /// When it was last used, to the hour.
    pub used: Option<Local>,
    /// Whether it serves now.
    pub serves: bool,
}

/// The tokens, and what a form for another needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenBoard {
    /// The zone of the moments.
    pub zone: ZoneName,
    /// The newest first.
    pub tokens: Vec<TokenView>,
    /// The agencies that a token can be for.
    pub agencies: Vec<(Code, Name)>,
}

/// A token as typed. The field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenForm {
    /// The code of the agency it acts for.
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// [`Grant`] codes.
    pub grants: Vec<String>,
    /// Days after which it ends; empty if it does not end by itself.
    pub days: String,
}

impl TokenForm {
    /// The token to be made.
    ///
    /// # Errors
    /// Everything that is missing or wrong, in the order of the form's fields.
    pub fn read(&self) -> Result<NewToken, Vec<Problem>> {
        let mut problems = Vec::new();
        let agency = keep(&mut problems, "agency", fields::text::<Code>(&self.agency));
        let name = keep(&mut problems, "name", fields::text::<Name>(&self.name));
        let grants: Option<Vec<Grant>> = self.grants.iter().map(|code| Grant::from_code(code)).collect();
        let grants = match grants {
            None => Err(Fault::UnknownChoice),
            Some(grants) if grants.is_empty() => Err(Fault::Missing),
            Some(grants) => Ok(Grants::of(&grants)),
        };
        let grants = keep(&mut problems, "grants", grants);
        let days = match fields::number(&self.days, 1, MOST_DAYS) {
            Err(Fault::Missing) => Ok(None),
            read => read.map(Some),
        };
        let days = keep(&mut problems, "days", days);
        match (agency, name, grants, days) {
            (Some(agency), Some(name), Some(grants), Some(days)) => {
                Ok(NewToken { agency: agency.to_string(), name: name.to_string(), grants, days })
            }
            _ => Err(problems),
        }
    }
}
