//! Hours as people type them, and the other forms of rules: what is sound is read as it stands, what is not is named.

use std::collections::BTreeMap;

use proptest::prelude::*;
use shared::{
    appointment::HearingType,
    centre::{CentreRules, HolidayForm, MOST_MINUTES, MOST_TEAMS, RulesForm},
    error::{Fault, Problem},
    hours::{HoursForm, SPANS, clock, sorted, written},
    principal::{Grant, Grants},
    separation::{MemberForm, SeparationForm},
    settings::{CountryNotices, MOST_NOTICE, NoticesForm, TokenForm},
    time::{Weekday, WeeklyWindow},
};

/// Spans of a day, by start, without overlaps, no more than the form holds.
fn spans() -> impl Strategy<Value = Vec<(u16, u16)>> {
    prop::collection::btree_set(0_u16..=1440, 0..=2 * SPANS).prop_map(|minutes| {
        let minutes: Vec<u16> = minutes.into_iter().collect();
        minutes.chunks_exact(2).map(|ends| (ends[0], ends[1])).collect()
    })
}

fn week() -> impl Strategy<Value = Vec<WeeklyWindow>> {
    prop::collection::vec(spans(), 7).prop_map(|days| {
        let windows = days
            .into_iter()
            .zip(Weekday::ALL)
            .flat_map(|(spans, weekday)| spans.into_iter().map(move |(from, to)| WeeklyWindow { weekday, from, to }));
        windows.collect()
    })
}

fn weekday() -> impl Strategy<Value = Weekday> {
    (0_usize..7).prop_map(|place| Weekday::ALL[place])
}

fn typed(spans: &[(&str, &str)]) -> HoursForm {
    let fields = spans.iter().enumerate().flat_map(|(place, (from, to))| {
        [(format!("from{place}"), (*from).to_owned()), (format!("to{place}"), (*to).to_owned())]
    });
    HoursForm { days: vec!["mon".to_owned()], spans: fields.collect(), ..HoursForm::default() }
}

fn faults(form: &HoursForm) -> Vec<Problem> {
    form.read().unwrap_err()
}

proptest! {
    #[test]
    fn the_form_of_a_day_reads_as_that_day(week in week(), day in weekday()) {
        let form = HoursForm::of(&week, day);
        prop_assert_eq!(&form.seen, &written(&week));
        let read = form.read().unwrap();
        prop_assert_eq!(&read.days, &vec![day]);
        // Saving what stands changes nothing.
        prop_assert_eq!(read.over(&week), sorted(&week));
    }

    #[test]
    fn a_change_touches_the_ticked_days_alone(week in week(), new in spans(), ticked in prop::collection::vec(weekday(), 1..5)) {
        let windows: Vec<_> =
            new.iter().map(|(from, to)| WeeklyWindow { weekday: Weekday::Mon, from: *from, to: *to }).collect();
        let mut form = HoursForm::of(&windows, Weekday::Mon);
        form.days = ticked.iter().map(|day| day.code().to_owned()).collect();
        let after = form.read().unwrap().over(&week);
        for day in Weekday::ALL {
            let of = |week: &[WeeklyWindow]| -> Vec<(u16, u16)> {
                sorted(week).iter().filter(|one| one.weekday == day).map(|one| (one.from, one.to)).collect()
            };
            let expected = if ticked.contains(&day) { new.clone() } else { of(&week) };
            prop_assert_eq!(of(&after), expected, "{:?}", day);
        }
    }

    #[test]
    fn no_order_of_rows_matters_and_no_overlap_passes(
        ends in prop::collection::vec((0_u16..1439, 1_u16..=1440), 1..=SPANS),
    ) {
        let ends: Vec<_> = ends.into_iter().map(|(one, other)| (one.min(other - 1), one.max(other))).filter(|(a, b)| a < b).collect();
        let words: Vec<_> = ends.iter().map(|(from, to)| (clock(*from), clock(*to % 1440))).collect();
        let form = typed(&words.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect::<Vec<_>>());
        let overlap = ends.iter().enumerate().any(|(place, one)| {
            ends.iter().skip(place + 1).any(|other| one.0 < other.1 && other.0 < one.1)
        });
        match form.read() {
            Ok(read) => {
                prop_assert!(!overlap);
                let mut ends = ends;
                ends.sort_unstable();
                prop_assert_eq!(read.spans, ends);
            }
            Err(problems) => {
                prop_assert!(overlap, "{:?}", problems);
                prop_assert!(problems.iter().all(|problem| problem.fault == Fault::Overlaps));
            }
        }
    }

    #[test]
    fn a_week_is_written_in_one_way(week in week(), seed in any::<u64>()) {
        let mut turned = week.clone();
        if !turned.is_empty() {
            let by = usize::try_from(seed % turned.len() as u64).unwrap();
            turned.rotate_left(by);
        }
        prop_assert_eq!(written(&turned), written(&week));
    }

    #[test]
    fn the_rules_of_a_centre_come_back(before in 0..=MOST_MINUTES, after in 0..=MOST_MINUTES, turnover in 0..=MOST_MINUTES, teams in 0..=MOST_TEAMS) {
        let mut rules = CentreRules { turnover, teams: std::num::NonZeroU16::new(teams), ..CentreRules::default() };
        rules.movement.before = before;
        rules.movement.after = after;
        let form = RulesForm::of(rules);
        prop_assert_eq!(form.read(), Ok(rules));
        prop_assert_eq!(form.seen, rules.written());
    }

    #[test]
    fn notice_periods_come_back(hours in prop::collection::btree_map(0_usize..HearingType::ALL.len(), 1..=MOST_NOTICE, 0..6)) {
        let notices = hours.into_iter().map(|(place, hours)| (HearingType::ALL[place], hours)).collect();
        let standing = CountryNotices { country: "SV".to_owned(), notices };
        prop_assert_eq!(NoticesForm::of(&standing).read(), Ok(standing));
    }
}

