//! What surrounds every field.

use std::sync::Arc;

use leptos::prelude::*;
use shared::error::Problem;

use crate::{
    components::icon::{Glyph, Icon},
    language::{language, t},
    words::faults,
};

/// The identifiers that tie a field to its label, hint and fault.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    /// The control's.
    pub field: String,
    /// The hint's, if there is one.
    pub hint: Option<String>,
    /// The fault's.
    pub fault: String,
}

impl Ids {
    pub(super) fn new(key: &str, hint: bool) -> Self {
        Self { field: key.to_owned(), hint: hint.then(|| format!("{key}-hint")), fault: format!("{key}-fault") }
    }

    /// The value of `aria-describedby`.
    pub(super) fn described_by(&self, faulty: bool) -> Option<String> {
        match (&self.hint, faulty) {
            (None, false) => None,
            (Some(hint), false) => Some(hint.clone()),
            (None, true) => Some(self.fault.clone()),
            (Some(hint), true) => Some(format!("{hint} {}", self.fault)),
        }
    }
}

/// What is wrong with a field, in words, as long as something is.
pub(super) type FaultWords = Arc<dyn Fn() -> Option<String> + Send + Sync>;

/// What is wrong with the field `key`. A view may outlive its signals for a moment while the next one is being made; then
/// nothing is wrong.
pub(super) fn fault_of(problems: Signal<Vec<Problem>>, key: &str) -> FaultWords {
    let key = key.to_owned();
    let language = language();
    Arc::new(move || {
        problems
            .try_with(|all| {
                all.iter().find(|problem| problem.field == key).map(|problem| faults::fault(language, problem.fault))
            })
            .flatten()
    })
}

/// The attributes of a control that depend on its fault.
pub(super) struct Marks<C, I, D> {
    /// Whether its frame is marked.
    pub class: C,
    /// `aria-invalid`.
    pub invalid: I,
    /// `aria-describedby`.
    pub described_by: D,
}

/// What a control says about its fault and hint.
pub(super) fn marks(
    ids: Ids,
    fault: FaultWords,
) -> Marks<
    impl Fn() -> bool + Clone + Send + Sync + 'static,
    impl Fn() -> Option<&'static str> + Clone + Send + Sync + 'static,
    impl Fn() -> Option<String> + Clone + Send + Sync + 'static,
> {
    let (first, second, third) = (Arc::clone(&fault), Arc::clone(&fault), fault);
    Marks {
        class: move || first().is_some(),
        invalid: move || second().map(|_| "true"),
        described_by: move || ids.described_by(third().is_some()),
    }
}

/// The words of a label, with the mark of a field that may stay empty: most fields here are required, so the others
/// are the ones that say so.
#[component]
pub(super) fn LabelWords(
    /// The label.
    label: String,
    /// Whether the field must be filled in.
    required: bool,
) -> impl IntoView {
    let optional = t().components.optional;
    view! {
        {label}
        {(!required).then(|| view! { <span class="field-optional">{optional}</span> })}
    }
}

/// The hint under a label.
#[component]
pub(super) fn Hint(
    /// Its identifier.
    id: Option<String>,
    /// Its words.
    hint: Option<String>,
) -> impl IntoView {
    hint.map(|hint| view! { <p class="field-hint" id=id>{hint}</p> })
}

/// What is wrong, above the control.
#[component]
pub(super) fn FaultLine(
    /// Its identifier.
    id: String,
    /// Its words, while there is a fault.
    fault: FaultWords,
) -> impl IntoView {
    move || {
        fault().map(|words| {
            view! {
                <p class="field-fault" id=id.clone()>
                    <Icon glyph=Glyph::Stop />
                    {words}
                </p>
            }
        })
    }
}
