//! Results as tensors in a file.

use std::path::Path;

use tch::{Kind, Tensor};

use super::save::write_tensors;
use crate::{Error, catch};

/// Named tensors that are written together, in float32.
#[derive(Debug, Default)]
pub struct Output {
    tensors: Vec<(String, Tensor)>,
}

impl Output {
    /// Adds a tensor.
    pub fn tensor(&mut self, name: impl Into<String>, value: Tensor) {
        self.tensors.push((name.into(), value));
    }

    /// Adds a list of numbers.
    pub fn list(&mut self, name: impl Into<String>, values: &[f64]) {
        self.tensor(name, Tensor::from_slice(values));
    }

    /// Adds one number, as a tensor without dimensions.
    pub fn number(&mut self, name: impl Into<String>, value: f64) {
        self.tensor(name, Tensor::from(value));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.tensors.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.tensors.is_empty()
    }

    /// Writes them as safetensors.
    ///
    /// # Errors
    /// `NO_DISK_SPACE`, `CHECKPOINT_NOT_WRITTEN`.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let named: Vec<(&str, &Tensor)> = self
            .tensors
            .iter()
            .map(|(name, value)| (name.as_str(), value))
            .collect();
        catch(|| write_tensors(path, &named, Kind::Float))?
    }
}
