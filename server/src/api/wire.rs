//! What travels: the JSON of requests and answers. What there is none of is left out; codes are those of the domain.

pub(super) mod appointment;
pub(super) mod asked;
pub(super) mod blocks;
pub(super) mod places;
pub(super) mod plans;
pub(super) mod problem;
pub(super) mod slots;

use jiff::{Timestamp, tz::Offset};
use shared::{
    appointment::{AccusedPosition, Attendance, HearingType, Kind, Link, Role, State},
    cause::Cause,
    docket::{Rule, Stage, Standing},
    readiness::Readiness,
    schedule::BlockCause,
    time::Local,
};
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaFormat, Type};

/// RFC 3339 with the offset of the place.
pub(super) fn written(local: Local) -> String {
    let stamp = Timestamp::from_second(local.at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    let shown = Offset::UTC.to_timestamp(local.civil).map_or(local.at.0, Timestamp::as_second);
    let offset = i32::try_from(shown - local.at.0).ok().and_then(|seconds| Offset::from_seconds(seconds).ok());
    stamp.display_with_offset(offset.unwrap_or(Offset::UTC)).to_string()
}

macro_rules! codes {
    ($($name:ident: $values:expr;)+) => {$(
        /// The codes that it may be.
        pub(super) fn $name() -> Object {
            let codes = $values.iter().map(|value| value.code());
            ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes)).build()
        }
    )+};
}

codes! {
    kinds: Kind::ALL;
    bookable: shared::draft::fields::BOOKABLE;
    states: State::ALL;
    hearing_types: HearingType::ALL;
    roles: Role::ALL;
    attendances: Attendance::ALL;
    causes: Cause::ALL;
    block_causes: BlockCause::ALL;
    given_causes: BlockCause::GIVEN;
    positions: AccusedPosition::ALL;
    links: Link::ALL;
    readinesses: Readiness::ALL;
    stages: Stage::ALL;
    standings: Standing::ALL;
    hindrances: Rule::ALL;
}

/// A moment.
pub(super) fn moment() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom("date-time".to_owned())))
        .examples([serde_json::json!("2026-11-23T10:00:00-06:00")])
        .build()
}

/// A date.
pub(super) fn date() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom("date".to_owned())))
        .examples([serde_json::json!("2026-11-23")])
        .build()
}
