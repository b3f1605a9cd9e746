//! The rules for camera and microphone.

use super::Found;
use crate::check::{
    Camera, Finding, Microphone, Residual, Speaker,
    pace::MOST_PLAYED,
    signal::sound::FLOOR_DBFS,
    thresholds::{
        BLACK_DEVIATION, BLACK_MEAN, CLIPPED_RUN, DARK_MEAN, ECHO_WARN_DBFS, FPS_FAIL, FPS_WARN, FROZEN_CHANGE,
        LEVEL_FAIL_DBFS, LEVEL_WARN_DBFS, MIN_BLOCKS, MIN_CAMERA_MS, MIN_HEIGHT, MIN_WIDTH, MUTED_PIXELS,
        NOISE_WARN_DBFS, SPEECH_FAIL_DB, SPEECH_WARN_DB, STOPPED_BLOCKS, VOICE_BLOCKS,
    },
};

/// Pictures per second that no camera of a call gives.
const MOST_FPS: f64 = 1000.0;
/// Pixels a side that no camera of a call gives.
const MOST_PIXELS: u32 = 16_384;
/// What rounding may add to a level of exactly full scale, in dB.
const LEVEL_SLACK_DB: f64 = 0.05;

pub(super) fn camera(measured: &Camera, found: &mut Found) {
    let came = measured.frames > 0;
    let muted = measured.muted || (came && measured.width.min(measured.height) <= MUTED_PIXELS);
    found.fail(measured.ended, Finding::Ended);
    // What is gone looks as if it were muted.
    found.fail(muted && !measured.ended, Finding::Muted);

    let fps = f64::from(measured.frames) / (measured.over_ms / 1000.0);
    let possible = measured.over_ms.is_finite()
        && measured.over_ms >= 0.0
        && (fps <= MOST_FPS || !came)
        && measured.width.max(measured.height) <= MOST_PIXELS
        && measured.luma_mean.is_none_or(|mean| (0.0..=255.0).contains(&mean))
        // Half black and half white: nothing deviates more.
        && measured.luma_deviation.is_none_or(|deviation| (0.0..=127.5).contains(&deviation))
        && measured.luma_change.is_none_or(|change| (0.0..=255.0).contains(&change));
    found.unknown(!possible, Finding::Implausible);
    if !possible {
        return;
    }
    if measured.over_ms < MIN_CAMERA_MS {
        // It is watched for longer than that unless it ends, or nobody sees the page, where browsers draw no pictures.
        found.unknown(!measured.ended, Finding::Unseen);
        return;
    }
    found.fail(!came, Finding::NoFrames);
    if !came {
        return;
    }
    found.fail(fps < FPS_FAIL, Finding::VeryFewFrames);
    found.warn((FPS_FAIL..FPS_WARN).contains(&fps), Finding::FewFrames);
    // A telephone's camera stands upright: what counts is how much of a person it shows, and not how it is held.
    let (longer, shorter) = (measured.width.max(measured.height), measured.width.min(measured.height));
    found.warn(longer < MIN_WIDTH || shorter < MIN_HEIGHT, Finding::SmallPicture);

    let (Some(mean), Some(deviation)) = (measured.luma_mean, measured.luma_deviation) else {
        // Pictures came, and the browser gave the page others, or none.
        found.unknown(true, Finding::UnreadablePicture);
        return;
    };
    let black = mean < BLACK_MEAN && deviation < BLACK_DEVIATION;
    found.fail(black, Finding::Black);
    found.warn(!black && mean < DARK_MEAN, Finding::Dark);
    match measured.luma_change {
        Some(change) => found.warn(!black && change < FROZEN_CHANGE, Finding::Frozen),
        None => found.unknown(true, Finding::TooLittle),
    }
}

