//! Writing a directory that `transformers` loads unchanged.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use safetensors::SafeTensorError;
use safetensors::tensor::{Dtype, View};
use serde_json::Value;
use tch::{Device, Kind, Tensor};

use super::{CONFIG, WEIGHTS};
use crate::error::catch;
use crate::{Error, Model};

/// What belongs to a tokenizer or to generation and travels with a model unchanged.
const COMPANIONS: &[&str] = &[
    "tokenizer.json",
    "tokenizer_config.json",
    "tokenizer.model",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "chat_template.jinja",
    "generation_config.json",
];

impl Model {
    /// Writes `config.json` and `model.safetensors` into `dir`, which exists, and copies the
    /// tokenizer's files of `source`. Weights are float32 if any matrix is, else bfloat16; a tied
    /// head is written once. An attached adapter is not part of it: merge first.
    ///
    /// # Errors
    /// `NO_DISK_SPACE`, `CHECKPOINT_NOT_WRITTEN`, `ADAPTER_MISMATCH` with an adapter attached.
    pub fn save_full(&self, dir: &Path, source: &Path) -> Result<(), Error> {
        if self.adapter.is_some() {
            return Err(Error::adapter(
                "merge or detach it before saving the full model",
            ));
        }
        let widened = self
            .linears()
            .any(|linear| linear.weight.value.kind() != Kind::BFloat16);
        let kind = if widened { Kind::Float } else { Kind::BFloat16 };
        let parameters: Vec<(&str, &Tensor)> = self
            .parameters()
            .map(|parameter| (parameter.name.as_str(), &parameter.value))
            .collect();
        write_tensors(&dir.join(WEIGHTS), &parameters, kind)?;
        self.save_config(dir, kind)?;
        copy_companions(source, dir)
    }

    fn save_config(&self, dir: &Path, kind: Kind) -> Result<(), Error> {
        let path = dir.join(CONFIG);
        let mut config: Value = serde_json::from_str(&self.config_text)
            .map_err(|_| Error::unreadable(&self.directory.join(CONFIG), "not JSON"))?;
        let name = if kind == Kind::Float {
            "float32"
        } else {
            "bfloat16"
        };
        if let Some(fields) = config.as_object_mut() {
            fields.remove("torch_dtype");
            fields.insert("dtype".to_owned(), name.into());
        }
        write_json(&path, &config)
    }
}

/// Copies a tokenizer's files, as far as they exist, from one model directory to another.
fn copy_companions(source: &Path, dir: &Path) -> Result<(), Error> {
    for name in COMPANIONS {
        let (from, to) = (source.join(name), dir.join(name));
        if from.exists() {
            let bytes =
                std::fs::read(&from).map_err(|error| Error::unreadable(&from, error.kind()))?;
            std::fs::write(&to, bytes).map_err(|error| Error::not_written(&to, &error))?;
        }
    }
    Ok(())
}

pub(super) fn write_json(path: &Path, value: &Value) -> Result<(), Error> {
    std::fs::write(path, format!("{value:#}\n")).map_err(|error| Error::not_written(path, &error))
}

/// Writes named tensors as safetensors, in elements of `kind`.
pub(super) fn write_tensors(
    path: &Path,
    tensors: &[(&str, &Tensor)],
    kind: Kind,
) -> Result<(), Error> {
    let views = tensors.iter().map(|(name, tensor)| {
        let shape = tensor.size().iter().map(|size| *size as usize).collect();
        (
            *name,
            Stored {
                tensor,
                shape,
                kind,
            },
        )
    });
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    catch(|| safetensors::serialize_to_file(views, Some(metadata), path))?.map_err(|error| {
        match error {
            SafeTensorError::IoError(error) => Error::not_written(path, &error),
            error => Error::NotWritten {
                file: path.to_owned(),
                problem: error.to_string(),
            },
        }
    })
}

/// A tensor as it will lie in the file.
struct Stored<'a> {
    tensor: &'a Tensor,
    shape: Vec<usize>,
    kind: Kind,
}

impl View for Stored<'_> {
    fn dtype(&self) -> Dtype {
        match self.kind {
            Kind::BFloat16 => Dtype::BF16,
            Kind::Double => Dtype::F64,
            _ => Dtype::F32,
        }
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        let tensor = self
            .tensor
            .detach()
            .to_device(Device::Cpu)
            .to_kind(self.kind)
            .contiguous();
        let mut bytes = vec![0u8; self.data_len()];
        tensor.copy_data_u8(&mut bytes, tensor.numel());
        bytes.into()
    }

    fn data_len(&self) -> usize {
        self.tensor.numel() * self.kind.elt_size_in_bytes()
    }
}
