//! From examples to the tensors of a step: order, logical and physical batches, padding.

#[cfg(test)]
mod tests;

use std::ops::Range;

use model::{Seed, to_device};
use tch::{Device, Tensor};

use crate::Goldfish;

/// Logical batches whose examples are sorted by length together. More wastes less padding, fewer
/// mixes lengths better.
const WINDOW: usize = 32;

/// Tokens, padding included, that are computed at once on a CPU where no physical batch size is given.
const PHYSICAL_TOKENS: usize = 1536;

/// The same on a GPU, which is fast with many rows only, and has the memory.
const DEVICE_PHYSICAL_TOKENS: usize = 16 << 10;

/// What one more physical batch costs, in tokens: the weights are read and the sums written once more. Measured at
/// 40 to 60 for a model of 135 M weights on a CPU.
const BATCH_TOKENS: usize = 48;

/// Units of a physical batch at most: what is best is looked for among so many.
const UNITS_AT_ONCE: usize = 4096;

/// One training sequence: the unit of a batch.
#[derive(Clone, PartialEq, Eq)]
pub struct Example {
    /// Token ids.
    pub ids: Vec<i64>,
    /// One bit per id: whether it overlaps a sensitive span.
    pub sensitive: Option<Vec<bool>>,
    /// Whose it is: any number, the same for all that a subject contributed.
    pub subject: Option<u64>,
}

impl std::fmt::Debug for Example {
    /// Ids are text in another alphabet: only their number is shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Example(<redacted {} tokens>)", self.ids.len())
    }
}

/// What of the examples is used.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cut {
    /// Tokens of an example at most.
    pub length: usize,
    /// Leave out sensitive targets.
    pub mask_sensitive: bool,
    /// Leave out some targets by what precedes them.
    pub goldfish: Option<Goldfish>,
}

impl Cut {
    /// The tokens of an example that are used.
    fn ids<'a>(&self, example: &'a Example) -> &'a [i64] {
        &example.ids[..example.ids.len().min(self.length)]
    }

    /// How many tokens of an example are used.
    pub fn length_of(&self, example: &Example) -> usize {
        self.ids(example).len()
    }

    /// Positions whose token is learnt from those before it.
    fn targets<'a>(&self, example: &'a Example) -> impl Iterator<Item = usize> + use<'a> {
        let masked = example.sensitive.as_deref().filter(|_| self.mask_sensitive);
        let sensitive =
            move |place: usize| masked.is_some_and(|bits| bits.get(place) == Some(&true));
        let (ids, goldfish) = (self.ids(example), self.goldfish);
        let dropped = move |place: usize| goldfish.is_some_and(|rule| rule.drops(&ids[..place]));
        (1..ids.len()).filter(move |place| !sensitive(*place) && !dropped(*place))
    }

    /// How many targets an example has.
    pub fn count(&self, example: &Example) -> usize {
        self.targets(example).count()
    }
}

impl Goldfish {
    /// Whether the token after `before` is left out: a hash of the last tokens, or of all while there
    /// are fewer, decides.
    fn drops(self, before: &[i64]) -> bool {
        let context = &before[before.len().saturating_sub(self.context as usize)..];
        let hash = context.iter().fold(0u64, |hash, id| {
            Seed::mixed(hash ^ Seed::mixed(*id as u64)).wrapping_add(1)
        });
        Seed::mixed(hash).is_multiple_of(u64::from(self.k))
    }
}

/// Examples that are computed at once.
#[derive(Debug)]
pub struct Batch {
    /// (B, T) int64, padded on the right.
    pub ids: Tensor,
    /// Rows of (B T) that predict a target, (R) int64.
    pub rows: Tensor,
    /// The targets, (R) int64.
    pub targets: Tensor,
    /// Targets of each row of `ids`.
    pub counts: Vec<usize>,
    /// Tokens without padding.
    pub tokens: usize,
    /// Tokens with padding.
    pub padded_tokens: usize,
}

impl Batch {
    /// Pads the chosen examples to the longest of them.
    pub fn new(chosen: &[&Example], cut: Cut, device: Device) -> Self {
        let width = chosen
            .iter()
            .map(|example| cut.ids(example).len())
            .max()
            .unwrap_or(0);
        let mut padded = vec![0i64; chosen.len() * width];
        let (mut rows, mut targets, mut tokens) = (Vec::new(), Vec::new(), 0);
        let mut counts = Vec::new();
        for (index, example) in chosen.iter().enumerate() {
            let ids = cut.ids(example);
            let start = index * width;
            padded[start..start + ids.len()].copy_from_slice(ids);
            tokens += ids.len();
            for place in cut.targets(example) {
                rows.push((start + place - 1) as i64);
                targets.push(ids[place]);
            }
            counts.push(cut.count(example));
        }
        let tensor = |values: &[i64]| to_device(Tensor::from_slice(values), device);
        Self {
            ids: tensor(&padded).reshape([chosen.len() as i64, width as i64]),
            rows: tensor(&rows),
            targets: tensor(&targets),
            counts,
            tokens,
            padded_tokens: padded.len(),
        }
    }
}