/// Where nobody spoke, that nothing was heard says nothing of the microphone; that a sample never moved, or none any more, or that
/// the room is loud, says it all the same.
pub(super) fn microphone(measured: &Microphone, attended: bool, found: &mut Found) {
    found.fail(measured.ended, Finding::Ended);
    if measured.ended {
        // What was heard of it until then, or no longer, says nothing more.
        return;
    }
    found.fail(measured.muted, Finding::Muted);
    found.unknown(!measured.running, Finding::AudioNotRunning);
    if !measured.running {
        return;
    }
    let level = |dbfs: f64| (FLOOR_DBFS..=LEVEL_SLACK_DB).contains(&dbfs);
    let among = |blocks: Option<u32>| blocks.is_none_or(|blocks| blocks <= measured.blocks);
    let possible = level(measured.p10_dbfs)
        && level(measured.p95_dbfs)
        && measured.p10_dbfs <= measured.p95_dbfs
        && among(measured.voice_blocks)
        && among(measured.stopped_blocks);
    found.unknown(!possible, Finding::Implausible);
    if !possible {
        return;
    }
    let (Some(voice), Some(stopped), MIN_BLOCKS..) = (measured.voice_blocks, measured.stopped_blocks, measured.blocks)
    else {
        found.unknown(true, Finding::TooLittle);
        return;
    };
    // One that died on the way gives nothing now, however well it was heard before.
    let silent = measured.all_zero || stopped >= STOPPED_BLOCKS;
    let too_quiet = measured.p95_dbfs < LEVEL_FAIL_DBFS;
    let speech = measured.p95_dbfs - measured.p10_dbfs;
    // The loudest twentieth is a third of a second: what knocks or falls would do.
    let lasting = voice >= VOICE_BLOCKS;
    let clear = lasting && speech >= SPEECH_WARN_DB;
    let spoken = !silent && !too_quiet && clear && measured.p95_dbfs >= LEVEL_WARN_DBFS;
    found.fail(silent, Finding::Silent);
    found.warn(!silent && measured.p10_dbfs > NOISE_WARN_DBFS, Finding::Noisy);
    found.warn(!silent && measured.clipped_run >= CLIPPED_RUN, Finding::Clipped);
    if !attended {
        found.unknown(!silent && !spoken, Finding::Unattended);
        return;
    }
    found.fail(!silent && too_quiet, Finding::TooQuiet);
    found.warn(!silent && !too_quiet && measured.p95_dbfs < LEVEL_WARN_DBFS, Finding::Quiet);

    let audible = !silent && !too_quiet;
    let heard = lasting && speech >= SPEECH_FAIL_DB;
    found.fail(audible && !heard, Finding::NoSpeech);
    found.warn(audible && heard && speech < SPEECH_WARN_DB, Finding::FaintSpeech);
}

/// A person who named the right number has heard it. Where nobody was asked, the microphone may have; a chirp that it did not hear
/// says nothing, for headphones are quiet. That it was not listened for, although it could have been, is no proof of headphones;
/// nor is that the echo could not be measured one that there is none.
pub(super) fn speaker(measured: &Speaker, could_hear: bool, found: &mut Found) {
    found.unknown(!measured.running, Finding::AudioNotRunning);
    let asked = measured.heard.is_some();
    let acoustics = measured.acoustics.as_ref();
    let residual = acoustics.and_then(|acoustics| match acoustics.residual {
        Residual::Dbfs(level) => Some(level),
        Residual::NotTried | Residual::Nothing => None,
    });
    let possible = (!asked || (1..=MOST_PLAYED).contains(&measured.played))
        && residual.is_none_or(|level| (FLOOR_DBFS..=LEVEL_SLACK_DB).contains(&level));
    found.unknown(!possible, Finding::Implausible);
    if !measured.running || !possible {
        return;
    }
    let heard_by_microphone = acoustics.is_some_and(|acoustics| acoustics.heard);
    let not_heard = measured.heard.is_some_and(|heard| heard != measured.played);
    found.fail(not_heard, Finding::NotHeard);
    found.unknown(!asked && !heard_by_microphone, Finding::Unattended);
    // Who heard nothing sees to that first.
    found.unknown(asked && !not_heard && could_hear && acoustics.is_none(), Finding::Unlistened);
    let untried = acoustics.is_some_and(|acoustics| acoustics.heard && acoustics.residual == Residual::NotTried);
    found.unknown(!not_heard && untried, Finding::EchoUnknown);
    found.warn(residual.is_some_and(|level| level > ECHO_WARN_DBFS), Finding::Echo);
}
