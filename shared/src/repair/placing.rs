//! Where those go who must move: as many as can be placed, then as near as can be.
//!
//! What has the fewest places left is placed first, because it has the least choice. What then has no place is mended by
//! taking a few others out and putting them back in another order; and of few, everything is tried that could be better than
//! what was found. It knows no rule: it asks a [`World`] for the places of one beside all the others.
//!
//! Nothing here reads a clock: a step is one such question, each stage has [`MOST_STEPS`] of its own, and in a large world a
//! step counts as several, because it takes as much longer.

use crate::plan::Chance;

/// So many are moved at most to make place for others.
pub const MOST_HELPERS: usize = 2;
/// So many steps each stage of a search takes at most.
pub const MOST_STEPS: usize = 8_000;
/// Of more than so many not everything is tried.
const MOST_TRIED: usize = 24;
/// So many appointments in a world make a step count once more.
const LARGE: usize = 64;
/// So many others are taken out at once.
const MOST_OUT: usize = 4;
/// The same answer every time.
const SEED: u64 = 1;

/// How much a repair disturbs; less is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Disturbance {
    /// How many have no place.
    pub stuck: usize,
    /// How many are moved.
    pub moved: usize,
    /// How many of those were confirmed.
    pub confirmed: usize,
    /// By how many seconds they are shifted in all.
    pub shift: u64,
}

impl Disturbance {
    /// One that has no place.
    const STUCK: Self = Self { stuck: 1, moved: 0, confirmed: 0, shift: 0 };

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            stuck: self.stuck + other.stuck,
            moved: self.moved + other.moved,
            confirmed: self.confirmed + other.confirmed,
            shift: self.shift.saturating_add(other.shift),
        }
    }
}

/// Those who are there, by number, and where each could go.
pub(super) trait World {
    type Place: Clone;

    /// How many there are.
    fn size(&self) -> usize;
    /// Whether one can no longer stay where it is.
    fn is_broken(&self, one: usize) -> bool;
    /// Whether one had been confirmed where it is.
    fn is_confirmed(&self, one: usize) -> bool;
    /// Where one is.
    fn now(&self, one: usize) -> Self::Place;
    /// The places of one beside the others that have one, nearest to where it is first; of fewer others, no fewer.
    fn places(&self, one: usize, at: &[Option<Self::Place>]) -> Vec<Self::Place>;
    /// How much it disturbs to move one there.
    fn disturbs(&self, one: usize, to: &Self::Place) -> Disturbance;
    /// When that is.
    fn moment(&self, place: &Self::Place) -> i64;
}

/// Where everybody is after a repair.
#[derive(Clone, Debug)]
pub(super) struct Placed<P> {
    /// How much it disturbs.
    sum: Disturbance,
    /// Where each is; nowhere if it has no place.
    pub(super) at: Vec<Option<P>>,
    /// Those who were moved to make place.
    pub(super) helpers: Vec<usize>,
}

/// Where everybody goes so that it disturbs least, as far as the steps go.
pub(super) fn place<W: World>(world: &W) -> Placed<W::Place> {
    let all = 0..world.size();
    let (broken, mut whole): (Vec<usize>, Vec<usize>) = all.partition(|one| world.is_broken(*one));
    let at = (0..world.size()).map(|one| (!world.is_broken(one)).then(|| world.now(one))).collect();
    let best = Placed { sum: Disturbance { stuck: broken.len(), ..Disturbance::default() }, at, helpers: Vec::new() };
    let mut search = Search { world, best, steps: MOST_STEPS, chance: Chance::new(SEED) };
    search.broken_alone(&broken);
    // Confirmed ones last: of equals, whoever comes first stays.
    whole.sort_by_key(|one| world.is_confirmed(*one));
    search.with_helpers(&whole);
    search.best
}

/// Those who still have no place, each with its places beside all the others.
type Open<P> = Vec<(usize, Vec<P>)>;

struct Search<'a, W: World> {
    world: &'a W,
    best: Placed<W::Place>,
    /// What is left of the stage.
    steps: usize,
    chance: Chance,
}

