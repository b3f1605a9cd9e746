//! Sounds made up: those that a microphone hears beside the chirp, and what a device and a room do to it. All are at
//! [`RATE`], and the same each time.

use std::f64::consts::TAU;

use shared::check::signal::chirp::Chirp;

pub(crate) const RATE: f32 = 48_000.0;
const PER_SECOND: f64 = 48_000.0;

/// Numbers between -1 and 1, each as likely as any.
pub(crate) fn random(seed: u32) -> impl Iterator<Item = f64> {
    let mut state = seed.wrapping_mul(0x9E37_79B9) | 1;
    std::iter::repeat_with(move || {
        // Marsaglia's xorshift.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0
    })
}

fn count(seconds: f64) -> usize {
    samples(seconds * PER_SECOND)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and small")]
fn samples(number: f64) -> usize {
    number.max(0.0) as usize
}

/// The seconds at which samples are.
fn instants(seconds: f64) -> impl Iterator<Item = f64> {
    (0_u32..).take(count(seconds)).map(|sample| f64::from(sample) / PER_SECOND)
}

/// The pattern of which most is proven: three rising sweeps, the shorter pause first.
pub(crate) const RISING: Chirp = Chirp::drawn(0);

pub(crate) fn chirp() -> Vec<f64> {
    played(RISING)
}

pub(crate) fn played(pattern: Chirp) -> Vec<f64> {
    pattern.samples(RATE).into_iter().map(f64::from).collect()
}

/// With the chirp's root mean square, between the fades of its sweeps, brought to `dbfs`.
pub(crate) fn at_level(sound: &[f64], dbfs: f64) -> Vec<f64> {
    let power =
        sound.iter().map(|sample| sample * sample).sum::<f64>() / f64::from(u32::try_from(sound.len()).unwrap());
    let gain = 10.0_f64.powf(dbfs / 20.0) / power.sqrt();
    sound.iter().map(|sample| sample * gain).collect()
}

pub(crate) fn scaled(sound: &[f64], db: f64) -> Vec<f64> {
    let gain = 10.0_f64.powf(db / 20.0);
    sound.iter().map(|sample| sample * gain).collect()
}

pub(crate) fn silence(seconds: f64) -> Vec<f64> {
    vec![0.0; count(seconds)]
}

pub(crate) fn white(seed: u32, seconds: f64) -> Vec<f64> {
    random(seed).take(count(seconds)).collect()
}

/// Noise that loses 3 dB an octave (Paul Kellet's filter).
pub(crate) fn pink(seed: u32, seconds: f64) -> Vec<f64> {
    let (mut one, mut two, mut three) = (0.0, 0.0, 0.0);
    let next = |white: f64| {
        one = 0.997_65 * one + white * 0.099_046;
        two = 0.963 * two + white * 0.296_516_4;
        three = 0.57 * three + white * 1.052_691_3;
        one + two + three + white * 0.1848
    };
    random(seed).take(count(seconds)).map(next).collect()
}

/// Mains of 50 Hz with its overtones.
pub(crate) fn hum(seconds: f64) -> Vec<f64> {
    instants(seconds)
        .map(|at| (1_u8..40).map(|over| (TAU * 50.0 * f64::from(over) * at).sin() / f64::from(over)).sum())
        .collect()
}

/// Keys, doors, a hand on the microphone: short knocks at odd times.
pub(crate) fn clicks(seed: u32, seconds: f64) -> Vec<f64> {
    let mut sound = silence(seconds);
    let mut numbers = random(seed);
    while let (Some(at), Some(pitch), Some(length)) = (numbers.next(), numbers.next(), numbers.next()) {
        let start = count(f64::midpoint(at, 1.0) * seconds);
        let (pitch, decay) = (1500.0 + 1400.0 * pitch, 0.002 + 0.02 * f64::midpoint(length, 1.0));
        for (sample, after) in sound.iter_mut().skip(start).zip(instants(0.2)) {
            *sample += (-after / decay).exp() * (TAU * pitch * after).sin();
        }
        if at > 0.95 {
            break;
        }
    }
    sound
}

/// Notes with overtones, each sounding for a while, three at a time.
pub(crate) fn music(seed: u32, seconds: f64) -> Vec<f64> {
    let mut numbers = random(seed);
    let mut sound = silence(seconds);
    let mut at = 0.0;
    while at < seconds {
        let length = 0.12 + 0.2 * numbers.next().unwrap().abs();
        for _ in 0..3 {
            let half_tones = (numbers.next().unwrap() * 18.0).round();
            let pitch = 440.0 * (half_tones / 12.0).exp2();
            for (sample, after) in sound.iter_mut().skip(count(at)).zip(instants(length * 2.0)) {
                let note: f64 =
                    (1_u8..6).map(|over| (TAU * pitch * f64::from(over) * after).sin() / f64::from(over)).sum();
                *sample += note * (-after / length).exp();
            }
        }
        at += length;
    }
    sound
}

/// A tone that glides up and down between two pitches, so often a second: a siren, a whistle, a bird.
pub(crate) fn glide(from: f64, to: f64, a_second: f64, seconds: f64) -> Vec<f64> {
    let mut phase = 0.0;
    let next = |at: f64| {
        let up = 0.5 - 0.5 * (TAU * a_second * at).cos();
        phase += TAU * from * (to / from).powf(up) / PER_SECOND;
        phase.sin()
    };
    instants(seconds).map(next).collect()
}

/// A tone that rises from one pitch to another and begins again, so often a second.
pub(crate) fn sawtooth(from: f64, to: f64, a_second: f64, seconds: f64) -> Vec<f64> {
    let mut phase = 0.0;
    let next = |at: f64| {
        phase += TAU * from * (to / from).powf((at * a_second).fract()) / PER_SECOND;
        phase.sin()
    };
    instants(seconds).map(next).collect()
}

/// Like speech: syllables of a buzzing voice whose pitch and three formants wander, and hisses between them.
pub(crate) fn speech(seed: u32, seconds: f64) -> Vec<f64> {
    let mut numbers = random(seed);
    let mut breath = random(seed ^ 0x5555);
    let mut sound = Vec::with_capacity(count(seconds));
    let (mut phase, mut rings) = (0.0_f64, [[0.0_f64; 2]; 3]);
    let mut vowel = [500.0, 1500.0, 2500.0];
    while sound.len() < count(seconds) {
        let length = 0.09 + 0.15 * numbers.next().unwrap().abs();
        let hiss = numbers.next().unwrap() > 0.5;
        let pitch = 150.0 + 60.0 * numbers.next().unwrap();
        let wanted = [450.0, 1500.0, 2600.0].map(|middle| middle * (1.0 + 0.4 * numbers.next().unwrap()));
        for at in instants(length) {
            let swell = (TAU / 2.0 * at / length).sin();
            phase += (pitch - 80.0 * at) / PER_SECOND;
            let beat = phase >= 1.0;
            phase = phase.fract();
            let source = if hiss { 0.2 * breath.next().unwrap() } else { f64::from(u8::from(beat)) };
            let mut sample = 0.0;
            for ((formant, wanted), [one, two]) in vowel.iter_mut().zip(wanted).zip(&mut rings) {
                *formant += (wanted - *formant) * 0.0006;
                let radius = 1.0 - 250.0 / PER_SECOND;
                let next = source + 2.0 * radius * (TAU * *formant / PER_SECOND).cos() * *one - radius * radius * *two;
                (*one, *two) = (next, *one);
                sample += next;
            }
            sound.push(sample * swell);
        }
    }
    sound
}

/// `sound` so many milliseconds later, with a second of silence after.
pub(crate) fn late(sound: &[f64], ms: f64) -> Vec<f64> {
    let mut late = silence(ms / 1000.0);
    late.extend_from_slice(sound);
    late.extend(silence(1.0));
    late
}

/// Both at once, as long as the first.
pub(crate) fn with(sound: &[f64], other: &[f64]) -> Vec<f64> {
    sound.iter().zip(other.iter().chain(std::iter::repeat(&0.0))).map(|(one, two)| one + two).collect()
}

/// Through a filter that takes what lies above `edge` in hertz: 6 dB an octave for each of `times`.
pub(crate) fn muffled(sound: &[f64], edge: f64, times: u8) -> Vec<f64> {
    let share = 1.0 - (-TAU * edge / PER_SECOND).exp();
    (0..times).fold(sound.to_vec(), |sound, _| {
        let mut kept = 0.0;
        sound
            .iter()
            .map(|sample| {
                kept += share * (sample - kept);
                kept
            })
            .collect()
    })
}

/// In a room: the sound itself, and echoes of it that grow denser and weaker, by 60 dB in `reverberation_s`.
pub(crate) fn in_room(sound: &[f64], seed: u32, direct_db: f64, reverberation_s: f64) -> Vec<f64> {
    let mut heard = scaled(sound, direct_db);
    let mut numbers = random(seed);
    let mut at = 0.002;
    while at < reverberation_s {
        let strength = numbers.next().unwrap() * 10.0_f64.powf(-3.0 * at / reverberation_s) * 0.5;
        for (sample, echo) in heard.iter_mut().skip(count(at)).zip(sound) {
            *sample += echo * strength;
        }
        at += 0.001 + 0.006 * numbers.next().unwrap().abs();
    }
    heard
}

/// Cut off at full scale after being made so much louder.
pub(crate) fn cut_off(sound: &[f64], db: f64) -> Vec<f64> {
    scaled(sound, db).iter().map(|sample| sample.clamp(-1.0, 1.0)).collect()
}

/// As a clock hears it that runs fast by `share`.
pub(crate) fn by_clock(sound: &[f64], share: f64) -> Vec<f64> {
    let places = (0_u32..).map(|sample| f64::from(sample) * (1.0 + share));
    let heard = places.map_while(|place| {
        let (one, two) = (sound.get(samples(place))?, sound.get(samples(place) + 1)?);
        Some(one + (two - one) * place.fract())
    });
    heard.collect()
}

#[expect(clippy::cast_possible_truncation, reason = "as a microphone gives it")]
pub(crate) fn as_heard(sound: &[f64]) -> Vec<f32> {
    sound.iter().map(|sample| *sample as f32).collect()
}
