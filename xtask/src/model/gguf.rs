//! Reading GGUF version 3: a header of typed settings, a table of tensors, their bytes.
//!
//! Layout from the format's description in the ggml project (docs/gguf.md).

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail, ensure};

/// A setting of the file.
#[derive(Debug, PartialEq)]
pub(super) enum Value {
    Integer(i64),
    Float(f32),
    Bool(bool),
    Text(String),
    List(Vec<Value>),
}

/// How a tensor's numbers are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Storage {
    F32,
    Q4_1,
    Q8_0,
}

/// Where a tensor lies and how. `shape` is outermost first, as everywhere but in the file.
#[derive(Debug)]
struct Entry {
    shape: Vec<usize>,
    storage: Storage,
    offset: usize,
}

/// A tensor of the file, still as stored.
pub(super) struct Tensor<'a> {
    pub(super) name: &'a str,
    pub(super) shape: &'a [usize],
    pub(super) storage: Storage,
    pub(super) bytes: &'a [u8],
}

/// A whole file in memory.
pub(super) struct Gguf {
    bytes: Vec<u8>,
    settings: BTreeMap<String, Value>,
    entries: BTreeMap<String, Entry>,
    data: usize,
}

impl Storage {
    /// Bytes that `numbers` numbers take; a multiple of 32 for the quantised ones.
    fn bytes(self, numbers: usize) -> usize {
        match self {
            Self::F32 => numbers * 4,
            Self::Q4_1 => numbers / 32 * 20,
            Self::Q8_0 => numbers / 32 * 34,
        }
    }

    fn of(code: u32) -> anyhow::Result<Self> {
        Ok(match code {
            0 => Self::F32,
            3 => Self::Q4_1,
            8 => Self::Q8_0,
            other => bail!("a tensor is stored in a way we do not read (type {other})"),
        })
    }
}

impl Gguf {
    /// Reads a file and checks that every tensor lies inside it.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let read = std::fs::read(path);
        Self::parse(read.with_context(|| format!("cannot read {}", path.display()))?)
    }

    pub(super) fn parse(bytes: Vec<u8>) -> anyhow::Result<Self> {
        let mut at = Cursor {
            bytes: &bytes,
            position: 0,
        };
        ensure!(at.take(4)? == b"GGUF", "the file is not GGUF");
        ensure!(at.u32()? == 3, "the file is not GGUF version 3");
        let (tensors, pairs) = (at.u64()?, at.u64()?);
        let mut settings = BTreeMap::new();
        for _ in 0..pairs {
            let key = at.text()?;
            let kind = at.u32()?;
            settings.insert(key, at.value(kind)?);
        }
        let mut entries = BTreeMap::new();
        for _ in 0..tensors {
            let name = at.text()?;
            let dimensions = at.u32()?;
            ensure!(dimensions <= 4, "a tensor has {dimensions} dimensions");
            let mut shape = Vec::new();
            for _ in 0..dimensions {
                shape.insert(0, usize::try_from(at.u64()?)?);
            }
            let storage = Storage::of(at.u32()?)?;
            let offset = usize::try_from(at.u64()?)?;
            entries.insert(
                name,
                Entry {
                    shape,
                    storage,
                    offset,
                },
            );
        }
        let alignment = match settings.get("general.alignment") {
            Some(Value::Integer(n)) => usize::try_from(*n)?.max(1),
            _ => 32,
        };
        let data = at.position.next_multiple_of(alignment);
        let file = Self {
            settings,
            entries,
            data,
            bytes,
        };
        for (name, entry) in &file.entries {
            file.slice(entry)
                .with_context(|| format!("tensor {name} reaches past the end"))?;
        }
        Ok(file)
    }

    fn slice(&self, entry: &Entry) -> Option<&[u8]> {
        let numbers = entry
            .shape
            .iter()
            .try_fold(1_usize, |n, side| n.checked_mul(*side))?;
        let start = self.data.checked_add(entry.offset)?;
        self.bytes
            .get(start..start.checked_add(entry.storage.bytes(numbers))?)
    }

    /// Every tensor, by name.
    pub(super) fn tensors(&self) -> impl Iterator<Item = Tensor<'_>> {
        self.entries.iter().filter_map(|(name, entry)| {
            let bytes = self.slice(entry)?;
            Some(Tensor {
                name,
                shape: &entry.shape,
                storage: entry.storage,
                bytes,
            })
        })
    }

    /// A whole number among the settings.
    pub(super) fn integer(&self, key: &str) -> anyhow::Result<i64> {
        match self.settings.get(key) {
            Some(Value::Integer(n)) => Ok(*n),
            _ => bail!("the file has no whole number {key}"),
        }
    }

    /// A number with a fraction among the settings.
    pub(super) fn float(&self, key: &str) -> anyhow::Result<f32> {
        match self.settings.get(key) {
            Some(Value::Float(x)) => Ok(*x),
            _ => bail!("the file has no number {key}"),
        }
    }

    /// A yes or no among the settings.
    pub(super) fn boolean(&self, key: &str) -> anyhow::Result<bool> {
        match self.settings.get(key) {
            Some(Value::Bool(yes)) => Ok(*yes),
            _ => bail!("the file has no yes-or-no {key}"),
        }
    }

    /// A text among the settings.
    pub(super) fn text(&self, key: &str) -> anyhow::Result<&str> {
        match self.settings.get(key) {
            Some(Value::Text(text)) => Ok(text),
            _ => bail!("the file has no text {key}"),
        }
    }

    /// A list of texts among the settings.
    pub(super) fn texts(&self, key: &str) -> anyhow::Result<Vec<&str>> {
        let list = self.list(key)?.iter().map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        });
        list.collect::<Option<_>>()
            .with_context(|| format!("{key} holds other things than texts"))
    }

    /// A list of whole numbers among the settings.
    pub(super) fn integers(&self, key: &str) -> anyhow::Result<Vec<i64>> {
        let list = self.list(key)?.iter().map(|value| match value {
            Value::Integer(n) => Some(*n),
            _ => None,
        });
        list.collect::<Option<_>>()
            .with_context(|| format!("{key} holds other things than numbers"))
    }

    fn list(&self, key: &str) -> anyhow::Result<&[Value]> {
        match self.settings.get(key) {
            Some(Value::List(list)) => Ok(list),
            _ => bail!("the file has no list {key}"),
        }
    }
}

