//! The current step: what it is, what the person does, what it finds.

use std::time::Duration;

use leptos::{html, prelude::*};
use locales::words;
use shared::check::{Access, Permission, Step, StepResult, Taken, Verdict, thresholds::DARK_MEAN};

use super::{
    choosing::Choosing,
    driver::drive,
    line::OnTheLine,
    listening::Listening,
    outcome::Outcome,
    question::Question,
    remedies::remedies,
    run::first_finding,
    session::{Live, Sending, Session, Wish},
    speaker::Telling,
    state::{Phase, Place},
};
use crate::{
    components::{
        button::{Button, Look},
        notice::Notice,
    },
    devices::Kind,
    language::{language, t},
};

/// Looking around is over in a moment; only who waits longer is offered to skip it.
const LATE: Duration = Duration::from_secs(3);

/// The current step, or the result.
#[component]
pub fn Stage(session: Session) -> impl IntoView {
    let place = Memo::new(move |_| session.progress.with(|progress| progress.place().clone()));
    let heading = NodeRef::<html::H2>::new();
    let words = Memo::new(move |_| title(session, &place.get()));
    Effect::new(move |before: Option<String>| {
        let now = words.get();
        if before.is_some_and(|before| before != now) {
            // Whoever cannot see the step change hears it; the words stand there by the next frame.
            request_animation_frame(move || {
                if let Some(heading) = heading.get_untracked() {
                    let _ = heading.focus();
                }
            });
        }
        now
    });
    // Also beside a fault: whoever opens the cover sees that it helps.
    let at_camera = move || matches!(place.get(), Place::At(Step::Camera, Phase::Working | Phase::Judged(_)));
    // Whoever hears it must know which loudspeaker it is.
    let refused = Memo::new(move |_| {
        let at_speaker = matches!(place.get(), Place::At(Step::Speaker, _));
        (at_speaker && session.speaker_refused.get()).then_some(t().check.speaker_refused)
    });
    // Not with the numbers, which change with every picture: nobody could listen to that.
    let light = Memo::new(move |_| at_camera().then(|| light(session.live.get())).flatten());
    let no_script = format!("<p><strong>{}</strong></p><p>{}</p>", t().check.no_script_title, t().check.no_script);
    view! {
        <p class="check-progress">{move || count(session, &place.get())}</p>
        <h2 id="check-step" tabindex="-1" node_ref=heading>
            {words}
        </h2>
        <noscript inner_html=no_script></noscript>
        <div class="check-picture" hidden=move || !at_camera()>
            <video node_ref=session.video aria-label=t().check.camera_label></video>
            <p class="check-caption">{move || caption(session.live.get())}</p>
        </div>
        <p class="check-light" role="status">
            {light}
        </p>
        {move || {
            let kind = match place.get() {
                Place::At(Step::Camera, _) => Some(Kind::Camera),
                Place::At(Step::Microphone, Phase::Waiting | Phase::Judged(_)) => Some(Kind::Microphone),
                Place::At(Step::Speaker, Phase::Waiting | Phase::Judged(_)) => Some(Kind::Speaker),
                _ => None,
            };
            kind.map(|kind| view! { <Choosing session kind /> })
        }}
        <p class="check-asked" role="status">
            {refused}
        </p>
        {move || match place.get() {
            Place::At(step, Phase::Judged(result)) => view! { <Judged session step result /> }.into_any(),
            Place::At(step, phase) => view! { <Doing session step working=phase == Phase::Working /> }.into_any(),
            Place::End => view! { <Outcome session /> }.into_any(),
        }}
    }
}

fn count(session: Session, place: &Place) -> Option<String> {
    let Place::At(_, phase) = place else { return None };
    if *place == Place::At(Step::Environment, Phase::Waiting) {
        return None;
    }
    let (number, all, seconds) = session.progress.with_untracked(|progress| {
        let (number, all) = progress.count();
        (number, all, progress.seconds_left())
    });
    let t = &t().check;
    // A step that was judged waits for the person as long as they like.
    Some(if matches!(phase, Phase::Judged(_)) {
        t.progress(number, all)
    } else {
        t.progress_left(number, all, seconds)
    })
}

fn title(session: Session, place: &Place) -> String {
    let t = &t().check;
    match place {
        Place::At(step, Phase::Judged(result)) => {
            let finding = first_finding(session, result).unwrap_or(words::verdict(language(), result.verdict));
            t.judged(words::step(language(), *step), finding)
        }
        // So it stays where nothing ever begins: without JavaScript.
        Place::At(step @ Step::Environment, Phase::Waiting) => words::step(language(), *step).to_owned(),
        Place::At(Step::Environment, _) => t.begin_environment.to_owned(),
        Place::At(Step::Permission, _) => t.permission_title.to_owned(),
        Place::At(Step::Camera, _) => t.camera_title.to_owned(),
        Place::At(Step::Microphone, _) => t.microphone_title.to_owned(),
        Place::At(Step::Speaker, _) => match session.question.get() {
            Some(Question::Tones(_)) => t.tones_title.to_owned(),
            Some(Question::Digit(..)) | None => t.speaker_title.to_owned(),
        },
        Place::At(Step::Signalling | Step::Connection | Step::Quality, _) => t.line_title.to_owned(),
        Place::End => match session.sending.get() {
            Sending::Unfinished | Sending::Underway => t.sending.to_owned(),
            Sending::Failed(_) => t.not_sent.to_owned(),
            Sending::Judged(judgement) => match (judgement.verdict(), session.is_room()) {
                (Verdict::Pass, false) => t.result_pass.to_owned(),
                (Verdict::Warn, false) => t.result_warn.to_owned(),
                (Verdict::Fail, false) => t.result_fail.to_owned(),
                (Verdict::Pass, true) => t.result_room_pass.to_owned(),
                (Verdict::Warn, true) => t.result_room_warn.to_owned(),
                (Verdict::Fail, true) => t.result_room_fail.to_owned(),
                (Verdict::NotMeasured, _) => t.result_not_measured.to_owned(),
            },
        },
    }
}

