//! Codes are the wire, the store and the forms at once: each comes back as what it was, and none stands twice.

use std::{collections::HashSet, fmt::Debug, hash::Hash};

use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use shared::{
    absence::CalendarFault,
    appointment::{AccusedPosition, Attendance, Event, Field, HearingType, Kind, Role, State},
    cause::Cause,
    centre::Against,
    check::{Browser, Finding, Keeper, Step, Verdict},
    directory::{AgencyKind, Language, RoomUse},
    draft::DraftStep,
    notice::{AnswerKind, Delivery, MessageKind},
    permission::{Action, Scope, UseCase},
    principal::AccountRole,
    readiness::{Clears, Readiness, Weight},
    request::PartOfDay,
    schedule::{BlockCause, CountKind, Departure, ResourceKind},
};

trait Coded: Sized + Copy + Debug + Eq + Hash + Serialize + DeserializeOwned + 'static {
    fn all() -> Vec<Self>;
    fn coded(self) -> &'static str;
    fn read(code: &str) -> Option<Self>;
}

macro_rules! coded {
    ($($name:ident),+ $(,)?) => {$(
        impl Coded for $name {
            fn all() -> Vec<Self> {
                Self::ALL.to_vec()
            }

            fn coded(self) -> &'static str {
                self.code()
            }

            fn read(code: &str) -> Option<Self> {
                Self::from_code(code)
            }
        }
    )+

    #[test]
    fn every_code_comes_back() {
        $(comes_back::<$name>();)+
    }

    fn reads_any(text: &str) {
        $(if let Some(item) = $name::read(text) {
            assert_eq!(item.coded(), text);
        })+
    }
    };
}

coded! {
    AccountRole, AccusedPosition, Action, Against, AgencyKind, AnswerKind, Attendance, BlockCause, Browser, CalendarFault, Clears, CountKind,
    Delivery, Departure, DraftStep, Event, Field, Finding, HearingType, Keeper, Kind, MessageKind, PartOfDay, Readiness, ResourceKind, Role, RoomUse, Scope, State, Step, UseCase,
    Verdict, Weight,
}

fn comes_back<T: Coded>() {
    let all = T::all();
    assert!(!all.is_empty());
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    assert_eq!(all.iter().map(|item| item.coded()).collect::<HashSet<_>>().len(), all.len(), "a code stands twice");
    for item in all {
        let code = item.coded();
        assert_eq!(T::read(code), Some(item));
        assert_eq!(serde_json::to_value(item).unwrap(), code, "the wire and the code differ");
        assert_eq!(serde_json::from_value::<T>(code.into()).unwrap(), item);
        let plain = |c: char| c.is_ascii_lowercase() || c == '_';
        assert!(!code.is_empty() && code.chars().all(plain), "{code}");
        assert_eq!(T::read(&code.to_uppercase()), None);
    }
}

proptest! {
    #[test]
    fn other_texts_are_no_code(text in ".{0,24}") {
        reads_any(&text);
    }
}

#[test]
fn every_cause_has_its_own_code_on_the_wire() {
    let codes: HashSet<String> = Cause::ALL.iter().map(|cause| serde_json::to_string(cause).unwrap()).collect();
    assert_eq!(codes.len(), Cause::ALL.len());
    for cause in Cause::ALL {
        let code = serde_json::to_string(&cause).unwrap();
        assert_eq!(serde_json::from_str::<Cause>(&code).unwrap(), cause);
        assert_eq!(cause.needs_note(), cause == Cause::Other);
    }
    assert!(Cause::DECLINE.iter().all(|cause| Cause::ALL.contains(cause)));
}

#[test]
fn a_language_is_known_by_its_first_part() {
    for (code, language) in [
        ("es", Some(Language::Es)),
        ("es-SV", Some(Language::Es)),
        ("ES_419", Some(Language::Es)),
        ("en-GB", Some(Language::En)),
        ("fr", None),
        ("", None),
        ("e", None),
        ("español", None),
    ] {
        assert_eq!(Language::from_code(code), language, "{code}");
    }
}

#[test]
fn the_steps_of_a_draft_lead_there_and_back() {
    for (step, next) in DraftStep::ALL.iter().zip(&DraftStep::ALL[1..]) {
        assert_eq!(step.next(), Some(*next));
        assert_eq!(next.previous(), Some(*step));
    }
    assert_eq!((DraftStep::What.previous(), DraftStep::Check.next()), (None, None));
}
