//! Who is held in a centre, as those who keep it see and change it: by what they are held apart from others, and from when on
//! they are no longer there.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    civil::written_date,
    draft::fields::{self, keep},
    error::{Fault, Problem},
    ids::{CentreId, DetaineeId},
    schedule::{
        Departure,
        waiting::{AgeGroup, Category, LegalStatus, Sex},
    },
    text::{Code, Name},
    time::ZoneName,
};

/// Why somebody leaves, and the first day on which they are not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// Why.
    pub why: Departure,
    /// The first day without them, in the centre's civil time.
    #[serde(with = "crate::civil::date")]
    pub from: Date,
}

impl Leaving {
    /// The departure in the one way in which it is written: `transfer 2027-01-11`.
    pub fn written(self) -> String {
        format!("{} {}", self.why.code(), written_date(self.from))
    }
}

/// Somebody who is held in a centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldLine {
    /// Their identifier.
    pub id: DetaineeId,
    /// Their unique register code.
    pub code: Code,
    /// Their name.
    pub name: Name,
    /// The module or wing.
    pub module: Option<Name>,
    /// By what they are held apart.
    pub category: Category,
    /// When they leave, if that is known.
    pub leaving: Option<Leaving>,
}

/// Those who are held in a centre, as far as they were asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldList {
    /// The centre.
    pub centre: CentreId,
    /// Its name.
    pub name: Name,
    /// Those who were sought, by name.
    pub found: Vec<HeldLine>,
    /// How many more were found than are listed.
    pub more: u64,
    /// Those who leave, or have left of late, the last day first.
    pub leaving: Vec<HeldLine>,
    /// How many more of them there are than are listed.
    pub leaving_more: u64,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldView {
    /// The centre.
    pub centre: CentreId,
    /// Its name.
    pub centre_name: Name,
    /// Its zone.
    pub zone: ZoneName,
    /// Today there.
    #[serde(with = "crate::civil::date")]
    pub today: Date,
    /// Who it is.
    pub held: HeldLine,
}

/// A departure as typed. The field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeavingForm {
    /// The departure as it stood when the form was made: [`Leaving::written`]; empty if there was none.
    pub seen: String,
    /// [`Departure`] code.
    pub why: String,
    /// `YYYY-MM-DD`: the first day on which they are not there.
    pub from: String,
}

impl LeavingForm {
    /// Whether anything was typed.
    pub fn asks(&self) -> bool {
        !self.why.is_empty() || !self.from.is_empty()
    }

    /// The departure.
    ///
    /// # Errors
    /// Everything that is missing or wrong, in the order of the form's fields.
    pub fn read(&self) -> Result<Leaving, Vec<Problem>> {
        let mut problems = Vec::new();
        let why = match self.why.trim() {
            "" => Err(Fault::Missing),
            code => Departure::from_code(code).ok_or(Fault::UnknownChoice),
        };
        let why = keep(&mut problems, "why", why);
        let from = keep(&mut problems, "from", fields::date(&self.from));
        match (why, from) {
            (Some(why), Some(from)) => Ok(Leaving { why, from }),
            _ => Err(problems),
        }
    }
}

/// By what somebody is held apart, as chosen. The field names are the names of the form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CategoryForm {
    /// The category as it stood when the form was made: [`written`].
    pub seen: String,
    /// [`LegalStatus`] code; empty if it is not known.
    pub status: String,
    /// [`Sex`] code; empty if it is not known.
    pub sex: String,
    /// [`AgeGroup`] code; empty if it is not known.
    pub age: String,
}

/// A category in the one way in which it is written: `remand woman adult`, with `-` for what is not known.
pub fn written(category: Category) -> String {
    let status = category.status.map_or("-", LegalStatus::code);
    let (sex, age) = (category.sex.map_or("-", Sex::code), category.age.map_or("-", AgeGroup::code));
    format!("{status} {sex} {age}")
}

impl CategoryForm {
    /// The form that changes `category`.
    pub fn of(category: Category) -> Self {
        Self {
            seen: written(category),
            status: category.status.map(LegalStatus::code).unwrap_or_default().to_owned(),
            sex: category.sex.map(Sex::code).unwrap_or_default().to_owned(),
            age: category.age.map(AgeGroup::code).unwrap_or_default().to_owned(),
        }
    }

    /// The form as it was chosen and not taken, if it was, else as it stands. It is made on what stands now: whoever sees
    /// that beside what they chose may save it.
    #[must_use]
    pub fn retyped(typed: Option<Self>, category: Category) -> Self {
        let now = Self::of(category);
        match typed {
            Some(typed) => Self { seen: now.seen, ..typed },
            None => now,
        }
    }

    /// The category.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the form's fields.
    pub fn read(&self) -> Result<Category, Vec<Problem>> {
        fn known<T>(typed: &str, from_code: fn(&str) -> Option<T>) -> Result<Option<T>, Fault> {
            match typed.trim() {
                "" => Ok(None),
                code => from_code(code).map(Some).ok_or(Fault::UnknownChoice),
            }
        }
        let mut problems = Vec::new();
        let status = keep(&mut problems, "status", known(&self.status, LegalStatus::from_code));
        let sex = keep(&mut problems, "sex", known(&self.sex, Sex::from_code));
        let age = keep(&mut problems, "age", known(&self.age, AgeGroup::from_code));
        match (status, sex, age) {
            (Some(status), Some(sex), Some(age)) => Ok(Category { status, sex, age }),
            _ => Err(problems),
        }
    }
}