fn caption(live: Live) -> String {
    let t = &t().check;
    match live {
        Live::Camera { width, height, rate, light: Some(light) } => {
            t.camera_caption_light(width, height, format!("{rate:.0}"), format!("{light:.0}"))
        }
        Live::Camera { width, height, rate, light: None } => t.camera_caption(width, height, format!("{rate:.0}")),
        _ => t.camera_starting.to_owned(),
    }
}

/// The light in words, for who cannot see the picture.
fn light(live: Live) -> Option<&'static str> {
    let t = &t().check;
    match live {
        Live::Camera { light: Some(light), .. } if light < DARK_MEAN => Some(t.camera_light_low),
        Live::Camera { light: Some(_), .. } => Some(t.camera_light_good),
        _ => None,
    }
}

/// A step that waits for the person or measures.
#[component]
fn Doing(session: Session, step: Step, working: bool) -> impl IntoView {
    let t = &t().check;
    let body = match step {
        Step::Environment => ().into_any(),
        Step::Permission if working => view! { <Asked session /> }.into_any(),
        Step::Permission => view! {
            <p>{t.permission_why}</p>
            <Button on:click=move |_| drive(session, Wish::Begin)>{t.permission_ask}</Button>
        }
        .into_any(),
        Step::Camera if working => view! {
            <p>{t.camera_lead}</p>
            <Asked session />
        }
        .into_any(),
        Step::Camera => view! { <Button on:click=move |_| drive(session, Wish::Begin)>{t.retry}</Button> }.into_any(),
        Step::Microphone => view! { <Listening session working /> }.into_any(),
        Step::Speaker => view! { <Telling session working /> }.into_any(),
        Step::Signalling | Step::Connection | Step::Quality => view! { <OnTheLine session /> }.into_any(),
    };
    let skippable = RwSignal::new(step != Step::Environment);
    // Only in the browser: effects do not run on the server.
    Effect::new(move || {
        if working && !skippable.get_untracked() {
            set_timeout(
                move || {
                    // The step may be over by now.
                    let _ = skippable.try_set(true);
                },
                LATE,
            );
        }
    });
    view! {
        <div class="check-doing">
            {body}
            {move || skippable
                .get()
                .then(|| {
                    view! {
                        <Button look=Look::Plain on:click=move |_| drive(session, Wish::GoOn)>
                            {t.skip}
                        </Button>
                    }
                })}
        </div>
    }
}

/// What to do while the browser asks; nothing once it was answered.
#[component]
pub fn Asked(session: Session) -> impl IntoView {
    let t = &t().check;
    let words = Memo::new(move |_| match session.live.get() {
        Live::Asking { late: false } => Some(t.permission_waiting),
        Live::Asking { late: true } => Some(t.permission_late),
        _ => None,
    });
    view! {
        <p class="check-asked" role="status">
            {words}
        </p>
    }
}

/// A step that is not in order: what it is, what can be done, and the two ways on.
#[component]
fn Judged(session: Session, step: Step, result: StepResult) -> impl IntoView {
    let t = &t().check;
    view! {
        {(step == Step::Permission).then(|| view! { <Answers session /> })}
        <Remedy session result />
        <div class="check-ways">
            <Button on:click=move |_| drive(session, Wish::Repeat(step))>{t.retry}</Button>
            <Button look=Look::Secondary on:click=move |_| drive(session, Wish::GoOn)>
                {t.go_on}
            </Button>
        </div>
    }
}

/// How each device was answered for: one of two may be missing.
#[component]
fn Answers(session: Session) -> impl IntoView {
    let permission = session.progress.with_untracked(|progress| progress.measurements().permission.clone());
    let Taken::Measured(Permission { camera, microphone }) = permission else { return ().into_any() };
    let t = &t().check;
    let words = |access: Access| match access {
        Access::Granted => t.access_granted,
        Access::Dismissed => t.access_dismissed,
        Access::Denied => t.access_denied,
        Access::DeniedBySystem => t.access_by_system,
        Access::NotFound => t.access_not_found,
        Access::NotReadable => t.access_not_readable,
        Access::Unanswered => t.access_unanswered,
        Access::Failed => t.access_failed,
    };
    view! {
        <ul class="check-answers">
            <li>{t.permission_camera(words(camera))}</li>
            <li>{t.permission_microphone(words(microphone))}</li>
        </ul>
    }
    .into_any()
}

/// What can be done about a step's findings.
#[component]
pub fn Remedy(session: Session, result: StepResult) -> impl IntoView {
    let findings: Vec<_> = result.findings.iter().map(|finding| (result.step, session.meaning(*finding))).collect();
    let steps = remedies(&t().check, &findings, session.browser(), session.keeper);
    let more = findings.iter().skip(1).map(|(_, finding)| words::finding(language(), *finding)).collect::<Vec<_>>();
    view! {
        <Notice tone=result.verdict.into() title=t().check.what_to_do>
            <ol class="check-remedy">{steps.into_iter().map(|step| view! { <li>{step}</li> }).collect_view()}</ol>
            {(!more.is_empty()).then(|| view! { <p class="check-more">{more.join(" · ")}</p> })}
        </Notice>
    }
}
