//! The two steps of every block, of a room, a centre or a person: what and when, then what that hits and why.

use jiff::civil::Date;
use leptos::prelude::*;
use locales::{dates, words};
use shared::{
    appointment::RoomChoice,
    block::{BlockForm, Hit},
    civil::written_date,
    error::Problem,
    schedule::BlockCause,
    text::Note,
    time::ZoneName,
};

use crate::{
    components::{
        Choice, Entry, ErrorSummary, Field, HitList, LinkButton, Look, Notice, SelectField, SubmitButton,
        TextAreaField, Tone, Width,
    },
    language::{language, t},
    who::WhoAmI,
};

/// What the fields are called in the summary of problems.
fn labels() -> Vec<(&'static str, String)> {
    let t = &t().centres;
    [
        ("room", t.block_what),
        ("from_date", t.from_date),
        ("from_time", t.from_time),
        ("until_date", t.until_date),
        ("until_time", t.until_time),
        ("cause", t.block_cause),
        ("note", t.block_note),
    ]
    .map(|(key, label)| (key, label.to_owned()))
    .to_vec()
}

/// What and when. It asks by its address: nothing is changed.
#[component]
pub(crate) fn Extent(
    /// What the form is called.
    title: &'static str,
    /// The page that weighs it.
    action: String,
    /// The rooms of the centre; `None` for a person.
    rooms: Option<Vec<RoomChoice>>,
    /// What was asked for.
    form: BlockForm,
    /// Today there.
    today: Date,
    /// What is wrong with it.
    problems: Vec<Problem>,
    /// A value of the page that must stay in its address.
    #[prop(optional_no_strip)]
    keep: Option<(&'static str, String)>,
) -> impl IntoView {
    let t = &t().centres;
    let problems = Signal::stored(problems);
    let first = |typed: &str| if typed.is_empty() { written_date(today) } else { typed.to_owned() };
    let rooms = rooms.map(|rooms| {
        let choices = rooms.into_iter().map(|room| Choice::new(room.id.to_string(), room.name.to_string())).collect();
        view! {
            <SelectField name="room" label=t.block_what choices value=form.room.clone() nothing=t.whole_centre required=true width=Width::Half problems />
        }
    });
    let keep = keep.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    view! {
        <section class="card rule-card" aria-labelledby="extent-title">
            <h2 id="extent-title">{title}</h2>
            <ErrorSummary problems labels=labels() />
            <form class="rule-form" method="get" action=action>
                {keep}
                {rooms}
                <div class="extent-row">
                    <Field name="from_date" label=t.from_date value=first(&form.from_date) entry=Entry::Date required=true width=Width::Short problems />
                    <Field name="from_time" label=t.from_time value=form.from_time.clone() entry=Entry::Time required=true width=Width::Short problems />
                    <Field name="until_date" label=t.until_date value=first(&form.until_date) entry=Entry::Date required=true width=Width::Short problems />
                    <Field name="until_time" label=t.until_time value=form.until_time.clone() entry=Entry::Time required=true width=Width::Short problems />
                </div>
                <div class="form-actions">
                    <SubmitButton look=Look::Secondary>{t.weigh}</SubmitButton>
                </div>
            </form>
        </section>
    }
}

/// What it hits, and why it is to be blocked all the same. The form around the fields is the caller's.
#[component]
pub(crate) fn Why<F, V>(
    /// What and when.
    form: BlockForm,
    /// Why, as typed before.
    why: BlockForm,
    /// What it hits.
    hits: Vec<Hit>,
    /// How many more it hits that the reader may not know.
    more: usize,
    /// The zone by whose clock the page speaks.
    zone: ZoneName,
    /// Who blocks.
    reader: WhoAmI,
    /// The words of the button that does it.
    button: &'static str,
    /// Where a repair is sought as if it stood; `None` for those who may not.
    repair: Option<String>,
    /// What is wrong with it.
    problems: Signal<Vec<Problem>>,
    /// The form around the fields.
    around: F,
) -> impl IntoView
where
    F: FnOnce(AnyView) -> V,
    V: IntoView,
{
    let (t, language) = (&t().centres, language());
    let none = hits.is_empty() && more == 0;
    let count = hits.len() + more;
    let title = if none {
        t.hits_none.to_owned()
    } else if count == 1 {
        t.hits_one.to_owned()
    } else {
        t.hits_many(count)
    };
    let listed = hits.into_iter().map(|hit| (hit, Vec::new())).collect();
    let causes = BlockCause::GIVEN
        .iter()
        .map(|cause| Choice::new(cause.code(), dates::capitalised(words::block_cause(language, *cause))))
        .collect();
    let fields = view! {
        <input type="hidden" name="form[room]" value=form.room />
        <input type="hidden" name="form[from_date]" value=form.from_date />
        <input type="hidden" name="form[from_time]" value=form.from_time />
        <input type="hidden" name="form[until_date]" value=form.until_date />
        <input type="hidden" name="form[until_time]" value=form.until_time />
        <SelectField name="form[cause]" label=t.block_cause choices=causes value=why.cause nothing=t.choose required=true width=Width::Half problems />
        <TextAreaField name="form[note]" label=t.block_note hint=t.block_note_hint value=why.note limit=Note::LIMIT rows=3 problems />
        <div class="form-actions">
            <SubmitButton>{button}</SubmitButton>
        </div>
    }
    .into_any();
    view! {
        <section class="rule-section" aria-labelledby="why-title">
            <Notice tone={if none { Tone::Ok } else { Tone::Warn }} title>
                {(!none).then(|| view! {
                    <p>{t.hits_lead}</p>
                    <HitList label=t.hits hits=listed zone=Some(zone) more who=reader />
                    {repair.map(|href| view! { <p><LinkButton href look=Look::Secondary>{t.look_for_others}</LinkButton></p> })}
                })}
            </Notice>
            <h2 id="why-title">{t.why_title}</h2>
            <ErrorSummary problems labels=labels() />
            {around(fields)}
        </section>
    }
}