/// Reads little-endian values one after another.
struct Cursor<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, n: usize) -> anyhow::Result<&'a [u8]> {
        let end = self
            .position
            .checked_add(n)
            .context("the file is cut short")?;
        let slice = self
            .bytes
            .get(self.position..end)
            .context("the file is cut short")?;
        self.position = end;
        Ok(slice)
    }

    fn array<const N: usize>(&mut self) -> anyhow::Result<[u8; N]> {
        Ok(self.take(N)?.try_into()?)
    }

    fn u32(&mut self) -> anyhow::Result<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn u64(&mut self) -> anyhow::Result<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    fn text(&mut self) -> anyhow::Result<String> {
        let length = usize::try_from(self.u64()?)?;
        Ok(std::str::from_utf8(self.take(length)?)
            .context("a text is not UTF-8")?
            .to_owned())
    }

    fn value(&mut self, kind: u32) -> anyhow::Result<Value> {
        Ok(match kind {
            0 => Value::Integer(u8::from_le_bytes(self.array()?).into()),
            1 => Value::Integer(i8::from_le_bytes(self.array()?).into()),
            2 => Value::Integer(u16::from_le_bytes(self.array()?).into()),
            3 => Value::Integer(i16::from_le_bytes(self.array()?).into()),
            4 => Value::Integer(self.u32()?.into()),
            5 => Value::Integer(i32::from_le_bytes(self.array()?).into()),
            6 => Value::Float(f32::from_le_bytes(self.array()?)),
            7 => Value::Bool(self.take(1)? != [0]),
            8 => Value::Text(self.text()?),
            9 => {
                let kind = self.u32()?;
                ensure!(kind != 9, "the file nests lists");
                let length = self.u64()?;
                Value::List(
                    (0..length)
                        .map(|_| self.value(kind))
                        .collect::<Result<_, _>>()?,
                )
            }
            10 => Value::Integer(i64::try_from(self.u64()?)?),
            11 => Value::Integer(i64::from_le_bytes(self.array()?)),
            other => bail!("a setting has a type we do not read ({other})"),
        })
    }
}

#[cfg(test)]
mod tests;
