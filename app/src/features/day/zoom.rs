//! How closely the picture of the rooms is looked at. It stands in the address, so that it works without scripts.

use leptos::prelude::*;

use super::state::{Order, Show};
use crate::language::t;

/// How closely the picture of the rooms is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zoom {
    /// The whole day in the width that there is.
    #[default]
    Day,
    /// About half a day at once.
    Half,
    /// About two hours at once.
    Hour,
}

impl Zoom {
    /// All of them, from afar to near.
    pub const ALL: [Self; 3] = [Self::Day, Self::Half, Self::Hour];

    /// What `?zoom=` says.
    pub fn from_address(text: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|zoom| text == Some(zoom.code())).unwrap_or_default()
    }

    /// The word for it in an address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Half => "half",
            Self::Hour => "hour",
        }
    }

    /// How wide an hour is, in pixels; `None` if it follows from the width that there is.
    pub const fn hour(self) -> Option<i32> {
        match self {
            Self::Day => None,
            Self::Half => Some(96),
            Self::Hour => Some(240),
        }
    }

    /// Minutes between two strokes, and between two numbers.
    pub const fn steps(self) -> (i32, i32) {
        match self {
            Self::Day => (60, 60),
            Self::Half => (30, 60),
            Self::Hour => (15, 30),
        }
    }

    fn words(self) -> &'static str {
        let t = &t().day;
        match self {
            Self::Day => t.zoom_day,
            Self::Half => t.zoom_half,
            Self::Hour => t.zoom_hour,
        }
    }
}

/// The address of what is shown in this order, looked at so closely. What is usual is left out.
pub fn address(show: Show, order: Order, zoom: Zoom) -> String {
    let mut parts = Vec::new();
    if let Show::Only(readiness) = show {
        parts.push(format!("show={}", readiness.code()));
    }
    if order != Order::default() {
        parts.push(format!("sort={}", order.code()));
    }
    if zoom != Zoom::default() {
        parts.push(format!("zoom={}", zoom.code()));
    }
    // An empty query is still an address: that of the page without one.
    format!("?{}", parts.join("&"))
}

/// The links that look closer or farther.
#[component]
pub fn ZoomLinks<F: Fn(Zoom) -> String>(
    /// The address of the same page, looked at so closely.
    href: F,
    /// How closely it is looked at now.
    zoom: Zoom,
) -> AnyView {
    let links = Zoom::ALL
        .into_iter()
        .map(|one| {
            let current = (one == zoom).then_some("true");
            view! {
                <a
                    class="button button-secondary timeline-zoom-link"
                    href=href(one)
                    aria-current=current
                    data-noscroll=""
                >
                    {one.words()}
                </a>
            }
        })
        .collect_view();
    view! {
        <div class="timeline-zoom" role="group" aria-label=t().day.zoom_label>
            {links}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use shared::readiness::Readiness;

    use super::*;

    #[test]
    fn an_address_says_how_closely_and_keeps_the_rest() {
        for zoom in Zoom::ALL {
            assert_eq!(Zoom::from_address(Some(zoom.code())), zoom);
        }
        assert_eq!(Zoom::from_address(Some("inch")), Zoom::Day);
        assert_eq!(Zoom::from_address(None), Zoom::Day);
        assert_eq!(address(Show::All, Order::Time, Zoom::Day), "?");
        assert_eq!(
            address(Show::Only(Readiness::Blocked), Order::Room, Zoom::Hour),
            "?show=blocked&sort=room&zoom=hour"
        );
    }
}
