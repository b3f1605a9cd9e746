//! A room's checks in a row: a mark for each, how many went how, and what was found when.

use leptos::prelude::*;
use locales::{dates, words};
use shared::check::{Verdict, history::Past};

use super::rooms::{named, to_mend};
use crate::language::{language, t};

/// A mark for each check, the oldest first; read out as one sentence. A mark's own words are for whoever points at it with a
/// mouse: what was found when can be opened, too, the newest first.
#[component]
pub fn Strip(
    /// The checks, the oldest first.
    checks: Vec<Past>,
) -> impl IntoView {
    let t = &t().devices;
    let count = |verdict: Verdict| checks.iter().filter(|past| past.verdict == verdict).count();
    let (all, good, failed) = (checks.len(), count(Verdict::Pass), count(Verdict::Fail));
    let said = t.strip(all, good, failed);
    let marks = checks
        .iter()
        .map(|past| {
            let title = format!(
                "{}: {}",
                dates::moment(language(), past.made.civil),
                words::verdict(language(), past.verdict),
            );
            view! { <li class="device-mark" data-verdict=past.verdict.code() title=title></li> }
        })
        .collect_view();
    let faults: Vec<_> = checks.iter().rev().filter_map(fault).map(|said| view! { <li>{said}</li> }).collect();
    view! {
        <p>{said}</p>
        <ul class="device-strip" aria-hidden="true">
            {marks}
        </ul>
        {(!faults.is_empty())
            .then(|| {
                view! {
                    <details class="device-faults">
                        <summary>{t.faults}</summary>
                        <ul>{faults}</ul>
                    </details>
                }
            })}
    }
}

/// When a check was made, how it ended, and what it found; `None` where there is nothing to mend.
fn fault(past: &Past) -> Option<String> {
    let found: Vec<String> = to_mend(&past.findings).map(named).collect();
    let moment = dates::capitalised(&dates::moment(language(), past.made.civil));
    let verdict = words::verdict(language(), past.verdict);
    (!found.is_empty()).then(|| t().devices.fault(moment, verdict, found.join(" · ")))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use jiff::civil::date;
    use shared::{
        check::{Finding, Step, history::Numbers},
        time::{Instant, Local},
    };

    use super::*;

    fn past(day: i8, verdict: Verdict, findings: &[(Step, Finding)]) -> Past {
        Past {
            made: Local { at: Instant(i64::from(day) * 86_400), civil: date(2026, 11, day).at(6, 40, 0, 0) },
            verdict,
            findings: findings.to_vec(),
            unmeasured: Vec::new(),
            attended: true,
            numbers: Numbers::default(),
        }
    }

    fn drawn(checks: Vec<Past>) -> String {
        Owner::new().with(|| view! { <Strip checks /> }.into_view().to_html())
    }

    #[test]
    fn what_was_found_is_told_with_its_day_the_newest_first() {
        let (black, nobody) = ((Step::Camera, Finding::Black), (Step::Speaker, Finding::Unattended));
        let html = drawn(vec![
            past(20, Verdict::Fail, &[black]),
            past(21, Verdict::Pass, &[]),
            past(22, Verdict::NotMeasured, &[nobody]),
            past(23, Verdict::Fail, &[black, nobody]),
        ]);
        let what = "de noviembre, 06:40 · Falla · Cámara: imagen a oscuras";
        let told = |day: &str| html.find(&format!("<li>{day} {what}"));
        let (older, newer) = (told("Viernes 20"), told("Lunes 23"));
        assert!(older.is_some() && newer.is_some() && newer < older, "{html}");
        assert_eq!(html.matches("<li>").count(), 2, "that nobody was there is no fault: {html}");
        assert_eq!(html.matches("device-mark").count(), 4, "{html}");
    }

    #[test]
    fn where_nothing_was_found_there_is_nothing_to_open() {
        let html = drawn(vec![past(20, Verdict::Pass, &[]), past(21, Verdict::Pass, &[])]);
        assert!(html.contains("device-mark") && !html.contains("<details"), "{html}");
    }
}
