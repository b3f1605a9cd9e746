//! One identifier type per noun, so that a room's id cannot be handed over as a detainee's. All are `UUIDv7`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A penal centre.
    CentreId,
    /// A room in a centre.
    RoomId,
    /// The equipment set in a room.
    KitId,
    /// A court, clinic, defence office or monitoring centre.
    AgencyId,
    /// A person deprived of liberty.
    DetaineeId,
    /// A professional who takes part in appointments: judge, prosecutor, lawyer, interpreter, clinician …
    PersonId,
    /// Someone who signs in.
    AccountId,
    /// A planned event.
    AppointmentId,
    /// One person's part in one appointment.
    ParticipantId,
    /// A personal link.
    LinkId,
    /// A booking that is being prepared.
    DraftId,
    /// A list of hearings that is planned and booked as a whole.
    DocketId,
    /// A room or a centre that cannot be had for a while.
    BlockId,
    /// A calendar file that was read and not taken yet.
    CalendarId,
    /// Two who must not meet.
    SeparationId,
    /// People who are kept apart together.
    GroupId,
    /// One run of the device check.
    DeviceCheckId,
    /// A device that stays in a room.
    RoomDeviceId,
    /// One line of the audit record.
    AuditId,
    /// One message to a person.
    MessageId,
    /// What a program of an agency comes with.
    TokenId,
    /// One request of a program that is to have one effect, however often it is sent.
    ClaimId,
}
