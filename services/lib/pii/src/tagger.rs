//! A learned tagger: names, places, organisations, dates and what no pattern
//! describes.
//!
//! A small network (see `network`) labels tokens; [`Tagger::tag`] turns labels
//! into spans. The weights are part of the program (`weights/PROVENANCE.md` says
//! what they were trained on, how to train them again). Time and
//! memory are linear in the text; a text is worked on in windows that overlap by
//! all that a label depends on, so that spans do not depend on where a window
//! ends.

mod decode;
mod feature;
mod fold;
mod label;
pub mod lesson;
mod lexicon;
mod matrix;
mod network;
mod token;
mod weights;

use std::collections::HashMap;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::learned::{Learned, Tagged};
pub use label::GIVEN as ENTITIES;
pub use lexicon::Lexicon;
pub use weights::WeightsError;

use decode::Decoder;
use network::{Network, REACH, Room};
use token::{Token, Tokens};
use weights::Tensors;

/// The weights that come with this program.
const DEFAULT: &[u8] = include_bytes!("../weights/tagger.safetensors");
/// Tokens labelled together.
const WINDOW: usize = 480;
/// Forms remembered.
const MEMORY: usize = 8192;
/// What is taken from the logit of a token's being outside all spans: a token is
/// taken for sensitive from a probability of about 0.03 on, because a miss costs an
/// audit more than a word too many (F2).
const LEAN: f32 = 3.6;

/// The network with its word lists. Tagging takes `&self`, from any number of
/// threads.
#[derive(Debug)]
pub struct Tagger {
    network: Network,
    lexicon: Lexicon,
    window: usize,
    lean: f32,
    desks: Mutex<Vec<Desk>>,
}

/// What one thread works with.
#[derive(Debug, Default)]
struct Desk {
    memory: HashMap<Box<str>, usize>,
    /// What each remembered form adds to the network's first layer.
    forms: Vec<f32>,
    room: Room,
}

impl Learned for Tagger {
    fn name(&self) -> &'static str {
        crate::calibration::TAGGER
    }

    fn entities(&self) -> &'static [&'static str] {
        &label::GIVEN
    }

    fn tag(&self, text: &str, emit: &mut dyn FnMut(Tagged)) {
        Self::tag(self, text, emit);
    }
}

/// The tagger that comes with this program, made once and shared.
///
/// # Errors
/// [`WeightsError::SelfTest`] when this machine does not compute what was trained.
pub fn default_tagger() -> Result<Arc<dyn Learned>, WeightsError> {
    static TAGGER: OnceLock<Result<Arc<Tagger>, WeightsError>> = OnceLock::new();
    let tagger = TAGGER.get_or_init(|| Tagger::embedded().map(Arc::new));
    tagger.clone().map(|tagger| tagger as Arc<dyn Learned>)
}

impl Tagger {
    /// The tagger that comes with this program.
    ///
    /// # Errors
    /// [`WeightsError::SelfTest`] when this machine does not compute what was
    /// trained.
    pub fn embedded() -> Result<Self, WeightsError> {
        let tagger = Self::from_bytes(DEFAULT)?;
        tagger.test()?;
        Ok(tagger)
    }

    /// Tags one sentence: a processor or a build that computes something else than
    /// was trained must not tag anything.
    fn test(&self) -> Result<(), WeightsError> {
        const TEXT: &str = "My name is Maria Jensen and I live in Lisbon.";
        let mut found = Vec::new();
        self.tag(TEXT, &mut |span| found.push(span));
        let expected = [("Maria Jensen", "PERSON"), ("Lisbon", "LOCATION")];
        let same = found.len() == expected.len()
            && found.iter().zip(expected).all(|(span, (text, entity))| {
                &TEXT[span.start..span.end] == text && span.entity == entity && span.score > 0.8
            });
        if same {
            Ok(())
        } else {
            Err(WeightsError::SelfTest)
        }
    }

    /// SHA-256 of the weights that come with this program, in hexadecimal: what a
    /// dataset's manifest needs to say which tagger tagged it.
    pub fn digest() -> String {
        use sha2::{Digest, Sha256};
        use std::fmt::Write;
        let bytes = Sha256::digest(DEFAULT);
        bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Reads weights that the trainer wrote.
    ///
    /// # Errors
    /// Which tensor is wrong.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WeightsError> {
        let tensors = Tensors::new(bytes)?;
        Ok(Self {
            network: Network::new(&tensors)?,
            lexicon: tensors.lexicon()?,
            window: WINDOW,
            lean: LEAN,
            desks: Mutex::new(Vec::new()),
        })
    }

    /// Finds spans, in order, none overlapping.
    pub fn tag(&self, text: &str, emit: &mut dyn FnMut(Tagged)) {
        let mut decoder = Decoder::new(self.lean);
        let mut pass = |found: decode::Found| {
            let entity = label::TYPES[found.entity];
            // A smiley or a row of stars names nobody.
            let says = text[found.start..found.end].contains(char::is_alphanumeric);
            if says && label::GIVEN.contains(&entity) {
                emit(Tagged {
                    start: found.start,
                    end: found.end,
                    entity,
                    score: found.score,
                });
            }
        };
        self.label(text, &mut |token, logits| {
            decoder.push(token, logits, &mut pass)
        });
        decoder.end(&mut pass);
    }

    /// Gives every token with its logits, in order.
    fn label(&self, text: &str, each: &mut impl FnMut(Token, &[f32])) {
        let mut desk = self.desks().pop().unwrap_or_default();
        let mut tokens = Tokens::new(text);
        // Before the window: up to REACH tokens that are labelled already.
        let mut window: VecDeque<Token> = VecDeque::new();
        let mut known = 0;
        loop {
            let wanted = known + self.window + REACH;
            while window.len() < wanted {
                let Some(token) = tokens.next() else { break };
                window.push_back(token);
            }
            let last = window.len() < wanted;
            let until = if last { window.len() } else { wanted - REACH };
            let window_tokens = window.make_contiguous();
            self.label_window(text, window_tokens, &mut desk);
            let labels = desk.room.logits.chunks_exact(label::LABELS);
            for (token, logits) in window_tokens.iter().zip(labels).take(until).skip(known) {
                each(*token, logits);
            }
            if last {
                break;
            }
            let keep = until.min(REACH);
            window.drain(..until - keep);
            known = keep;
        }
        self.desks().push(desk);
    }

    fn desks(&self) -> std::sync::MutexGuard<'_, Vec<Desk>> {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn label_window(&self, text: &str, tokens: &[Token], desk: &mut Desk) {
        if desk.memory.len() + tokens.len() > MEMORY {
            desk.memory.clear();
            desk.forms.clear();
        }
        let (mut rows, mut new_rows, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        let mut numbers = Vec::with_capacity(tokens.len());
        for token in tokens {
            let word = &text[token.start..token.end];
            let known = desk.memory.get(word).copied();
            numbers.push(known.unwrap_or_else(|| {
                feature::rows(word, &self.lexicon, &mut rows);
                new_rows.extend(&rows);
                ends.push(new_rows.len());
                let number = desk.memory.len();
                desk.memory.insert(word.into(), number);
                number
            }));
        }
        self.network.forms(&new_rows, &ends, &mut desk.forms);
        let width = self.network.form_width();
        let forms = &desk.forms;
        self.network.label(
            tokens.len(),
            |token| &forms[numbers[token] * width..][..width],
            |token| tokens[token].setting(),
            &mut desk.room,
        );
    }
}

#[cfg(test)]
mod tests;
