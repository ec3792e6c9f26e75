//! The token ids to score, out of a safetensors file.

use std::path::Path;

use chassis::{Code, Failure};
use safetensors::{Dtype, SafeTensors};
use training::Example;

use crate::model_tool::files;

/// The tensor that is read.
const NAME: &str = "input_ids";

/// Reads `input_ids`, (B, T) int64, as one example a row.
pub(super) fn read(path: &Path) -> Result<Vec<Example>, Failure> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path)
        .map_err(|error| files::failure("read", &shown, &error).field("--ids"))?;
    let file = SafeTensors::deserialize(&bytes)
        .map_err(|_| invalid(format!("{shown} is not a safetensors file")).field("--ids"))?;
    let ids = file
        .tensor(NAME)
        .map_err(|_| invalid(format!("{shown} holds no tensor {NAME}")))?;
    if ids.dtype() != Dtype::I64 {
        return Err(invalid(format!("{NAME} is {:?}, not I64", ids.dtype())));
    }
    let &[sequences, length] = ids.shape() else {
        let found = ids.shape().len();
        return Err(invalid(format!(
            "{NAME} has {found} dimensions, not the two of sequences and positions"
        )));
    };
    if sequences == 0 {
        return Err(invalid(format!("{NAME} holds no sequence")));
    }
    if length < 2 {
        return Err(invalid(format!(
            "{NAME} has sequences of {length} tokens; it takes two for a next token to score"
        )));
    }
    let (numbers, _) = ids.data().as_chunks::<8>();
    let numbers: Vec<i64> = numbers.iter().map(|one| i64::from_le_bytes(*one)).collect();
    let example = |row: &[i64]| Example {
        ids: row.to_vec(),
        sensitive: None,
        subject: None,
    };
    Ok(numbers.chunks(length).map(example).collect())
}

fn invalid(message: String) -> Failure {
    Failure::new(Code::InvalidArgument, "SCORE_INPUT_INVALID", message)
        .field(NAME)
        .action("write token ids as a tensor input_ids of shape (sequences, tokens) and type int64")
}
