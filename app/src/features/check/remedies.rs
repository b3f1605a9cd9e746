//! What a person can do about a finding, in steps, and whom they call for the rest. That depends on who keeps the device: its
//! owner does everything, at an institution's desk its IT support changes the device, and in a centre's room an officer helps
//! and nobody changes anything, not even in the browser.

mod steps;

use locales::Check;
use shared::check::{Browser, Finding, Keeper, Step};

use self::steps::{Steps, steps};

/// The steps to take about `findings`, each with the step of the check at which it was found, without repeating one.
pub fn remedies(
    t: &'static Check,
    findings: &[(Step, Finding)],
    browser: Browser,
    keeper: Keeper,
) -> Vec<&'static str> {
    let mut told: Vec<&'static str> = Vec::new();
    let mut left = false;
    for finding in findings {
        let Steps { hands, in_browser, in_device } = steps(t, *finding, browser, keeper);
        let (own, others) = match keeper {
            Keeper::Person => ([hands, in_browser, in_device].concat(), Vec::new()),
            Keeper::Institution => ([hands, in_browser].concat(), in_device),
            Keeper::Centre => (hands, [in_browser, in_device].concat()),
        };
        left |= !others.is_empty();
        for step in own {
            if !told.contains(&step) {
                told.push(step);
            }
        }
    }
    let nothing = told.is_empty();
    told.extend(last_step(t, keeper, nothing, left));
    told
}

/// The first thing to do about a `finding` at its step, for a line on a board. Whoever reads it there is in charge of the
/// device, or of the room: no officer need be called. Who keeps the device counts here too: a warden changes nothing in a
/// room's browser, and calls the technician.
pub fn first_remedy(t: &'static Check, finding: (Step, Finding), browser: Browser, keeper: Keeper) -> &'static str {
    let Steps { hands, in_browser, in_device } = steps(t, finding, browser, keeper);
    let (own, otherwise) = match keeper {
        Keeper::Person => ([hands, in_browser, in_device].concat(), t.remedy_reload),
        Keeper::Institution => ([hands, in_browser].concat(), t.remedy_support_now),
        Keeper::Centre => (hands, t.remedy_call_technician),
    };
    own.first().copied().unwrap_or(otherwise)
}

/// What to do when the steps did not help, or if there was `nothing` to do; `left` says that more can be done, by others.
const fn last_step(t: &'static Check, keeper: Keeper, nothing: bool, left: bool) -> Option<&'static str> {
    match (keeper, nothing, left) {
        (Keeper::Person, true, _) => Some(t.remedy_reload),
        (Keeper::Person, false, _) => None,
        (Keeper::Institution, true, _) => Some(t.remedy_support_now),
        (Keeper::Institution, false, true) => Some(t.remedy_support_rest),
        (Keeper::Institution, false, false) => Some(t.remedy_support),
        (Keeper::Centre, true, true) => Some(t.remedy_technician_now),
        (Keeper::Centre, true, false) => Some(t.remedy_officer_now),
        (Keeper::Centre, false, true) => Some(t.remedy_technician),
        (Keeper::Centre, false, false) => Some(t.remedy_officer),
    }
}

#[cfg(test)]
mod tests;
