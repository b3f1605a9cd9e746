//! Text at the border: what is refused, what is kept, and that nothing is lost on the way through the wire.

use std::str::FromStr;

use proptest::prelude::*;
use shared::text::{CaseNumber, Code, Email, Name, Note, TextError};

/// Invisible characters that reorder text or hide inside words.
const REORDERING: [char; 22] = [
    '\u{061C}', '\u{200B}', '\u{200C}', '\u{200D}', '\u{200E}', '\u{200F}', '\u{202A}', '\u{202B}', '\u{202C}',
    '\u{202D}', '\u{202E}', '\u{2060}', '\u{2061}', '\u{2062}', '\u{2063}', '\u{2064}', '\u{2065}', '\u{2066}',
    '\u{2067}', '\u{2068}', '\u{2069}', '\u{FEFF}',
];

/// Characters that nobody sees: a name with one of them looks like another name. Both ends of every range.
const INVISIBLE: [char; 31] = [
    '\u{AD}',
    '\u{34F}',
    '\u{115F}',
    '\u{1160}',
    '\u{17B4}',
    '\u{17B5}',
    '\u{180B}',
    '\u{180E}',
    '\u{180F}',
    '\u{2028}',
    '\u{2029}',
    '\u{206A}',
    '\u{206F}',
    '\u{3164}',
    '\u{FE00}',
    '\u{FE0F}',
    '\u{FFA0}',
    '\u{FFF0}',
    '\u{FFF9}',
    '\u{FFFA}',
    '\u{FFFB}',
    '\u{1BCA0}',
    '\u{1BCA3}',
    '\u{1D173}',
    '\u{1D17A}',
    '\u{E0000}',
    '\u{E0001}',
    '\u{E0020}',
    '\u{E007F}',
    '\u{E0100}',
    '\u{E0FFF}',
];

fn refused<T: FromStr<Err = TextError> + std::fmt::Debug>(text: &str) -> TextError {
    text.parse::<T>().unwrap_err()
}

#[test]
fn names_of_people_pass() {
    for name in ["María José Ñáñez O’Byrne", "王小明", "Jean-Luc", "'Abd al-Raḥmān", "عبد الرحمن", "X"]
    {
        assert_eq!(name.parse::<Name>().unwrap().as_str(), name);
    }
    assert_eq!("  Ana  María \u{a0}".parse::<Name>().unwrap().as_str(), "Ana  María");
}

#[test]
fn nothing_is_nothing() {
    for text in ["", " ", "\t\r\n", "\u{a0}\u{3000}"] {
        assert_eq!(refused::<Name>(text), TextError::Empty, "{text:?}");
        assert_eq!(refused::<Note>(text), TextError::Empty, "{text:?}");
    }
}

#[test]
fn limits_count_characters_and_hold_exactly() {
    let text = |length: u16| "ñ".repeat(usize::from(length));
    assert_eq!((Name::LIMIT, Code::LIMIT, CaseNumber::LIMIT, Note::LIMIT), (120, 40, 40, 1000));
    assert!(text(120).parse::<Name>().is_ok());
    assert_eq!(refused::<Name>(&text(121)), TextError::TooLong { limit: 120 });
    assert!(text(40).parse::<Code>().is_ok());
    assert_eq!(refused::<Code>(&text(41)), TextError::TooLong { limit: 40 });
    assert!(text(40).parse::<CaseNumber>().is_ok());
    assert_eq!(refused::<CaseNumber>(&text(41)), TextError::TooLong { limit: 40 });
    assert!(text(1000).parse::<Note>().is_ok());
    assert_eq!(refused::<Note>(&text(1001)), TextError::TooLong { limit: 1000 });
    assert!(format!("  {}  ", text(120)).parse::<Name>().is_ok(), "white space around it does not count");
}

#[test]
fn control_characters_are_refused() {
    for control in ['\0', '\u{1}', '\u{7}', '\u{8}', '\u{b}', '\u{1b}', '\u{7f}', '\u{85}', '\u{9f}'] {
        assert_eq!(refused::<Name>(&format!("Ana{control}López")), TextError::Control, "{control:?}");
        assert_eq!(refused::<Note>(&format!("Ana{control}López")), TextError::Control, "{control:?}");
    }
    for line in ["one\ntwo", "one\ttwo", "one\rtwo"] {
        assert_eq!(refused::<Name>(line), TextError::Control, "{line:?}");
    }
    assert_eq!(refused::<Note>("one\ttwo"), TextError::Control);
    assert_eq!(refused::<Note>("one\rtwo"), TextError::Control);
    assert_eq!("one\r\ntwo\nthree".parse::<Note>().unwrap().as_str(), "one\ntwo\nthree");
}

#[test]
fn characters_that_reorder_are_refused_wherever_they_stand() {
    for character in REORDERING {
        for text in [format!("Ana{character}López"), format!("{character}Ana"), format!("Ana{character}")] {
            assert_eq!(refused::<Name>(&text), TextError::Reordering, "{character:?}");
            assert_eq!(refused::<Note>(&text), TextError::Reordering, "{character:?}");
            assert_eq!(refused::<Code>(&text), TextError::Reordering, "{character:?}");
        }
    }
}