impl<W: World> Search<'_, W> {
    /// The places of one, which takes a step.
    fn look(&mut self, one: usize, at: &[Option<W::Place>]) -> Vec<W::Place> {
        self.steps = self.steps.saturating_sub(self.step());
        self.world.places(one, at)
    }

    /// As how many steps one counts.
    fn step(&self) -> usize {
        1 + self.world.size() / LARGE
    }

    /// The same of each of `all`.
    fn look_at_all(&mut self, all: &[usize], at: &[Option<W::Place>]) -> Open<W::Place> {
        all.iter().map(|one| (*one, self.look(*one, at))).collect()
    }

    /// Those that have no place.
    fn stuck(&self) -> Vec<usize> {
        let placed = self.best.at.iter().enumerate();
        placed.filter(|(_, at)| at.is_none()).map(|(one, _)| one).collect()
    }

    /// Looks for places for the broken ones; everybody else stays.
    fn broken_alone(&mut self, broken: &[usize]) {
        let mut open = self.look_at_all(broken, &self.best.at.clone());
        // Whoever has no place though nobody else is placed has none beside them either.
        open.retain(|(_, places)| !places.is_empty());
        let hopeless = broken.len() - open.len();
        let movers: Vec<usize> = open.iter().map(|(one, _)| *one).collect();
        let sum = Disturbance { stuck: hopeless, ..Disturbance::default() };
        let (mut start, mut at) = (self.best.at.clone(), self.best.at.clone());
        let moved = self.put_in(&mut at, &open);
        self.keep(&at, sum.and(moved), &[]);
        let was_all_tried = movers.len() <= MOST_TRIED && {
            self.steps = MOST_STEPS;
            self.try_all(&mut start, open, sum, &[]);
            self.steps > 0
        };
        if self.best.sum.stuck > hopeless && !was_all_tried {
            self.steps = MOST_STEPS;
            self.mend(&movers, sum);
        }
    }

    /// Looks for whom to move so that others have a place: first one, then two.
    fn with_helpers(&mut self, whole: &[usize]) {
        let alone = self.best.clone();
        // Whoever would have no place if nobody else were there needs no help.
        let nobody = vec![None; self.world.size()];
        self.steps = MOST_STEPS;
        let mut stuck = self.stuck();
        stuck.retain(|one| !self.look(*one, &nobody).is_empty());
        let hopeless = alone.sum.stuck - stuck.len();
        for count in 1..=MOST_HELPERS {
            if self.best.sum.stuck <= hopeless {
                return;
            }
            let mut choices = choices(whole, count);
            choices.truncate(MOST_STEPS / (self.step() * (stuck.len() + count)));
            let mut left = MOST_STEPS;
            for (tried, chosen) in choices.iter().enumerate() {
                // What one choice does not need is for the others.
                let share = left / (choices.len() - tried);
                self.steps = share;
                self.try_with(&alone, &stuck, chosen);
                left = left - share + self.steps;
            }
        }
    }

    /// Moves the `helpers`: first beside those who have a place already, then with everybody who is broken.
    fn try_with(&mut self, alone: &Placed<W::Place>, stuck: &[usize], helpers: &[usize]) {
        let world = self.world;
        let mut at = alone.at.clone();
        for helper in helpers {
            at[*helper] = None;
        }
        let movers: Vec<usize> = stuck.iter().chain(helpers).copied().collect();
        let open = self.look_at_all(&movers, &at);
        let rest = Disturbance { stuck: alone.sum.stuck - stuck.len(), ..alone.sum };
        self.try_all(&mut at, open, rest, helpers);
        let placed = |one: &usize| world.is_broken(*one) && alone.at[*one].is_some();
        let others: Vec<usize> = (0..world.size()).filter(placed).collect();
        let all = others.len() + movers.len();
        if others.is_empty() || all > MOST_TRIED || self.steps < all * self.step() {
            return;
        }
        let movers: Vec<usize> = others.iter().copied().chain(movers).collect();
        for one in others {
            at[one] = None;
        }
        let open = self.look_at_all(&movers, &at);
        self.try_all(&mut at, open, Disturbance { stuck: rest.stuck, ..Disturbance::default() }, helpers);
    }

    /// Keeps what was found if it is better.
    fn keep(&mut self, at: &[Option<W::Place>], sum: Disturbance, helpers: &[usize]) {
        if sum < self.best.sum {
            self.best = Placed { sum, at: at.to_vec(), helpers: helpers.to_vec() };
        }
    }

    /// Puts each where it is nearest, who has the fewest places first; answers how much that disturbs.
    fn put_in(&mut self, at: &mut [Option<W::Place>], open: &[(usize, Vec<W::Place>)]) -> Disturbance {
        let mut order: Vec<(usize, usize)> = open.iter().map(|(one, places)| (places.len(), *one)).collect();
        order.sort_unstable();
        let mut sum = Disturbance::default();
        for (_, one) in order {
            let nearest = self.look(one, at).into_iter().next();
            sum = sum.and(nearest.as_ref().map_or(Disturbance::STUCK, |to| self.world.disturbs(one, to)));
            at[one] = nearest;
        }
        sum
    }

    /// Again and again takes a few out, puts one in that had no place, and the others after it.
    fn mend(&mut self, movers: &[usize], rest: Disturbance) {
        let mut at = self.best.at.clone();
        let mut most = self.best.sum.stuck - rest.stuck;
        while self.steps > 0 && most > 0 {
            let (without, with): (Vec<usize>, Vec<usize>) = movers.iter().partition(|one| at[**one].is_none());
            let Some(one) = without.get(self.chance.below(without.len())).copied() else { return };
            let out = self.some_of(&with, &at);
            let mut tried = at.clone();
            for other in &out {
                tried[*other] = None;
            }
            let places = self.look(one, &tried);
            let Some(to) = places.get(self.chance.below(places.len())) else { continue };
            tried[one] = Some(to.clone());
            let back: Vec<usize> = without.into_iter().filter(|other| *other != one).chain(out).collect();
            let open = self.look_at_all(&back, &tried);
            self.put_in(&mut tried, &open);
            let sum = movers.iter().fold(Disturbance::default(), |sum, one| sum.and(self.moved(*one, &tried)));
            // What is as good leads elsewhere.
            if sum.stuck <= most {
                self.keep(&tried, rest.and(sum), &[]);
                (at, most) = (tried, sum.stuck);
            }
        }
    }

    fn moved(&self, one: usize, at: &[Option<W::Place>]) -> Disturbance {
        at[one].as_ref().map_or(Disturbance::STUCK, |to| self.world.disturbs(one, to))
    }

    /// A few of those who have a place, one after the other.
    fn some_of(&mut self, with: &[usize], at: &[Option<W::Place>]) -> Vec<usize> {
        let moment = |one: usize| at[one].as_ref().map_or(0, |place| self.world.moment(place));
        let Some(around) = with.get(self.chance.below(with.len())).map(|one| moment(*one)) else { return Vec::new() };
        let mut near = with.to_vec();
        near.sort_by_key(|one| (moment(*one).abs_diff(around), *one));
        near.truncate(1 + self.chance.below(MOST_OUT));
        near
    }

    /// Tries everything that could be better than what was found, who has the fewest places first. `sum` is what was done
    /// before.
    fn try_all(
        &mut self,
        at: &mut [Option<W::Place>],
        mut open: Open<W::Place>,
        mut sum: Disturbance,
        helpers: &[usize],
    ) {
        // Who has no place now has none later. Helpers are moved, or it is no help.
        if open.iter().any(|(one, places)| places.is_empty() && !self.world.is_broken(*one)) {
            return;
        }
        let before = open.len();
        open.retain(|(_, places)| !places.is_empty());
        sum.stuck += before - open.len();
        let Some(next) = (0..open.len()).min_by_key(|place| (open[*place].1.len(), open[*place].0)) else {
            return self.keep(at, sum, helpers);
        };
        let (one, places) = open.swap_remove(next);
        // Nobody comes nearer than its nearest place.
        let world = self.world;
        let nearest = |(one, places): &(usize, Vec<W::Place>)| places.first().map(|to| world.disturbs(*one, to));
        let least = open.iter().filter_map(nearest).fold(sum, Disturbance::and);
        for to in places {
            let moved = world.disturbs(one, &to);
            if least.and(moved) >= self.best.sum || self.steps == 0 {
                break;
            }
            at[one] = Some(to);
            let others: Vec<usize> = open.iter().map(|(other, _)| *other).collect();
            let rest = self.look_at_all(&others, at);
            self.try_all(at, rest, sum.and(moved), helpers);
        }
        at[one] = None;
        if world.is_broken(one) && least.and(Disturbance::STUCK) < self.best.sum && self.steps > 0 {
            self.try_all(at, open, sum.and(Disturbance::STUCK), helpers);
        }
    }
}

/// Every choice of `count` of `all`.
fn choices(all: &[usize], count: usize) -> Vec<Vec<usize>> {
    let Some(fewer) = count.checked_sub(1) else { return vec![Vec::new()] };
    let with = |(at, one): (usize, &usize)| {
        let rest = choices(&all[at + 1..], fewer);
        rest.into_iter().map(|rest| std::iter::once(*one).chain(rest).collect()).collect::<Vec<_>>()
    };
    all.iter().enumerate().flat_map(with).collect()
}
