//! Where weights come from: files, or a seed.

use rayon::prelude::*;
use tch::Tensor;

use super::super::tensors::Tensors;
use crate::Error;
use crate::parameter::Parameter;
use crate::seed::Seed;

/// New weights that one thread draws at once.
const DRAWN_TOGETHER: usize = 1 << 16;

/// Where weights come from.
pub(super) enum Weights<'a> {
    /// Files.
    Stored(&'a mut Tensors),
    /// A seed.
    New(u64),
}

impl Weights<'_> {
    pub(super) fn has(&self, name: &str) -> bool {
        matches!(self, Self::Stored(tensors) if tensors.has(name))
    }

    /// The stored tensor, or a new one that spreads by `deviation` around `center`.
    pub(super) fn take(
        &mut self,
        name: &str,
        shape: &[i64],
        center: f64,
        deviation: f64,
    ) -> Result<Parameter, Error> {
        let seed = match self {
            Self::Stored(tensors) => return tensors.take(name, shape),
            Self::New(seed) => *seed,
        };
        let stream = Seed::new(seed, name);
        let mut values = vec![0.0f32; shape.iter().product::<i64>() as usize];
        let parts = values.par_chunks_mut(DRAWN_TOGETHER).enumerate();
        parts.for_each(|(part, values)| {
            let mut stream = stream.after_normals(part * DRAWN_TOGETHER);
            values.fill_with(|| (center + deviation * stream.normal()) as f32);
        });
        let value = Tensor::from_slice(&values).reshape(shape);
        Ok(Parameter {
            name: name.to_owned(),
            value,
        })
    }
}
