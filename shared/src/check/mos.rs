//! How good a line would sound, as telephone engineers put it in one number from 1 (bad) to 4.5 (very good).
//!
//! It is shown to people who know it, and **decides nothing**: it hides which figure is bad, lets one make up for another,
//! and says nothing about pictures. The verdicts have a threshold for each figure instead.
//!
//! The shape is that of ITU-T G.107 (E-model) and its conversion in annex B: 93.2 is its rating of a line without fault.
//! Our assumptions: the way there takes half of the way there and back, the receiver waits for twice the jitter and 40 ms
//! more, and a coder that hides losses gives up half of its rating at 10 % (G.107's factor of robustness is 10).

/// The rating of a line without fault (G.107, default values).
const FAULTLESS: f64 = 93.2;
/// What it loses for each millisecond of delay.
const PER_MS: f64 = 0.024;
/// From this delay on, in milliseconds, people begin to speak at once.
const INTERRUPTING_MS: f64 = 177.3;
/// What it loses besides for each millisecond from there.
const PER_INTERRUPTING_MS: f64 = 0.11;
/// What it loses if everything is lost, nearly.
const ALL_LOST: f64 = 95.0;
/// The loss in percent at which half of that is lost.
const ROBUST_PERCENT: f64 = 10.0;
/// What recording, coding and playing take, in milliseconds.
const HANDLING_MS: f64 = 40.0;

/// The mean opinion score, 1 to 4.5, of a line with this round trip and jitter in milliseconds and this loss in percent.
/// `None` if one of them is no number or negative, or if more than everything is lost.
pub fn mos(rtt_ms: f64, jitter_ms: f64, loss_percent: f64) -> Option<f64> {
    let possible = rtt_ms >= 0.0 && jitter_ms >= 0.0 && (0.0..=100.0).contains(&loss_percent);
    if !possible {
        return None;
    }
    let delay = rtt_ms / 2.0 + 2.0 * jitter_ms + HANDLING_MS;
    let late = PER_MS * delay + PER_INTERRUPTING_MS * (delay - INTERRUPTING_MS).max(0.0);
    let lost = ALL_LOST * loss_percent / (loss_percent + ROBUST_PERCENT);
    // Below 0 nothing is worse (and the cubic would rise again), and above 100 nothing better.
    let rating = (FAULTLESS - late - lost).clamp(0.0, 100.0);
    let score = 1.0 + 0.035 * rating + 7e-6 * rating * (rating - 60.0) * (100.0 - rating);
    Some(score.clamp(1.0, 4.5))
}
