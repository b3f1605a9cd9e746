//! `/thresholds`: every limit of the check, and where it comes from. Anybody may read it.

use leptos::prelude::*;
use locales::{Thresholds, words};
use shared::check::{
    Step,
    pace::STEP_OLD_MINUTES,
    thresholds::{Amount, Bound, ENOUGH, Enough, Source, THRESHOLDS, Threshold, Unit},
};

use crate::{
    components::{
        card::Card,
        heading::PageHeading,
        table::{Column, DataTable},
        tag::VerdictTag,
    },
    language::{language, t},
};

/// The page.
#[component]
pub fn ThresholdsPage() -> impl IntoView {
    let all = t();
    let t = &all.thresholds;
    let steps = Step::ALL.iter().filter(|step| THRESHOLDS.iter().any(|row| row.step == **step));
    let facts = [
        t.fact_environment,
        t.fact_permission,
        t.fact_silent,
        t.fact_speaker,
        t.fact_connection,
        t.fact_reasons,
        t.fact_unmeasured,
    ];
    view! {
        <PageHeading title=t.title lead=t.lead />
        {steps.map(|step| view! { <Limits step=*step /> }).collect_view()}
        <Least />
        <h2>{t.facts}</h2>
        <Card>
            <ul>{facts.map(|fact| view! { <li>{fact}</li> }).collect_view()}</ul>
            <p>{t.facts_source}</p>
        </Card>
        <h2>{t.stored}</h2>
        <Card>
            <p>{all.check.stored_kept}</p>
            <p>{all.check.stored_never}</p>
            <p>{all.check.stored_nothing}</p>
            <p>{all.staying.kept}</p>
        </Card>
    }
}