/// How much is computed at once.
#[derive(Debug, Clone, Copy)]
pub struct Physical {
    /// Examples, or units of privacy; `None` bounds their tokens.
    pub size: Option<usize>,
    /// Tokens, padding included.
    pub tokens: usize,
}

impl Default for Physical {
    fn default() -> Self {
        Self {
            size: None,
            tokens: PHYSICAL_TOKENS,
        }
    }
}

/// How many times as much as a CPU a device computes at once: a GPU is fast with many rows only, and has the
/// memory.
pub(crate) fn breadth(device: Device) -> usize {
    match device {
        Device::Cpu => 1,
        _ => 16,
    }
}

impl Physical {
    /// What is fast on a device.
    pub fn usual(device: Device) -> Self {
        Self {
            size: None,
            tokens: match device {
                Device::Cpu => PHYSICAL_TOKENS,
                _ => DEVICE_PHYSICAL_TOKENS,
            },
        }
    }

    /// Whether `count` examples fit, the longest of them of `longest` tokens.
    pub fn fits(&self, count: usize, longest: usize) -> bool {
        match self.size {
            Some(size) => count <= size,
            None => count * longest <= self.tokens,
        }
    }

    /// Half as much, if there is a half.
    pub fn halved(self) -> Option<Self> {
        match self.size {
            Some(size) => (size > 1).then_some(Self {
                size: Some(size / 2),
                ..self
            }),
            None => (self.tokens > 1).then_some(Self {
                tokens: self.tokens / 2,
                ..self
            }),
        }
    }
}

/// Cuts examples, given by index and length, longest first, into physical batches.
pub fn physical(lengths: &[(usize, usize)], at_once: Physical) -> Vec<Vec<usize>> {
    let sizes: Vec<(usize, usize)> = lengths.iter().map(|(_, length)| (1, *length)).collect();
    let indices = |run: Range<usize>| lengths[run].iter().map(|(index, _)| *index).collect();
    runs(&sizes, at_once).into_iter().map(indices).collect()
}

/// Cuts units of so many rows of so many tokens, given largest first, into runs that fit: of all ways the one with the
/// least padding, where one more run counts as some padding too. Every unit of a run is padded to as many rows as any
/// of it has, and every row to the longest.
pub(crate) fn runs(sizes: &[(usize, usize)], at_once: Physical) -> Vec<Range<usize>> {
    // What computes more at once loses more by one batch more.
    let price = BATCH_TOKENS * (at_once.tokens / PHYSICAL_TOKENS).max(1);
    // The least cost of the first n units, and where their last run starts.
    let mut best = vec![(0usize, 0usize)];
    for end in 1..=sizes.len() {
        let mut found = (usize::MAX, 0);
        let (mut rows, mut longest) = (0, 0);
        for start in (0..end).rev() {
            rows = rows.max(sizes[start].0);
            longest = longest.max(sizes[start].1);
            let count = end - start;
            let fits = at_once.fits(count, rows * longest) && count <= UNITS_AT_ONCE;
            if count > 1 && !fits {
                break;
            }
            let cost = best[start].0 + count * rows * longest + price;
            // Of equals the one with fewer runs.
            if cost <= found.0 {
                found = (cost, start);
            }
        }
        best.push(found);
    }
    let mut cut = Vec::new();
    let mut end = sizes.len();
    while end > 0 {
        let start = best[end].1;
        cut.push(start..end);
        end = start;
    }
    cut.reverse();
    cut
}

/// The logical batches of one pass over the examples, as indices: a new order for each `epoch`,
/// the same for the same `seed`. Examples of like length meet, batches come in random order.
pub fn epoch(lengths: &[usize], batch_size: usize, seed: u64, epoch: u64) -> Vec<Vec<usize>> {
    let mut stream = Seed::new(seed, &format!("epoch {epoch}"));
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    stream.shuffle(&mut order);
    let mut batches = Vec::new();
    for window in order.chunks_mut(WINDOW * batch_size) {
        window.sort_by_key(|index| std::cmp::Reverse(lengths[*index]));
        let mut cut: Vec<Vec<usize>> = window.chunks(batch_size).map(<[usize]>::to_vec).collect();
        stream.shuffle(&mut cut);
        batches.extend(cut);
    }
    batches
}
