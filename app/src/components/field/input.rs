//! Fields that are typed into.

use std::sync::Arc;

use leptos::prelude::*;
use shared::error::Problem;

use super::{
    field_key,
    frame::{FaultLine, Hint, Ids, LabelWords, fault_of, marks},
};

/// What is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Entry {
    /// Words.
    #[default]
    Text,
    /// A whole number. It stays a text field with a numeric keyboard: wheels and arrows change numbers by accident.
    Number,
    /// A date, `YYYY-MM-DD` on the wire.
    Date,
    /// A time, `HH:MM` on the wire.
    Time,
    /// An e-mail address.
    Email,
    /// A password.
    Password,
    /// Something to search for.
    Search,
}

impl Entry {
    const fn kind(self) -> &'static str {
        match self {
            Self::Text | Self::Number => "text",
            Self::Date => "date",
            Self::Time => "time",
            Self::Email => "email",
            Self::Password => "password",
            Self::Search => "search",
        }
    }

    const fn keyboard(self) -> Option<&'static str> {
        match self {
            Self::Number => Some("numeric"),
            _ => None,
        }
    }
}

/// How wide a field is: as wide as what belongs in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// A line.
    #[default]
    Full,
    /// A name or a case number.
    Half,
    /// A number, a date, a time.
    Short,
}

impl Width {
    /// The class of the control.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Full => "input",
            Self::Half => "input input-half",
            Self::Short => "input input-short",
        }
    }
}

/// A field of one line.
#[component]
pub fn Field(
    /// The name in the form.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// What is typed.
    #[prop(optional)]
    entry: Entry,
    /// What it holds at first.
    #[prop(optional, into)]
    value: Signal<String>,
    /// What to write, or why it is asked.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// The problems of the whole form.
    #[prop(optional, into)]
    problems: Signal<Vec<Problem>>,
    /// How wide it is.
    #[prop(optional)]
    width: Width,
    /// The HTML autocomplete token.
    #[prop(optional, into)]
    autocomplete: Option<String>,
    /// The most characters.
    #[prop(optional, into)]
    limit: Option<u16>,
    /// The least, for a date or time, as on the wire.
    #[prop(optional, into)]
    min: Option<String>,
    /// The most, for a date or time, as on the wire.
    #[prop(optional, into)]
    max: Option<String>,
    /// The identifier, where the page has two forms with a field of the same name.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let key = field_key(&name).to_owned();
    let ids = Ids::new(id.as_deref().unwrap_or(&key), hint.is_some());
    let fault = fault_of(problems, &key);
    let marks = marks(ids.clone(), Arc::clone(&fault));
    view! {
        <div class="field" class:field-faulty=marks.class>
            <label class="field-label" for=ids.field.clone()>
                <LabelWords label required />
            </label>
            <Hint id=ids.hint.clone() hint />
            <FaultLine id=ids.fault.clone() fault />
            <input
                class=width.class()
                id=ids.field
                name=name
                type=entry.kind()
                inputmode=entry.keyboard()
                value=move || value.try_get().unwrap_or_default()
                maxlength=limit
                min=min
                max=max
                autocomplete=autocomplete
                aria-required=required.then_some("true")
                aria-invalid=marks.invalid
                aria-describedby=marks.described_by
            />
        </div>
    }
}

/// A field of several lines.
#[component]
pub fn TextAreaField(
    /// The name in the form.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// What it holds at first.
    #[prop(optional, into)]
    value: String,
    /// What to write, or why it is asked.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// The problems of the whole form.
    #[prop(optional, into)]
    problems: Signal<Vec<Problem>>,
    /// The most characters.
    #[prop(optional, into)]
    limit: Option<u16>,
    /// How many lines it shows.
    #[prop(default = 4)]
    rows: u16,
    /// The identifier, where the page has two forms with a field of the same name.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let key = field_key(&name).to_owned();
    let ids = Ids::new(id.as_deref().unwrap_or(&key), hint.is_some());
    let fault = fault_of(problems, &key);
    let marks = marks(ids.clone(), Arc::clone(&fault));
    view! {
        <div class="field" class:field-faulty=marks.class>
            <label class="field-label" for=ids.field.clone()>
                <LabelWords label required />
            </label>
            <Hint id=ids.hint.clone() hint />
            <FaultLine id=ids.fault.clone() fault />
            <textarea
                class="input"
                id=ids.field
                name=name
                rows=rows
                maxlength=limit
                aria-required=required.then_some("true")
                aria-invalid=marks.invalid
                aria-describedby=marks.described_by
                inner_html=as_html(&value)
            ></textarea>
        </div>
    }
}

/// `text` as the content of an element. A text node would do, but an empty one is written as a blank, and a blank in a
/// field is something typed.
fn as_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
