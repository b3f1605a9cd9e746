//! Fields in which one of several is chosen.

use std::sync::Arc;

use leptos::prelude::*;
use shared::error::Problem;

use super::{
    Width, field_key,
    frame::{FaultLine, Hint, Ids, LabelWords, fault_of, marks},
};

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form carries.
    pub value: String,
    /// What a person reads.
    pub label: String,
    /// A few more words under it.
    pub hint: Option<String>,
}

impl Choice {
    /// `label`, which the form carries as `value`.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None }
    }

    /// The same with a few more words under it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// One of many, in a list that opens.
#[component]
pub fn SelectField(
    /// The name in the form.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// What can be chosen.
    choices: Vec<Choice>,
    /// The value chosen at first.
    #[prop(optional, into)]
    value: String,
    /// The words of the line that stands for "nothing chosen"; without them there is no such line.
    #[prop(optional, into)]
    nothing: Option<String>,
    /// What to choose, or why it is asked.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Whether something must be chosen.
    #[prop(optional)]
    required: bool,
    /// The problems of the whole form.
    #[prop(optional, into)]
    problems: Signal<Vec<Problem>>,
    /// How wide it is.
    #[prop(optional)]
    width: Width,
    /// The identifier, where the page has two forms with a field of the same name.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let key = field_key(&name).to_owned();
    let ids = Ids::new(id.as_deref().unwrap_or(&key), hint.is_some());
    let fault = fault_of(problems, &key);
    let marks = marks(ids.clone(), Arc::clone(&fault));
    let options = nothing
        .map(|words| Choice::new("", words))
        .into_iter()
        .chain(choices)
        .map(|choice| {
            let selected = choice.value == value;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    view! {
        <div class="field" class:field-faulty=marks.class>
            <label class="field-label" for=ids.field.clone()>
                <LabelWords label required />
            </label>
            <Hint id=ids.hint.clone() hint />
            <FaultLine id=ids.fault.clone() fault />
            <select
                class=width.class()
                id=ids.field
                name=name
                aria-required=required.then_some("true")
                aria-invalid=marks.invalid
                aria-describedby=marks.described_by
            >
                {options}
            </select>
        </div>
    }
}

/// One of a few, all in sight.
#[component]
pub fn RadioField(
    /// The name in the form.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// What can be chosen.
    choices: Vec<Choice>,
    /// The value chosen at first.
    #[prop(optional, into)]
    value: String,
    /// What to choose, or why it is asked.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Whether something must be chosen.
    #[prop(optional)]
    required: bool,
    /// Whether the choices stand beside each other where there is room.
    #[prop(optional)]
    inline: bool,
    /// The problems of the whole form.
    #[prop(optional, into)]
    problems: Signal<Vec<Problem>>,
) -> impl IntoView {
    let key = field_key(&name).to_owned();
    let ids = Ids::new(&key, hint.is_some());
    let fault = fault_of(problems, &key);
    let marks = marks(ids.clone(), Arc::clone(&fault));
    let radios = choices
        .into_iter()
        .enumerate()
        .map(|(place, choice)| {
            // The error summary leads to the first choice.
            let id = if place == 0 { key.clone() } else { format!("{key}-{place}") };
            let hint_id = choice.hint.is_some().then(|| format!("{id}-choice-hint"));
            let checked = choice.value == value;
            view! {
                <div class="radio">
                    <input
                        type="radio"
                        id=id.clone()
                        name=name.clone()
                        value=choice.value
                        checked=checked
                        aria-describedby=hint_id.clone()
                    />
                    <label for=id>{choice.label}</label>
                    {choice.hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset
            class="field"
            class:field-faulty=marks.class
            aria-describedby=marks.described_by
        >
            <legend class="field-label">
                <LabelWords label required />
            </legend>
            <Hint id=ids.hint.clone() hint />
            <FaultLine id=ids.fault.clone() fault />
            <div class="radios" class:radios-inline=inline>
                {radios}
            </div>
        </fieldset>
    }
}

/// Yes or no.
#[component]
pub fn CheckboxField(
    /// The name in the form.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// What the form carries when it is ticked.
    #[prop(default = "true".to_owned(), into)]
    value: String,
    /// Whether it is ticked at first.
    #[prop(optional)]
    checked: bool,
    /// A few more words.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let ids = Ids::new(field_key(&name), hint.is_some());
    view! {
        <div class="field radio">
            <input
                type="checkbox"
                id=ids.field.clone()
                name=name
                value=value
                checked=checked
                aria-describedby=ids.hint.clone()
            />
            <label for=ids.field>{label}</label>
            <Hint id=ids.hint hint />
        </div>
    }
}