#[test]
fn what_is_not_hours_is_named_where_it_stands() {
    let problem = |field: &str, fault| vec![Problem::new(field, fault)];
    assert_eq!(faults(&typed(&[("08:00", "")])), problem("to0", Fault::Missing));
    assert_eq!(faults(&typed(&[("8", "12:00")])), problem("from0", Fault::NotATime));
    assert_eq!(faults(&typed(&[("12:00", "08:00")])), problem("to0", Fault::EndBeforeStart));
    assert_eq!(faults(&typed(&[("08:00", "12:00"), ("11:59", "13:00")])), problem("from1", Fault::Overlaps));
    assert_eq!(
        faults(&HoursForm { days: vec!["monday".to_owned()], ..typed(&[]) }),
        problem("days", Fault::UnknownChoice)
    );
    assert_eq!(faults(&HoursForm { days: Vec::new(), ..typed(&[]) }), problem("days", Fault::Missing));
}

#[test]
fn a_span_that_ends_at_midnight_ends_with_the_day_and_an_empty_day_is_closed() {
    let read = typed(&[("", ""), ("00:00", "00:00")]).read().unwrap();
    assert_eq!(read.spans, [(0, 1440)]);
    assert_eq!(typed(&[("", ""), ("", "")]).read().unwrap().spans, []);
    let touching = typed(&[("12:00", "13:00"), ("08:00", "12:00")]).read().unwrap();
    assert_eq!(touching.spans, [(480, 720), (720, 780)]);
}

#[test]
fn rules_out_of_bounds_are_named() {
    let form = RulesForm {
        move_before: "241".to_owned(),
        move_after: String::new(),
        turnover: "+5".to_owned(),
        teams: "0".to_owned(),
        ..RulesForm::default()
    };
    let minutes = Fault::NumberOutside { min: 0, max: i64::from(MOST_MINUTES) };
    let expected = vec![
        Problem::new("move_before", minutes),
        Problem::new("move_after", Fault::Missing),
        Problem::new("turnover", minutes),
        Problem::new("teams", Fault::NumberOutside { min: 1, max: i64::from(MOST_TEAMS) }),
    ];
    assert_eq!(form.read(), Err(expected));
}

#[test]
fn a_holiday_is_neither_past_nor_nameless() {
    let today = jiff::civil::date(2026, 11, 20);
    let form = HolidayForm { date: "2026-11-19".to_owned(), name: " ".to_owned() };
    let expected = vec![Problem::new("date", Fault::InThePast), Problem::new("name", Fault::Missing)];
    assert_eq!(form.read(today), Err(expected));
    let form = HolidayForm { date: "2026-11-20".to_owned(), name: "Patronales".to_owned() };
    assert_eq!(form.read(today).unwrap().date, today);
}

#[test]
fn separations_tokens_and_notices_name_what_is_missing() {
    let missing = |fields: &[&str]| fields.iter().map(|field| Problem::new(*field, Fault::Missing)).collect::<Vec<_>>();
    assert_eq!(SeparationForm::default().read(), Err(missing(&["one", "other", "reason"])));
    assert_eq!(MemberForm::default().read(), Err(missing(&["detainee", "group"])));
    assert_eq!(TokenForm::default().read(), Err(missing(&["agency", "name", "grants"])));
    let token = TokenForm {
        agency: "TS6".to_owned(),
        name: "Sistema".to_owned(),
        grants: vec!["read".to_owned(), "change".to_owned()],
        days: "90".to_owned(),
    };
    let read = token.read().unwrap();
    assert_eq!((read.grants, read.days), (Grants::of(&[Grant::Read, Grant::Change]), Some(90)));
    assert_eq!(
        TokenForm { grants: vec!["all".to_owned()], ..token }.read(),
        Err(vec![Problem::new("grants", Fault::UnknownChoice)])
    );
    let hours = BTreeMap::from([("trial".to_owned(), "9000".to_owned()), ("initial".to_owned(), "0".to_owned())]);
    let form = NoticesForm { country: "SV".to_owned(), hours, ..NoticesForm::default() };
    let outside = Fault::NumberOutside { min: 0, max: i64::from(MOST_NOTICE) };
    assert_eq!(form.read(), Err(vec![Problem::new("trial", outside)]));
}