/// The limits of one step.
#[component]
fn Limits(step: Step) -> impl IntoView {
    let t = &t().thresholds;
    let name = words::step(language(), step);
    let columns = [t.finding, t.limit, t.means, t.source].map(Column::new).to_vec();
    let rows = THRESHOLDS.iter().filter(move |row| row.step == step);
    view! {
        <section class="limits">
            <h2>{name}</h2>
            <div class="plain-table"><DataTable caption=t.step_limits(name) columns=columns>
                {rows
                    .map(|row| {
                        view! {
                            <tr role="row">
                                <td role="cell" data-label=t.finding>
                                    {words::finding(language(), row.finding)}
                                </td>
                                <td role="cell" data-label=t.limit>
                                    {limit(t, row)}
                                </td>
                                <td role="cell" data-label=t.means>
                                    <VerdictTag verdict=row.verdict />
                                </td>
                                <td role="cell" data-label=t.source>
                                    {source(t, row.source)}
                                </td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </DataTable></div>
        </section>
    }
}

/// What must have been measured before anything is judged.
#[component]
fn Least() -> impl IntoView {
    let t = &t().thresholds;
    let columns = [t.step, t.enough_what, t.source].map(Column::new).to_vec();
    view! {
        <section class="limits">
            <h2>{t.enough}</h2>
            <p>{t.enough_lead}</p>
            <p>{t.enough_age(STEP_OLD_MINUTES)}</p>
            <div class="plain-table"><DataTable caption=t.enough columns=columns>
                {ENOUGH
                    .iter()
                    .map(|row| {
                        view! {
                            <tr role="row">
                                <td role="cell" data-label=t.step>
                                    {words::step(language(), row.step)}
                                </td>
                                <td role="cell" data-label=t.enough_what>
                                    {enough(t, row)}
                                </td>
                                <td role="cell" data-label=t.source>
                                    {source(t, row.source)}
                                </td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </DataTable></div>
        </section>
    }
}

fn enough(t: &Thresholds, row: &Enough) -> String {
    let number = row.value;
    match row.what {
        Amount::QuestionLate => t.enough_question_late(number),
        Amount::QuestionUnanswered => t.enough_question(number),
        Amount::PictureComes => t.enough_picture(number),
        Amount::MutedPicture => t.enough_muted(number),
        Amount::CameraWatched => t.enough_camera(number),
        Amount::MicrophoneHeard => t.enough_microphone(number),
        Amount::MicrophoneStopped => t.enough_stopped(number),
        Amount::FullScale => t.enough_full_scale(number),
        Amount::LoudspeakerHeard => t.enough_loudspeaker(number),
        Amount::EchoLeft => t.enough_echo(number),
        Amount::LineOpens => t.enough_opens(number),
        Amount::EchoesBack => t.enough_echoes(number),
        Amount::WayOpens => t.enough_way(number),
        Amount::LineBegins => t.enough_begins(number),
        Amount::LineWatched => t.enough_line(number),
        Amount::LineSilent => t.enough_silence(number),
    }
}

fn limit(t: &Thresholds, row: &Threshold) -> String {
    let number = row.value;
    let value = match row.unit {
        Unit::Seconds => t.unit_seconds(number),
        Unit::Milliseconds => t.unit_milliseconds(number),
        Unit::Percent => t.unit_percent(number),
        Unit::PicturesASecond => t.unit_pictures_a_second(number),
        Unit::Brightness => t.unit_brightness(number),
        Unit::Deviation => t.unit_deviation(number),
        Unit::PixelsWide => t.unit_pixels_wide(number),
        Unit::PixelsHigh => t.unit_pixels_high(number),
        Unit::Dbfs => t.unit_dbfs(number),
        Unit::Decibels => t.unit_decibels(number),
        Unit::SecondsOfVoice => t.unit_seconds_of_voice(number),
        Unit::Samples => t.unit_samples(number),
        Unit::Messages => t.unit_messages(number),
        Unit::Kbps => t.unit_kbps(number),
    };
    match row.bound {
        Bound::Below => t.below(value),
        Bound::Above => t.above(value),
        Bound::AtLeast => t.at_least(value),
    }
}

const fn source(t: &Thresholds, source: Source) -> &'static str {
    match source {
        Source::Judgement => t.source_judgement,
        Source::Measured => t.source_measured,
        Source::Testrtc => t.source_testrtc,
        Source::Teams => t.source_teams,
        Source::Acs => t.source_acs,
        Source::Twilio => t.source_twilio,
        Source::DailyJitsi => t.source_daily_jitsi,
    }
}

#[cfg(test)]
mod tests {
    use locales::texts;
    use shared::{
        check::{Finding, StepResult, Verdict, verdicts::counts},
        directory::Language,
    };

    use super::*;

    #[test]
    fn every_row_says_its_number_and_its_source_in_both_languages() {
        for language in [Language::Es, Language::En] {
            let t = &texts(language).thresholds;
            for row in &THRESHOLDS {
                let said = limit(t, row);
                assert!(said.contains(&row.value.to_string()), "{row:?}: {said}");
            }
            for row in &ENOUGH {
                let said = enough(t, row);
                assert!(said.contains(&row.value.to_string()), "{row:?}: {said}");
            }
            assert!(t.enough_age(STEP_OLD_MINUTES).contains(" 30 "), "{language:?}");
            for from in Source::ALL {
                assert!(!source(t, *from).is_empty(), "{from:?}");
            }
        }
    }

    /// Whoever lets another finding through says so on this page, too.
    #[test]
    fn what_passes_without_being_measured_is_said() {
        let passes = |finding: &Finding| {
            let (step, verdict, findings) = (Step::Connection, Verdict::NotMeasured, vec![*finding]);
            counts(&StepResult { step, verdict, findings }) == Verdict::Pass
        };
        let let_through: Vec<_> = Finding::ALL.iter().copied().filter(passes).collect();
        assert_eq!(let_through, [Finding::EchoUnknown, Finding::NoRelay]);
        for (language, named) in [(Language::Es, ["eco", "retransmisor"]), (Language::En, ["echo", "relay"])] {
            let said = texts(language).thresholds.fact_unmeasured;
            assert!(named.iter().all(|name| said.contains(name)), "{said}");
        }
    }
}
