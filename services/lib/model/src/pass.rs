//! What one forward pass knows besides the weights: its geometry and its switches.

use std::cell::RefCell;

use tch::{Device, Kind, Tensor};

use crate::config::{ModelConfig, RopeConfig};
use crate::rope::Rotation;
use crate::tape::Tape;

/// The switches of a forward pass.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pass<'a> {
    /// Apply the attached adapter.
    pub adapter: bool,
    /// Apply the adapter's dropout.
    pub dropout: bool,
    /// One seed a sequence: its dropout then depends on it alone, and not on who stands beside it.
    /// Without, dropout draws from the process's generator as it stands.
    pub seeds: Option<&'a [i64]>,
    /// Record what went through the trained layers.
    pub tape: Option<&'a Tape>,
    /// Keys and values of the positions before these tokens; extended by the pass.
    pub(crate) cache: Option<&'a Cache>,
}

impl Pass<'_> {
    /// With the adapter if one is attached, without dropout.
    pub fn evaluation() -> Self {
        Self {
            adapter: true,
            ..Self::default()
        }
    }

    /// With the adapter and its dropout.
    pub fn training() -> Self {
        Self {
            adapter: true,
            dropout: true,
            ..Self::default()
        }
    }
}

/// Positions by which the room of a cache grows.
const ROOM: i64 = 64;

/// Keys and values of past positions of each layer.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    layers: RefCell<Vec<Past>>,
}

/// One layer's: (B, KVH, room, HD) each, of which the first `length` positions are filled.
#[derive(Debug)]
struct Past {
    keys: Tensor,
    values: Tensor,
    length: i64,
}

impl Past {
    /// The filled part of both.
    fn filled(&self) -> (Tensor, Tensor) {
        let part = |all: &Tensor| all.narrow(2, 0, self.length);
        (part(&self.keys), part(&self.values))
    }

    /// Appends positions (B, KVH, T, HD), making room where there is none: a new tensor for every position
    /// would leave memory in pieces of all sizes.
    fn append(&mut self, key: &Tensor, value: &Tensor) {
        let (start, count) = (self.length, key.size()[2]);
        for (all, new) in [(&mut self.keys, key), (&mut self.values, value)] {
            let mut size = all.size();
            if start + count > size[2] {
                size[2] = (start + count + ROOM - 1) / ROOM * ROOM;
                let larger = Tensor::empty(&size, (all.kind(), all.device()));
                let mut filled = larger.narrow(2, 0, start);
                filled.copy_(&all.narrow(2, 0, start));
                *all = larger;
            }
            let mut place = all.narrow(2, start, count);
            place.copy_(new);
        }
        self.length += count;
    }
}

impl Cache {
    /// Positions held.
    pub(crate) fn length(&self) -> i64 {
        self.layers.borrow().first().map_or(0, |past| past.length)
    }

    /// The same positions for each of `count` sequences, where one sequence was read.
    pub(crate) fn repeat(&self, count: i64) -> Self {
        let layers = self.layers.borrow();
        let repeated = layers.iter().map(|past| {
            let (keys, values) = past.filled();
            // Without room: what is appended goes into a copy.
            let repeat = |of: Tensor| of.expand([count, -1, -1, -1], false);
            Past {
                keys: repeat(keys),
                values: repeat(values),
                length: past.length,
            }
        });
        Self {
            layers: RefCell::new(repeated.collect()),
        }
    }

    /// Appends the new positions of a layer and returns all of them.
    pub(crate) fn extend(&self, layer: usize, key: Tensor, value: Tensor) -> (Tensor, Tensor) {
        let mut layers = self.layers.borrow_mut();
        match layers.get_mut(layer) {
            Some(past) => past.append(&key, &value),
            None => layers.push(Past {
                length: key.size()[2],
                keys: key,
                values: value,
            }),
        }
        layers[layer].filled()
    }
}

/// Which keys a query may look at.
#[derive(Debug)]
pub(crate) enum Sight {
    /// All: there is one query and it stands last.
    All,
    /// Those at or before its own position, which needs no mask.
    Causal,
    /// As a (T, S) mask says, true where visible.
    Mask(Tensor),
}

/// The geometry that all layers of one pass share.
#[derive(Debug)]
pub(crate) struct Frame {
    /// Sequences, B.
    pub(crate) batch: i64,
    /// New positions of each, T.
    pub(crate) length: i64,
    /// Attention and feed-forward read the same residual stream.
    pub(crate) parallel_residual: bool,
    rotations: Vec<(RopeConfig, Rotation)>,
    sights: Vec<(Option<usize>, Sight)>,
}

impl Frame {
    pub(crate) fn new(
        config: &ModelConfig,
        (batch, length): (i64, i64),
        past: i64,
        kind: Kind,
        device: Device,
    ) -> Self {
        let parallel_residual = config.parallel_residual;
        let (rotations, sights) = (Vec::new(), Vec::new());
        let mut frame = Self {
            batch,
            length,
            parallel_residual,
            rotations,
            sights,
        };
        for layer in &config.layers {
            if frame
                .sights
                .iter()
                .all(|(window, _)| *window != layer.window)
            {
                frame
                    .sights
                    .push((layer.window, sight(layer.window, length, past, device)));
            }
            if let Some(rope) = &layer.rope
                && frame.rotations.iter().all(|(known, _)| known != rope)
            {
                let rotation = Rotation::new(rope, past, length, kind, device);
                frame.rotations.push((rope.clone(), rotation));
            }
        }
        frame
    }

    /// The rotation of these positions under `rope`, which is one of the configuration's.
    pub(crate) fn rotation(&self, rope: &RopeConfig) -> Option<&Rotation> {
        self.rotations
            .iter()
            .find(|(known, _)| known == rope)
            .map(|(_, rotation)| rotation)
    }

    /// What a layer of this `window` may look at.
    pub(crate) fn sight(&self, window: Option<usize>) -> &Sight {
        let found = self.sights.iter().find(|(known, _)| *known == window);
        found.map_or(&Sight::Causal, |(_, sight)| sight)
    }
}

fn sight(window: Option<usize>, length: i64, past: i64, device: Device) -> Sight {
    let total = past + length;
    let reach = window.map_or(i64::MAX, |window| window as i64);
    if total <= reach {
        if length == 1 {
            return Sight::All;
        }
        if past == 0 {
            return Sight::Causal;
        }
    }
    let query = Tensor::arange_start(past, total, (Kind::Int64, device)).unsqueeze(1);
    let key = Tensor::arange(total, (Kind::Int64, device)).unsqueeze(0);
    let distance = query - key;
    Sight::Mask(distance.ge(0).logical_and(&distance.lt(reach)))
}
