//! Values that a run saves and reads back, bit for bit.

use std::path::Path;

use tch::{Kind, Tensor};

use super::save;
use super::tensors::Tensors;
use crate::{Error, Parameter, catch};

/// Writes values of one element type as safetensors, under their names.
///
/// # Errors
/// `NO_DISK_SPACE`, `CHECKPOINT_NOT_WRITTEN`.
pub fn write_tensors(path: &Path, parameters: &[Parameter]) -> Result<(), Error> {
    let kind = parameters
        .first()
        .map_or(Kind::Float, |one| one.value.kind());
    let named: Vec<(&str, &Tensor)> = parameters
        .iter()
        .map(|one| (one.name.as_str(), &one.value))
        .collect();
    save::write_tensors(path, &named, kind)
}

/// Reads values of the same names and shapes into `parameters`, in place.
///
/// # Errors
/// `MODEL_UNREADABLE`, `MISSING_TENSOR`, `MISSHAPEN_TENSOR`, `UNEXPECTED_TENSOR`.
pub fn read_tensors(path: &Path, parameters: &[Parameter]) -> Result<(), Error> {
    let mut tensors = Tensors::of_file(path)?;
    for parameter in parameters {
        let stored = tensors
            .take(&parameter.name, &parameter.value.size())?
            .value;
        catch(|| parameter.value.detach().copy_(&stored))?;
    }
    match tensors.left().first() {
        Some(name) => Err(Error::UnexpectedTensor {
            name: (*name).to_owned(),
        }),
        None => Ok(()),
    }
}
