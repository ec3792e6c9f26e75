//! What can go wrong with a model, each with a stable reason.

use std::path::{Path, PathBuf};

/// A failure to read, check, run or write a model. Messages name files, tensors and fields, never
/// text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `model_type` is none of the families this suite computes.
    #[error("model type {found:?} is not one of: {}", crate::config::KNOWN_MODEL_TYPES.join(", "))]
    UnknownModelType {
        /// The `model_type` of `config.json`.
        found: String,
    },
    /// A field of `config.json` asks for mathematics that none of the families here has, or is malformed: refused
    /// rather than computed wrongly.
    #[error("config.json: field {field}: {problem}")]
    UnsupportedConfig {
        /// The field, with dots for nesting.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A weight that the configuration requires is absent.
    #[error("tensor {name} is missing")]
    MissingTensor {
        /// The tensor's Hugging Face name.
        name: String,
    },
    /// A weight has another shape or element type than the configuration requires.
    #[error("tensor {name} is {found}, expected {expected}")]
    MisshapenTensor {
        /// The tensor's Hugging Face name.
        name: String,
        /// What the configuration implies.
        expected: String,
        /// What the file holds.
        found: String,
    },
    /// A weight that the configuration has no use for.
    #[error("tensor {name} is not part of this kind of model")]
    UnexpectedTensor {
        /// The tensor's name in the file.
        name: String,
    },
    /// The tokenizer produces ids that the embedding has no row for.
    #[error("the tokenizer has {tokenizer} entries, the model embeds only {model}")]
    TokenizerMismatch {
        /// Entries of the tokenizer, added tokens included.
        tokenizer: usize,
        /// Rows of the embedding.
        model: usize,
    },
    /// A file of the model directory is absent or damaged.
    #[error("cannot read {file}: {problem}")]
    Unreadable {
        /// File name.
        file: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The adapter does not belong to this model, or is of a kind other than LoRA on its linear maps: refused rather
    /// than half applied.
    #[error("adapter: {problem}")]
    AdapterMismatch {
        /// What does not fit.
        problem: String,
    },
    /// A sequence has more tokens than the model has positions.
    #[error("a sequence of {length} tokens exceeds the {limit} positions of the model")]
    SequenceTooLong {
        /// Tokens of the offending sequence.
        length: usize,
        /// Positions of the model.
        limit: usize,
    },
    /// Nothing stands before what is to be scored.
    #[error("nothing stands before what is to be scored: no model predicts a first token")]
    EmptyPrefix,
    /// A token id lies outside the vocabulary.
    #[error("sequence {sequence} holds a token id outside the vocabulary of {vocabulary}")]
    TokenOutOfRange {
        /// Index of the sequence in the call.
        sequence: usize,
        /// Rows of the embedding.
        vocabulary: usize,
    },
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// The device has no memory left.
    #[error("out of memory on the device")]
    OutOfMemory,
    /// The CUDA device that was asked for is not there, or libtorch's CUDA part was not loaded.
    #[error("there is no CUDA device {index}, or libtorch has no CUDA part here")]
    DeviceUnavailable {
        /// Its index.
        index: usize,
    },
    /// The tensor library refused an operation.
    #[error("tensor operation failed: {0}")]
    Tensor(String),
    /// The target disk is full.
    #[error("no disk space left for {file}")]
    NoDiskSpace {
        /// File being written.
        file: PathBuf,
    },
    /// A file of a checkpoint could not be written.
    #[error("cannot write {file}: {problem}")]
    NotWritten {
        /// File being written.
        file: PathBuf,
        /// What went wrong.
        problem: String,
    },
}

impl Error {
    /// The stable machine word for this error; each has a page in `docs/errors/`.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::UnknownModelType { .. } => "UNKNOWN_MODEL_TYPE",
            Self::UnsupportedConfig { .. } => "UNSUPPORTED_MODEL_CONFIG",
            Self::MissingTensor { .. } => "MISSING_TENSOR",
            Self::MisshapenTensor { .. } => "MISSHAPEN_TENSOR",
            Self::UnexpectedTensor { .. } => "UNEXPECTED_TENSOR",
            Self::TokenizerMismatch { .. } => "TOKENIZER_MISMATCH",
            Self::Unreadable { .. } => "MODEL_UNREADABLE",
            Self::AdapterMismatch { .. } => "ADAPTER_MISMATCH",
            Self::SequenceTooLong { .. } => "SEQUENCE_TOO_LONG",
            Self::EmptyPrefix => "EMPTY_PREFIX",
            Self::TokenOutOfRange { .. } => "TOKEN_OUT_OF_RANGE",
            Self::Cancelled => "CANCELLED",
            Self::OutOfMemory => "OUT_OF_MEMORY",
            Self::DeviceUnavailable { .. } => "DEVICE_UNAVAILABLE",
            Self::Tensor(_) => "TENSOR_FAILURE",
            Self::NoDiskSpace { .. } => "NO_DISK_SPACE",
            Self::NotWritten { .. } => "CHECKPOINT_NOT_WRITTEN",
        }
    }

    pub(crate) fn unreadable(file: &Path, problem: impl ToString) -> Self {
        Self::Unreadable {
            file: file.to_owned(),
            problem: problem.to_string(),
        }
    }

    pub(crate) fn not_written(file: &Path, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::NoDiskSpace {
                file: file.to_owned(),
            },
            kind => Self::NotWritten {
                file: file.to_owned(),
                problem: kind.to_string(),
            },
        }
    }

    pub(crate) fn adapter(problem: impl Into<String>) -> Self {
        Self::AdapterMismatch {
            problem: problem.into(),
        }
    }

    fn from_tensor_message(message: String) -> Self {
        // How CUDA's allocator, the host's, and cuBLAS say it.
        let exhausted = [
            "out of memory",
            "can't allocate memory",
            "bad_alloc",
            "cublas_status_alloc_failed",
        ];
        let lower = message.to_lowercase();
        if exhausted.iter().any(|words| lower.contains(words)) {
            return Self::OutOfMemory;
        }
        // libtorch appends a C++ backtrace after the first line.
        Self::Tensor(message.lines().next().unwrap_or_default().to_owned())
    }
}

impl From<tch::TchError> for Error {
    fn from(error: tch::TchError) -> Self {
        Self::from_tensor_message(error.to_string())
    }
}

/// Runs `f`, turning a panic inside the tensor library into [`Error::OutOfMemory`] or
/// [`Error::Tensor`]. What `f` was changing may be left half changed.
pub fn catch<T>(f: impl FnOnce() -> T) -> Result<T, Error> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)).map_err(|payload| {
        let message = payload
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| {
                payload
                    .downcast_ref::<&str>()
                    .map(|text| (*text).to_owned())
            })
            .unwrap_or_else(|| "panic without a message".to_owned());
        Error::from_tensor_message(message)
    })
}