#[test]
fn characters_that_nobody_sees_are_refused_and_their_neighbours_are_not() {
    for character in INVISIBLE {
        assert_eq!(refused::<Name>(&format!("Ana{character}López")), TextError::Reordering, "{character:?}");
        assert_eq!(refused::<CaseNumber>(&format!("145{character}-2026")), TextError::Reordering, "{character:?}");
        assert_eq!(refused::<Note>(&format!("Ana{character}López")), TextError::Reordering, "{character:?}");
        assert_eq!(refused::<Email>(&format!("ana{character}@example.org")), TextError::Reordering, "{character:?}");
    }
    for seen in ['\u{AC}', '\u{AE}', '\u{350}', '\u{115E}', '\u{1161}', '\u{2010}', '\u{2027}', '\u{202F}', '\u{2070}']
    {
        assert!(format!("Ana{seen}López").parse::<Name>().is_ok(), "{seen:?}");
    }
}

#[test]
fn addresses_of_the_plain_form_pass() {
    for (typed, kept) in [
        ("ana@example.org", "ana@example.org"),
        (" Ana.Lopez+juzgado@Example.ORG ", "ana.lopez+juzgado@example.org"),
        ("o'byrne@tribunal-6.gob.sv", "o'byrne@tribunal-6.gob.sv"),
    ] {
        assert_eq!(typed.parse::<Email>().unwrap().as_str(), kept);
    }
}

#[test]
fn other_addresses_are_refused() {
    for typed in [
        "ana",
        "ana@",
        "@example.org",
        "ana@example",
        "ana@.org",
        "ana@example.",
        "ana@example..org",
        ".ana@example.org",
        "ana.@example.org",
        "a..na@example.org",
        "ana lopez@example.org",
        "ana@exa mple.org",
        "ana@b@example.org",
        "Ana <ana@example.org>",
        "ana@example.org,eva@example.org",
        "ana@exämple.org",
        "\"ana\"@example.org",
        "ana@[127.0.0.1]",
    ] {
        assert_eq!(refused::<Email>(typed), TextError::Malformed, "{typed}");
    }
    // A line break in an address would end a mail header.
    assert_eq!(refused::<Email>("ana@example.org\nBcc: eva@example.org"), TextError::Control);
    assert_eq!(refused::<Email>("ana\u{202E}@example.org"), TextError::Reordering);
    assert_eq!(refused::<Email>(""), TextError::Empty);
    assert_eq!(refused::<Email>(&format!("{}@example.org", "a".repeat(65))), TextError::Malformed);
    assert_eq!(refused::<Email>(&format!("a@{}.org", "b".repeat(300))), TextError::TooLong { limit: 254 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_kept_is_clean_and_comes_back(text in any::<String>()) {
        if let Ok(name) = text.parse::<Name>() {
            let kept = name.as_str();
            prop_assert!(!kept.is_empty() && kept == kept.trim() && kept.chars().count() <= 120);
            prop_assert!(!kept.chars().any(|c| c.is_control() || REORDERING.contains(&c)));
            prop_assert_eq!(&kept.parse::<Name>().unwrap(), &name);
            let wire = serde_json::to_string(&name).unwrap();
            prop_assert_eq!(serde_json::from_str::<Name>(&wire).unwrap(), name);
        }
        if let Ok(note) = text.parse::<Note>() {
            prop_assert!(!note.as_str().contains('\r'));
            prop_assert_eq!(note.to_string().parse::<Note>().unwrap(), note);
        }
        if let Ok(email) = text.parse::<Email>() {
            prop_assert_eq!(email.to_string().parse::<Email>().unwrap(), email);
        }
    }

    #[test]
    fn clean_text_within_the_limit_is_kept(text in "[A-Za-zÁÉÍÓÚÑáéíóúñü][A-Za-zÁÉÍÓÚÑáéíóúñü .,'-]{0,100}[a-z]") {
        let name = text.parse::<Name>().unwrap();
        prop_assert_eq!(name.as_str(), &text);
    }

    #[test]
    fn the_wire_refuses_what_the_form_refuses(text in any::<String>()) {
        let wire = serde_json::to_string(&text).unwrap();
        prop_assert_eq!(serde_json::from_str::<Name>(&wire).is_ok(), text.parse::<Name>().is_ok());
        prop_assert_eq!(serde_json::from_str::<Email>(&wire).is_ok(), text.parse::<Email>().is_ok());
    }

    #[test]
    fn plain_addresses_are_kept(local in "[a-z0-9_+]{1,30}", host in "[a-z0-9]{1,20}", top in "[a-z]{2,10}") {
        let address = format!("{local}@{host}.{top}");
        let email = address.parse::<Email>().unwrap();
        prop_assert_eq!(email.as_str(), &address);
    }
}
