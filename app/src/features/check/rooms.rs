//! `/devices`: the rooms' devices, how their checks went over the last weeks, and where to check them.

use leptos::prelude::*;
use locales::{dates, words};
use shared::{
    check::{
        CheckResult, Finding, Step,
        history::{self, FoundAt, KitHistory, KitNumbers, Numbers, Past, RoomHistory},
    },
    text::Name,
    time::Local,
};

use super::{
    api::checks_of_rooms,
    staying::since,
    strip::Strip,
    trend::{Measure, Trend},
};
use crate::{
    components::{
        card::Card,
        empty_state::EmptyState,
        heading::PageHeading,
        loading::Loading,
        refusal::Refusal,
        tag::{Tag, Tone, VerdictTag},
    },
    language::{language, t},
};

/// So many findings of the last weeks are named.
const NAMED: usize = 4;

/// What a number is called, how it is told, and how it went.
type Chart = (&'static str, Measure, Vec<(Local, Option<f64>)>);

/// The page.
#[component]
pub fn DevicesPage() -> impl IntoView {
    let t = &t().devices;
    let rooms = crate::wire::fetched(|| (), |()| checks_of_rooms());
    view! {
        <PageHeading title=t.title lead=t.lead />
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match rooms.await {
                    Ok(rooms) if rooms.is_empty() => view! { <EmptyState title=t.none /> }.into_any(),
                    Ok(rooms) => rooms.into_iter().map(|room| view! { <Room room /> }).collect_view().into_any(),
                    Err(error) => view! { <Refusal error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// One room.
#[component]
fn Room(room: RoomHistory) -> impl IntoView {
    let t = &t().devices;
    let check = format!("/check?room={}", room.room);
    let kiosk = format!("{check}&kiosk=1");
    let last = room.checks.last().cloned();
    let tone = room.standing.as_ref().map_or(Tone::Warn, |standing| Tone::from(standing.verdict));
    let title = t.room(&room.name, &room.centre);
    let series = |number: fn(&Numbers) -> Option<f64>| -> Vec<_> {
        room.checks.iter().map(|past| (past.made, number(&past.numbers))).collect()
    };
    // What is known of the equipment stands with it, where the centre lists any.
    let of_no_kit = room.kits.is_empty().then(|| of_kit(room.checks.iter().map(|past| (past.made, past.numbers.kit))));
    let of_line: [Chart; 2] = [
        (t.loss, Measure::LOSS, series(|numbers| numbers.loss)),
        (t.kbps, Measure::KBPS, series(|numbers| numbers.kbps)),
    ];
    let trends = of_no_kit.into_iter().flatten().chain(of_line);
    let often = often(room.checks.iter().flat_map(|past| to_mend(&past.findings)));
    view! {
        <Card tone=tone>
            <div class="device-room">
                <h2>{title}</h2>
                {match last {
                    Some(last) => view! { <Last last standing=room.standing devices=room.devices /> }.into_any(),
                    None => view! { <p>{t.never}</p> }.into_any(),
                }}
                {(!room.checks.is_empty()).then(|| view! { <Strip checks=room.checks /> })}
                {(!often.is_empty()).then(|| view! { <p>{t.often(often)}</p> })}
                <div class="device-trends">
                    {trends.map(|(name, measure, values)| view! { <Trend name measure values /> }).collect_view()}
                </div>
                {room.kits.into_iter().map(|kit| view! { <Kit kit /> }).collect_view()}
                <p class="device-ways">
                    <a class="button button-secondary" href=check rel="external">
                        {t.check_now}
                    </a>
                    " "
                    <a href=kiosk rel="external">
                        {t.kiosk}
                    </a>
                </p>
            </div>
        </Card>
    }
}

/// What stands in a room, and how it did, here and where it stood before.
#[component]
fn Kit(kit: KitHistory) -> impl IntoView {
    let t = &t().devices;
    let title = t.kit(&kit.code, &kit.description);
    let before: Vec<&str> = kit.before.iter().map(Name::as_str).collect();
    let before = (!before.is_empty()).then(|| t.kit_before(before.join(", ")));
    let often = often(kit.checks.iter().flat_map(|past| to_mend(&past.findings)));
    let trends = of_kit(kit.checks.iter().map(|past| (past.made, past.numbers)));
    view! {
        <section class="device-kit">
            <h3>{title}</h3>
            {before.map(|before| view! { <p>{before}</p> })}
            {(!often.is_empty()).then(|| view! { <p>{t.often(often)}</p> })}
            <div class="device-trends">
                {trends
                    .into_iter()
                    .map(|(name, measure, values)| view! { <Trend name measure values /> })
                    .collect_view()}
            </div>
        </section>
    }
}

/// How camera and microphone did. What was measured with nobody there is drawn apart: the room may be dark then, and its own
/// loudspeaker is no voice.
fn of_kit(checks: impl Iterator<Item = (Local, KitNumbers)> + Clone) -> [Chart; 4] {
    let t = &t().devices;
    let series = |number: fn(&KitNumbers) -> Option<f64>| -> Vec<_> {
        checks.clone().map(|(made, numbers)| (made, number(&numbers))).collect()
    };
    [
        (t.light, Measure::LIGHT, series(|numbers| numbers.light)),
        (t.light_alone, Measure::LIGHT, series(|numbers| numbers.light_alone)),
        (t.voice, Measure::VOICE, series(|numbers| numbers.voice)),
        (t.chirp, Measure::VOICE, series(|numbers| numbers.chirp)),
    ]
}

/// When the last check was made, and what those that stand for today say together, as the boards say it: a check that was
/// clicked through clears nothing. Where none stands, how the last one ended. Of several `devices` it is said what was
/// found at which.
#[component]
fn Last(last: Past, standing: Option<CheckResult>, devices: Vec<FoundAt>) -> impl IntoView {
    let t = &t().devices;
    let moment = dates::moment(language(), last.made.civil);
    let stands = standing.is_some();
    let (verdict, findings, unmeasured) = match standing {
        Some(standing) => (standing.verdict, history::found(&standing), history::unmeasured(&standing)),
        None => (last.verdict, last.findings, last.unmeasured),
    };
    let list = |findings: Vec<(Step, Finding)>| findings.into_iter().map(named).collect::<Vec<_>>().join(" · ");
    let told: Vec<String> = if devices.is_empty() {
        Some(list(findings)).filter(|list| !list.is_empty()).into_iter().collect()
    } else {
        let device = |since_then: Option<Local>| {
            since_then.map_or_else(|| t.elsewhere.to_owned(), |moment| t.staying(since(moment)))
        };
        devices.into_iter().map(|found| t.found_at(device(found.since), list(found.findings))).collect()
    };
    let unmeasured = super::outcome::without(&unmeasured);
    view! {
        <p>
            <VerdictTag verdict />
            " "
            {t.last(moment)}
            " "
            {(!stands).then(|| view! { <Tag tone=Tone::Warn text=t.not_today /> })}
            {(!last.attended).then(|| view! { <Tag tone=Tone::Info text=t.alone /> })}
        </p>
        {told.into_iter().map(|told| view! { <p>{told}</p> }).collect_view()}
        {unmeasured.map(|words| view! { <p>{words}</p> })}
    }
}

/// A finding with its step, in words.
pub(super) fn named((step, finding): (Step, Finding)) -> String {
    t().check.judged(words::step(language(), step), words::finding(language(), finding))
}

/// Of what was found, what there is to mend: that nobody was there is found wherever a device checks itself.
pub(super) fn to_mend(findings: &[(Step, Finding)]) -> impl Iterator<Item = (Step, Finding)> {
    findings.iter().copied().filter(|(_, finding)| *finding != Finding::Unattended)
}

/// What was found most often, most often first.
fn often(findings: impl Iterator<Item = (Step, Finding)>) -> String {
    let mut counts: Vec<(_, usize)> = Vec::new();
    for found in findings {
        match counts.iter_mut().find(|(known, _)| *known == found) {
            Some((_, count)) => *count += 1,
            None => counts.push((found, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let said = counts.into_iter().take(NAMED).map(|(found, count)| t().devices.times(named(found), count));
    said.collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use jiff::civil::date;
    use shared::{
        check::{Verdict, history::KitPast},
        time::Instant,
    };

    use super::*;

    fn with(light: f64, voice: f64) -> KitNumbers {
        KitNumbers { light: Some(light), voice: Some(voice), ..KitNumbers::default() }
    }

    fn alone(light: f64, chirp: f64) -> KitNumbers {
        KitNumbers { light_alone: Some(light), chirp: Some(chirp), ..KitNumbers::default() }
    }

    /// Equipment that was checked on each day from 20 November on.
    fn drawn(numbers: &[KitNumbers]) -> String {
        let past = |(day, numbers): (i8, &KitNumbers)| {
            let made = Local { at: Instant(i64::from(day) * 86_400), civil: date(2026, 11, day).at(6, 20, 0, 0) };
            KitPast { made, findings: Vec::new(), numbers: *numbers }
        };
        let kit = KitHistory {
            code: "IZ-CAM-1".parse().unwrap(),
            description: "Cámara y micrófono".parse().unwrap(),
            before: Vec::new(),
            checks: (20..).zip(numbers).map(past).collect(),
        };
        Owner::new().with(|| view! { <Kit kit /> }.into_view().to_html())
    }

    #[test]
    fn what_was_measured_with_nobody_there_is_drawn_apart() {
        let html = drawn(&[with(118.0, 37.0), alone(12.0, 22.0), with(112.0, 35.0), alone(10.0, 21.0)]);
        for told in [
            "Luz de la cámara: 112 (de 112 a 118)",
            "Luz de la cámara, sin nadie en la sala: 10 (de 10 a 12)",
            "Voz sobre el ruido: 35 dB (de 35 dB a 37 dB)",
            "Su propio altavoz sobre el ruido, sin nadie en la sala: 21 dB (de 21 dB a 22 dB)",
        ] {
            assert!(html.contains(told), "{told} in {html}");
        }
        assert_eq!(html.matches("<figure").count(), 4, "{html}");
        // The same check stands at the same place of every line.
        assert!(html.contains("\"0.0,") && html.contains("\"40.0,"), "{html}");
        let html = drawn(&[with(118.0, 37.0), with(112.0, 35.0)]);
        assert_eq!(html.matches("<figure").count(), 2, "{html}");
    }

    #[test]
    fn a_number_that_the_last_check_did_not_measure_says_how_old_it_is() {
        let html = drawn(&[with(118.0, 37.0), with(112.0, 35.0), alone(12.0, 22.0), alone(10.0, 21.0)]);
        let told = "(de 112 a 118) · última medición: sábado 21 de noviembre, 06:20";
        assert!(html.contains(told), "{told} in {html}");
        assert_eq!(html.matches("última medición").count(), 2, "the others are of the last check: {html}");
    }

    #[test]
    fn of_several_devices_a_fault_names_which() {
        let made = Local { at: Instant(0), civil: date(2026, 11, 25).at(7, 30, 0, 0) };
        let since = Local { at: Instant(0), civil: date(2026, 11, 20).at(16, 5, 0, 0) };
        let (black, dark) = ((Step::Camera, Finding::Black), (Step::Camera, Finding::Dark));
        let last = Past {
            made,
            verdict: Verdict::Fail,
            findings: vec![black],
            unmeasured: Vec::new(),
            attended: true,
            numbers: Numbers::default(),
        };
        let drawn = |devices: Vec<FoundAt>| {
            let last = last.clone();
            Owner::new().with(|| view! { <Last last standing=None devices /> }.into_view().to_html())
        };
        let (stays, elsewhere) = (
            FoundAt { since: Some(since), findings: vec![black] },
            FoundAt { since: None, findings: vec![dark, black] },
        );
        let html = drawn(vec![stays, elsewhere]);
        let (black, dark) = Owner::new().with(|| (named(black), named(dark)));
        for told in [
            format!("Equipo que queda en la sala desde el viernes 20 de noviembre de 2026, 16:05: {black}"),
            format!("En otros navegadores: {dark} · {black}"),
        ] {
            assert!(html.contains(&told), "{told} in {html}");
        }
        let html = drawn(Vec::new());
        assert!(html.contains(&black) && !html.contains("en la sala desde"), "one device needs no name: {html}");
    }

    #[test]
    fn that_nobody_was_there_is_not_named_as_what_is_to_mend() {
        let (dark, nobody) = ((Step::Camera, Finding::Dark), (Step::Speaker, Finding::Unattended));
        Owner::new().with(|| {
            assert_eq!(often(to_mend(&[nobody, dark, nobody])), t().devices.times(named(dark), 1));
            assert_eq!(often(to_mend(&[nobody])), "");
        });
    }
}
