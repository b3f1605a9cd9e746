//! What can be wrong with a docket, each mistake with its place in the file.

use std::fmt;

/// One mistake of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where it is, such as `$.requests[3].sites[0].centre` or `$.fixed[0].rooms["CP-IZA"]`.
    pub path: String,
    /// What it is.
    pub wrong: Wrong,
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path, self.wrong)
    }
}

/// What is wrong with a value of the input.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The whole is no JSON.
    #[error("is not JSON: {0}")]
    Syntax(String),
    /// A field that must be there is not.
    #[error("is missing")]
    Missing,
    /// A field that nobody knows, perhaps a misspelt one.
    #[error("is not a known field")]
    UnknownField,
    /// A field that one object has twice.
    #[error("stands in the same object twice")]
    FieldTwice,
    /// A value of another type.
    #[error("must be {0}")]
    Type(&'static str),
    /// A number that is too small or too great.
    #[error("must be a whole number from {least} to {most}")]
    OutOfRange {
        /// The least that is accepted.
        least: i64,
        /// The most.
        most: i64,
    },
    /// An id without a character.
    #[error("must not be empty")]
    Empty,
    /// Not a date that exists.
    #[error("must be a date that exists, as YYYY-MM-DD")]
    Date,
    /// Not a civil time that exists.
    #[error("must be a date and time that exist, as YYYY-MM-DDTHH:MM")]
    DateTime,
    /// Not a time of day.
    #[error("must be a time of day, as HH:MM, at most {0}")]
    Clock(&'static str),
    /// Not a day of the week.
    #[error("must be one of mon, tue, wed, thu, fri, sat, sun")]
    Weekday,
    /// No zone of that name.
    #[error("is not a time zone of the IANA database")]
    Zone,
    /// An end that does not lie after its start.
    #[error("must lie after {0}")]
    EndBeforeStart(&'static str),
    /// A horizon of dates that the zone left out: it went over the date line.
    #[error("the clock of the zone shows no time on these dates")]
    NoTime,
    /// A horizon longer than any plan.
    #[error("the horizon must not be longer than {0} days")]
    TooLong(i64),
    /// More of something than a plan can have.
    #[error("must not have more than {0} entries")]
    TooMany(usize),
    /// Too much together, though no list is too long by itself.
    #[error(
        "takes about {needed} MiB to plan, at most {most} are taken: fewer requests or rooms, a shorter horizon, or a wider grid with \
         lengths that it divides take less"
    )]
    TooLarge {
        /// How much it takes.
        needed: usize,
        /// How much is taken at most.
        most: usize,
    },
    /// An id that is used already.
    #[error("the id {id:?} is used already, at {first}")]
    IdTwice {
        /// The id.
        id: String,
        /// The path of its first use.
        first: String,
    },
    /// An entry that a list has already.
    #[error("{0:?} is named twice")]
    NamedTwice(String),
    /// A reference to nothing.
    #[error("there is no {kind} {id:?}")]
    Unknown {
        /// What was sought: `centre`, `room`, `person`, `detainee` or `request`.
        kind: &'static str,
        /// The id that nobody has.
        id: String,
    },
    /// A detainee who is said to be apart from himself or herself.
    #[error("a detainee cannot be apart from himself or herself")]
    ApartFromSelf,
    /// A detainee at a site of another centre.
    #[error("the detainee {detainee:?} is in the centre {centre:?}, not in that of this site")]
    OtherCentre {
        /// The detainee.
        detainee: String,
        /// Where the detainee is.
        centre: String,
    },
    /// A room given for a centre that is no site of the request.
    #[error("the centre {0:?} is no site of the request")]
    NoSite(String),
    /// No room given for a site of the request.
    #[error("has no room for the centre {0:?}")]
    NoRoomFor(String),
    /// A start that the clock shows twice or never.
    #[error("the clock of the zone shows this time twice or never")]
    NotOnce,
    /// A fixed placement that a rule refuses.
    #[error("breaks a rule: {0}")]
    Broken(String),
}
