//! Named tensors in safetensors files, read one at a time so that a file is never in memory twice.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use safetensors::tensor::{Dtype, TensorInfo};
use serde::Deserialize;
use serde_json::Value;
use tch::{Kind, Tensor};

use super::describe::Stored;
use super::{INDEX, WEIGHTS};
use crate::Error;
use crate::parameter::Parameter;

/// The largest header that is believed.
const MAX_HEADER: u64 = 100 << 20;

/// One safetensors file.
struct TensorFile {
    path: PathBuf,
    file: File,
    data_start: u64,
}

/// Every tensor of a directory, by name.
pub(super) struct Tensors {
    files: Vec<TensorFile>,
    entries: HashMap<String, (usize, TensorInfo)>,
}

#[derive(Deserialize)]
struct Index {
    weight_map: HashMap<String, String>,
}

impl Tensors {
    /// The weights of a model directory, sharded or not.
    pub(super) fn of_model(dir: &Path) -> Result<Self, Error> {
        let index = dir.join(INDEX);
        if dir.join(WEIGHTS).exists() || !index.exists() {
            return Self::of_file(&dir.join(WEIGHTS));
        }
        let text = read_text(&index)?;
        let parsed: Index = serde_json::from_str(&text)
            .map_err(|_| Error::unreadable(&index, "not a shard index"))?;
        let mut shards: Vec<&String> = parsed.weight_map.values().collect();
        shards.sort();
        shards.dedup();
        let mut all = Self {
            files: Vec::new(),
            entries: HashMap::new(),
        };
        for shard in shards {
            // A shard is a plain name: an index must not reach outside its directory.
            if Path::new(shard).file_name() != Some(shard.as_ref()) {
                return Err(Error::unreadable(
                    &index,
                    "names a shard outside its directory",
                ));
            }
            all.add(&dir.join(shard))?;
        }
        if let Some(name) = parsed
            .weight_map
            .keys()
            .find(|name| !all.entries.contains_key(*name))
        {
            return Err(Error::MissingTensor { name: name.clone() });
        }
        Ok(all)
    }

    /// The tensors of one file.
    pub(super) fn of_file(path: &Path) -> Result<Self, Error> {
        let mut all = Self {
            files: Vec::new(),
            entries: HashMap::new(),
        };
        all.add(path)?;
        Ok(all)
    }

    fn add(&mut self, path: &Path) -> Result<(), Error> {
        let fail = |error: std::io::Error| Error::unreadable(path, error.kind());
        let damaged = || Error::unreadable(path, "damaged or incomplete safetensors file");
        let mut file = File::open(path).map_err(fail)?;
        let size = file.metadata().map_err(fail)?.len();
        let mut length = [0u8; 8];
        file.read_exact(&mut length).map_err(|_| damaged())?;
        let length = u64::from_le_bytes(length);
        if length > MAX_HEADER || length + 8 > size {
            return Err(damaged());
        }
        let mut header = vec![0u8; length as usize];
        file.read_exact(&mut header).map_err(|_| damaged())?;
        let mut header: HashMap<String, Value> =
            serde_json::from_slice(&header).map_err(|_| damaged())?;
        header.remove("__metadata__");
        let data_start = length + 8;
        for (name, entry) in header {
            let info: TensorInfo = serde_json::from_value(entry).map_err(|_| damaged())?;
            let count = info
                .shape
                .iter()
                .try_fold(1usize, |total, size| total.checked_mul(*size));
            let (start, end) = info.data_offsets;
            let bytes = count.and_then(|count| count.checked_mul(info.dtype.bitsize()));
            if end < start || bytes != (end - start).checked_mul(8) {
                return Err(damaged());
            }
            if data_start + end as u64 > size {
                return Err(damaged());
            }
            self.entries.insert(name, (self.files.len(), info));
        }
        self.files.push(TensorFile {
            path: path.to_owned(),
            file,
            data_start,
        });
        Ok(())
    }

    /// What the headers say.
    pub(super) fn stored(&self) -> Stored {
        let mut stored = Stored {
            files: self.files.len(),
            tensors: self.entries.len(),
            bytes: 0,
            scalars: BTreeMap::new(),
        };
        for (_, info) in self.entries.values() {
            let (start, end) = info.data_offsets;
            stored.bytes += (end - start) as u64;
            let scalars: usize = info.shape.iter().product();
            *stored
                .scalars
                .entry(format!("{:?}", info.dtype))
                .or_default() += scalars as u64;
        }
        stored
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// Reads a tensor of the given shape, in its stored element type, and forgets it.
    pub(super) fn take(&mut self, name: &str, shape: &[i64]) -> Result<Parameter, Error> {
        let missing = || Error::MissingTensor {
            name: name.to_owned(),
        };
        let (file, info) = self.entries.remove(name).ok_or_else(missing)?;
        let found: Vec<i64> = info.shape.iter().map(|size| *size as i64).collect();
        let kind = kind(info.dtype);
        let (true, Some(kind)) = (found == shape, kind) else {
            return Err(Error::MisshapenTensor {
                name: name.to_owned(),
                expected: format!("{shape:?} of floats"),
                found: format!("{found:?} of {:?}", info.dtype),
            });
        };
        let TensorFile {
            path,
            file,
            data_start,
        } = &mut self.files[file];
        let (start, end) = info.data_offsets;
        let mut bytes = vec![0u8; end - start];
        file.seek(SeekFrom::Start(*data_start + start as u64))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(|error| Error::unreadable(path, error.kind()))?;
        let value = Tensor::f_from_data_size(&bytes, shape, kind)?;
        Ok(Parameter {
            name: name.to_owned(),
            value,
        })
    }

    /// The names nobody took, sorted.
    pub(super) fn left(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.entries.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }
}

fn kind(dtype: Dtype) -> Option<Kind> {
    match dtype {
        Dtype::F64 => Some(Kind::Double),
        Dtype::F32 => Some(Kind::Float),
        Dtype::F16 => Some(Kind::Half),
        Dtype::BF16 => Some(Kind::BFloat16),
        _ => None,
    }
}

pub(super) fn read_text(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| Error::unreadable(path, error.kind()))
}
