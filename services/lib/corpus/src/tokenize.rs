//! From text to token ids with exact byte offsets.

use std::path::Path;

use thiserror::Error;
use tokenizers::Tokenizer as Inner;

/// Why a tokenizer could not be used. Messages never quote text.
#[derive(Debug, Error)]
pub enum TokenizeError {
    /// `tokenizer.json` is missing or is not a tokenizer.
    #[error("tokenizer.json could not be read")]
    Load(#[source] tokenizers::Error),
    /// The tokenizer refused a text.
    #[error("the tokenizer could not encode a record")]
    Encode,
    /// The tokenizer refused token ids.
    #[error("the tokenizer could not decode token ids")]
    Decode,
}

/// A tokenizer read from `tokenizer.json`.
pub struct Tokenizer(Inner);

/// One record's tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Token ids.
    pub ids: Vec<i64>,
    /// Byte range of each token in the text; the empty range for special tokens.
    pub offsets: Vec<(usize, usize)>,
}

impl Tokenizer {
    /// Reads `tokenizer.json` from a model's directory.
    ///
    /// # Errors
    /// [`TokenizeError::Load`] when the file is missing or malformed.
    pub fn load(model_dir: &Path) -> Result<Self, TokenizeError> {
        let mut inner =
            Inner::from_file(model_dir.join("tokenizer.json")).map_err(TokenizeError::Load)?;
        // A file may carry its training-time truncation and padding; a record is never cut silently.
        inner.with_padding(None);
        inner.with_truncation(None).map_err(TokenizeError::Load)?;
        Ok(Self(inner))
    }

    /// Encodes text with the special tokens that the tokenizer's own
    /// post-processor adds.
    ///
    /// # Errors
    /// [`TokenizeError::Encode`] when the tokenizer cannot encode it.
    pub fn encode(&self, text: &str) -> Result<Tokens, TokenizeError> {
        let encoding = self
            .0
            .encode(text, true)
            .map_err(|_| TokenizeError::Encode)?;
        Ok(Tokens {
            ids: encoding.get_ids().iter().map(|&id| i64::from(id)).collect(),
            offsets: encoding.get_offsets().to_vec(),
        })
    }

    /// Decodes token ids to text.
    ///
    /// # Errors
    /// [`TokenizeError::Decode`] for ids outside the vocabulary.
    pub fn decode(&self, ids: &[i64]) -> Result<String, TokenizeError> {
        let ids: Vec<u32> = ids
            .iter()
            .map(|&id| u32::try_from(id))
            .collect::<Result<_, _>>()
            .map_err(|_| TokenizeError::Decode)?;
        self.0
            .decode(&ids, false)
            .map_err(|_| TokenizeError::Decode)
    }

    /// Number of ids, added tokens included: one more than the largest id when
    /// the vocabulary has no gaps.
    pub fn vocabulary_size(&self) -> usize {
        self.0.get_vocab_size(true)
    }

    /// Bytes of the longest token: a text of n times as many has n tokens at least, unless the
    /// tokenizer drops some of it.
    pub fn longest_token(&self) -> usize {
        let vocabulary = self.0.get_vocab(true);
        // A byte-level token has a character a byte, and another one a byte or more a character.
        let longest = vocabulary.keys().map(String::len).max();
        longest.unwrap_or(1).max(1)
    }

    /// The id of a token, such as the end-of-text marker.
    pub fn token_id(&self, token: &str) -> Option<i64> {
        self.0.token_to_id(token).map(i64::from)
    }
}
