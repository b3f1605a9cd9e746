//! Who waits for whom.

use std::net::Ipv4Addr;

use super::*;

const HOME: &Source = &Source::Place(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)));
const NOON: Instant = Instant(1_800_000_000);

fn stranger(number: u8) -> Source {
    Source::Place(IpAddr::V4(Ipv4Addr::new(192, 0, 2, number)))
}

/// The address of a large botnet: far more of them than tries in a minute.
fn bot(number: u16) -> Source {
    let [high, low] = number.to_be_bytes();
    Source::Place(IpAddr::V4(Ipv4Addr::new(198, 18, high, low)))
}

fn later(seconds: i64) -> Instant {
    Instant(NOON.0 + seconds)
}

#[test]
fn waits_grow_to_a_minute_and_no_further() {
    let waits: Vec<i64> = (0..12).map(wait_after).collect();
    assert_eq!(waits, [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
    assert_eq!(wait_after(u32::MAX), 60);
}

#[test]
fn a_name_waits_only_where_it_failed() {
    let limits = Limits::new();
    for _ in 0..9 {
        limits.failed("jueza", &stranger(1), NOON);
    }
    assert_eq!(limits.admit("jueza", &stranger(1), later(1)), Err(Error::TooMany { seconds: 59 }));
    assert_eq!(limits.admit("jueza", HOME, later(1)), Ok(()));
    assert_eq!(limits.admit("defensa", &stranger(1), later(1)), Ok(()));
    assert_eq!(limits.admit("jueza", &stranger(1), later(60)), Ok(()));
}

#[test]
fn being_sent_away_does_not_lengthen_the_wait() {
    let limits = Limits::new();
    for _ in 0..5 {
        limits.failed("jueza", HOME, NOON);
    }
    for second in 0..4 {
        assert!(limits.admit("jueza", HOME, later(second)).is_err());
    }
    assert_eq!(limits.admit("jueza", HOME, later(4)), Ok(()));
}

#[test]
fn an_address_runs_out_and_recovers() {
    let limits = Limits::new();
    for number in 0..ADDRESS_TRIES {
        assert_eq!(limits.admit(&format!("name{number}"), HOME, NOON), Ok(()));
    }
    assert_eq!(limits.admit("one more", HOME, NOON), Err(Error::TooMany { seconds: 6 }));
    assert_eq!(limits.admit("one more", &stranger(1), NOON), Ok(()), "another address is not held up");
    assert_eq!(limits.admit("one more", HOME, later(6)), Ok(()));
    assert!(limits.admit("one more", HOME, later(6)).is_err());
}

#[test]
fn people_of_one_court_do_not_use_up_their_address() {
    let limits = Limits::new();
    for number in 0..10 * ADDRESS_TRIES {
        let name = format!("name{number}");
        assert_eq!(limits.admit(&name, HOME, NOON), Ok(()));
        limits.succeeded(&name, HOME, NOON);
    }
}

#[test]
fn many_addresses_take_turns_and_the_owner_at_home_does_not() {
    let limits = Limits::new();
    limits.succeeded("jueza", HOME, NOON);
    for number in 0..20 {
        limits.failed("jueza", &stranger(number), NOON);
    }
    assert_eq!(limits.admit("jueza", &stranger(100), NOON), Ok(()), "the first gets the turn");
    assert_eq!(limits.admit("jueza", &stranger(101), later(1)), Err(Error::TooMany { seconds: 1 }));
    assert_eq!(limits.admit("jueza", HOME, later(1)), Ok(()));
    assert_eq!(limits.admit("jueza", &stranger(102), later(2)), Err(Error::TooMany { seconds: 2 }));
    assert_eq!(limits.admit("jueza", &stranger(101), later(2)), Ok(()), "its turn was kept for it");
}

#[test]
fn success_forgives() {
    let limits = Limits::new();
    for _ in 0..8 {
        limits.failed("jueza", HOME, NOON);
    }
    limits.succeeded("jueza", HOME, NOON);
    assert_eq!(limits.admit("jueza", HOME, NOON), Ok(()));
}

#[test]
fn addresses_of_one_ipv6_network_count_as_one() {
    let one: IpAddr = "2001:db8:1:2::1".parse().unwrap();
    let other: IpAddr = "2001:db8:1:2:ffff::9".parse().unwrap();
    assert_eq!(place(Some(one)), place(Some(other)));
    let mapped: IpAddr = "::ffff:10.0.0.1".parse().unwrap();
    assert_eq!(&Source::of(Some(mapped), None), HOME);
}

#[test]
fn tables_stay_bounded() {
    let allowance = Allowance::new(3, 60);
    for number in 0..3 * TABLE_LIMIT {
        let now = later(i64::try_from(number).unwrap());
        allowance.take(&number, now).unwrap();
    }
    assert!(locked(&allowance.left).len() <= TABLE_LIMIT);
}

/// An attack on one name by 200 addresses that each ask twice a second, whatever they are told, and fail whenever they
/// are let in; `during` is asked each second, after them.
fn besiege(limits: &Limits, seconds: i64, mut during: impl FnMut(i64)) {
    for second in 0..seconds {
        for number in (0..200).chain(0..200) {
            let bot = bot(number);
            if limits.admit("jueza", &bot, later(second)).is_ok() {
                limits.failed("jueza", &bot, later(second));
            }
        }
        during(second);
    }
}

#[test]
fn a_known_browser_is_let_in_at_any_moment_of_an_attack() {
    let limits = Limits::new();
    let own = Source::of(Some(Ipv4Addr::new(198, 51, 100, 7).into()), Some("browser"));
    besiege(&limits, 600, |second| assert_eq!(limits.admit("jueza", &own, later(second)), Ok(()), "{second}"));
}

#[test]
fn a_known_browser_waits_for_its_own_failures() {
    let limits = Limits::new();
    let own = Source::Device("browser".to_owned());
    for _ in 0..9 {
        limits.failed("jueza", &own, NOON);
    }
    assert_eq!(limits.admit("jueza", &own, later(1)), Err(Error::TooMany { seconds: 59 }));
    assert_eq!(limits.admit("jueza", &own, later(60)), Ok(()));
}

#[test]
fn an_address_that_ran_out_does_not_hold_up_a_known_browser() {
    let limits = Limits::new();
    for number in 0..=ADDRESS_TRIES {
        let _ = limits.admit(&format!("name{number}"), HOME, NOON);
    }
    assert!(limits.admit("jueza", HOME, NOON).is_err());
    assert_eq!(limits.admit("jueza", &Source::Device("browser".to_owned()), NOON), Ok(()));
}

#[test]
fn a_new_place_gets_its_turn_during_an_attack_and_keeps_it() {
    let limits = Limits::new();
    let (mut come_at, mut let_in) = (None, None);
    // All 200 came before and have a turn each, so the owner's is behind theirs and no later.
    besiege(&limits, 900, |second| {
        if second < 60 || let_in.is_some() || come_at.is_some_and(|at| second < at + 30) {
            return;
        }
        match limits.admit("jueza", HOME, later(second)) {
            Err(Error::TooMany { seconds }) => {
                assert_eq!(come_at, None, "who comes when told to is not sent away again");
                come_at = Some(second + i64::from(seconds));
            }
            outcome => {
                assert_eq!(outcome, Ok(()));
                let_in = Some(second);
            }
        }
    });
    let let_in = let_in.expect("the owner gets in while it goes on");
    assert!(let_in <= 60 + 2 * 200 + 30, "{let_in}");
}

#[test]
fn who_has_failed_does_not_stand_before_who_has_not() {
    let limits = Limits::new();
    // Everybody has had a turn after 400 s, and the addresses that failed wait in a line of their own.
    let mut waits = Vec::new();
    besiege(&limits, 500, |second| {
        if second == 480 {
            match limits.admit("jueza", HOME, later(second)) {
                Ok(()) => waits.push(0),
                Err(Error::TooMany { seconds }) => waits.push(seconds),
                Err(other) => panic!("{other:?}"),
            }
        }
    });
    assert!(matches!(waits[..], [0..=2]), "{waits:?}");
}

#[test]
fn asking_more_often_is_not_being_let_in_more_often() {
    let limits = Limits::new();
    let mut let_in = 0;
    for second in 0..600 {
        for number in (0..200).chain(0..200) {
            let bot = bot(number);
            if limits.admit("jueza", &bot, later(second)).is_ok() {
                limits.failed("jueza", &bot, later(second));
                let_in += 1;
            }
        }
    }
    // Ten are free; then one every 2 s in each line.
    assert!(let_in <= 10 + 2 * 301, "{let_in}");
}

/// In how many seconds `source` is told to come; 0 if it is let in.
fn told(limits: &Limits, source: &Source, now: Instant) -> i64 {
    match limits.admit("jueza", source, now) {
        Ok(()) => 0,
        Err(Error::TooMany { seconds }) => i64::from(seconds),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn who_has_hardly_failed_waits_five_minutes_however_many_attack() {
    let limits = Limits::new();
    // A thousand addresses that go on failing, and a thousand that have not come yet.
    for number in 0..1000 {
        for _ in 0..FREE_FAILURES {
            limits.failed("jueza", &bot(number), NOON);
        }
    }
    for number in 0..2000 {
        told(&limits, &bot(number), later(2));
    }
    assert!(told(&limits, &bot(999), later(2)) > 1900, "who goes on failing waits for all before them");
    let mut now = 2;
    assert_eq!(told(&limits, HOME, later(now)), LONGEST_LINE);
    // The owner mistypes twice, in one line and then in the other.
    for _ in 1..FREE_FAILURES {
        now += LONGEST_LINE;
        assert_eq!(told(&limits, HOME, later(now)), 0, "who comes when told to is let in");
        limits.failed("jueza", HOME, later(now));
        assert_eq!(told(&limits, HOME, later(now)), LONGEST_LINE);
    }
    now += LONGEST_LINE;
    assert_eq!(told(&limits, HOME, later(now)), 0);
    // A third time makes them one of those who go on failing.
    limits.failed("jueza", HOME, later(now));
    assert!(told(&limits, HOME, later(now + 2)) > LONGEST_LINE);
}

#[test]
fn a_thousand_addresses_get_three_tries_for_one_and_no_more() {
    let limits = Limits::new();
    let mut let_in = 0;
    for second in 0..3000 {
        // Each asks every 10 s.
        for number in (0..1000_u16).filter(|number| (i64::from(*number) + second) % 10 == 0) {
            let bot = bot(number);
            if limits.admit("jueza", &bot, later(second)).is_ok() {
                limits.failed("jueza", &bot, later(second));
                let_in += 1;
            }
        }
    }
    // The line alone lets in one every 2 s. Five minutes at most for all would be ten tries for each address.
    assert!(let_in <= 1000 + 3 * 1500, "{let_in}");
}

/// One of the 2^16 networks of a site.
fn network(site: u16, number: u16) -> Source {
    Source::of(Some(Ipv6Addr::new(0x2001, 0xdb8, site, number, 0, 0, 0, 1).into()), None)
}

#[test]
fn neighbouring_networks_fail_together() {
    let limits = Limits::new();
    for number in 0..FREE_FAILURES {
        limits.failed("jueza", &network(3, u16::try_from(number).unwrap()), NOON);
    }
    limits.succeeded("jueza", &network(3, 0), NOON);
    // A thousand addresses that go on failing wait for each other.
    for number in 0..1000 {
        for _ in 0..FREE_FAILURES {
            limits.failed("jueza", &bot(number), NOON);
        }
    }
    for number in 0..1000 {
        told(&limits, &bot(number), later(2));
    }
    // Each failure comes from a network that has not failed before.
    for number in 0..FREE_FAILURES {
        limits.failed("jueza", &network(1, u16::try_from(number).unwrap()), later(2));
    }
    for number in 1..FREE_FAILURES {
        limits.failed("jueza", &network(2, u16::try_from(number).unwrap()), later(2));
    }
    assert!(told(&limits, &network(1, 100), later(2)) > 1900, "who goes on failing waits for all before them");
    assert_eq!(told(&limits, &network(2, 100), later(2)), LONGEST_LINE, "who has hardly failed does not");
    assert_eq!(told(&limits, &network(3, 100), later(2)), 0, "and what went before a success is forgiven");
}

#[test]
fn neighbouring_networks_stand_in_line_once() {
    let limits = Limits::new();
    for _ in 0..NAME_FAILURES {
        limits.failed("jueza", &stranger(1), NOON);
    }
    for number in 0..100 {
        let _ = limits.admit("jueza", &network(1, number), NOON);
    }
    assert_eq!(limits.admit("jueza", HOME, NOON), Err(Error::TooMany { seconds: 4 }), "after one that waits");
}
