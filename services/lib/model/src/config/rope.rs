//! The parameters of rotary position embeddings, in both spellings found in the wild, understood as
//! `transformers` understands them.

mod scaling;

use super::fields::Fields;
use super::unsupported;
use crate::Error;

pub use scaling::RopeScaling;

/// Base of the wavelengths where no field says otherwise.
const USUAL_THETA: f64 = 10_000.0;

/// Rotary position embedding (Su et al. 2021) of one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct RopeConfig {
    /// Base of the geometric series of wavelengths.
    pub theta: f64,
    /// Leading dimensions of a head that the series is spread over. They turn in pairs: of an odd
    /// number, one more dimension turns.
    pub rotary_dim: usize,
    /// How frequencies are changed for longer contexts.
    pub scaling: RopeScaling,
}

impl RopeConfig {
    /// Pairs of dimensions that turn.
    pub fn pairs(&self) -> usize {
        self.rotary_dim.div_ceil(2)
    }

    /// The longest sequence that these parameters were made for, where the model was trained on
    /// `positions`.
    pub(super) fn reach(&self, positions: usize) -> usize {
        match self.scaling {
            RopeScaling::Dynamic { factor, .. } => {
                positions.max((positions as f64 * factor) as usize)
            }
            RopeScaling::Yarn {
                factor,
                original_positions,
                ..
            } => positions.max((original_positions * factor) as usize),
            _ => positions,
        }
    }
}

/// What the rest of the configuration says about heads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heads {
    /// Width of a head.
    pub(super) dim: usize,
    /// `max_position_embeddings`.
    pub(super) positions: usize,
    /// A part of a head may turn (GPT-NeoX); elsewhere the plain kind turns it whole, whatever a
    /// field says, and the others would not fit.
    pub(super) partial: bool,
}

/// How a family spells the two parameters that stood outside an object once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelling {
    pub(super) theta: &'static str,
    pub(super) part: &'static str,
    /// The part where no field names one.
    pub(super) usual_part: f64,
}

impl Spelling {
    /// Llama's and that of its descendants.
    pub(super) const USUAL: Self = Self {
        theta: "rope_theta",
        part: "partial_rotary_factor",
        usual_part: 1.0,
    };
    /// GPT-NeoX's.
    pub(super) const NEOX: Self = Self {
        theta: "rotary_emb_base",
        part: "rotary_pct",
        usual_part: 0.25,
    };
}

/// Reads `rope_parameters`, or `rope_scaling` with what stands beside it, for all layers.
///
/// Of the two objects `rope_scaling` wins, as in `transformers`; of two values of one parameter, the
/// one inside the object.
pub(super) fn read(
    fields: &Fields<'_>,
    heads: Heads,
    spelling: Spelling,
) -> Result<RopeConfig, Error> {
    let theta = fields.number(spelling.theta)?.unwrap_or(USUAL_THETA);
    let part = fields.number(spelling.part)?.unwrap_or(spelling.usual_part);
    let original = fields.number("original_max_position_embeddings")?;
    let old = fields.object("rope_scaling")?.filter(|old| !old.is_empty());
    let new = fields.object("rope_parameters")?;
    let rope = match old.or(new) {
        Some(parameters) => one(&parameters, heads, theta, part, Stands::Alone { original })?,
        None => plain(theta, part, heads)?,
    };
    if spelling.theta != Spelling::USUAL.theta {
        let same_theta = |theta: f64| theta == rope.theta;
        refuse_unless(fields, Spelling::USUAL.theta, same_theta)?;
        let same_part = |part: f64| (heads.dim as f64 * part) as usize == rope.rotary_dim;
        refuse_unless(fields, Spelling::USUAL.part, same_part)?;
    }
    Ok(rope)
}

/// Refuses a spelling that this family does not read if it says something else than what is used.
fn refuse_unless(
    fields: &Fields<'_>,
    field: &str,
    is_used: impl Fn(f64) -> bool,
) -> Result<(), Error> {
    match fields.number(field)? {
        Some(value) if !is_used(value) => fields.refuse(
            field,
            "is not how this family spells it, and says something else than what is used",
        ),
        _ => Ok(()),
    }
}

/// Reads the embeddings of Gemma 3's full and of its sliding layers.
pub(super) fn read_two(
    fields: &Fields<'_>,
    heads: Heads,
) -> Result<(RopeConfig, RopeConfig), Error> {
    let full_theta = fields.number("rope_theta")?.unwrap_or(1_000_000.0);
    let sliding_theta = fields
        .number("rope_local_base_freq")?
        .unwrap_or(USUAL_THETA);
    let part = fields.number(Spelling::USUAL.part)?.unwrap_or(1.0);
    let both = fields.object("rope_parameters")?;
    let of = |layers: &str, theta: f64| -> Result<RopeConfig, Error> {
        let inner = both.as_ref().map(|both| both.object(layers)).transpose()?;
        match inner.flatten() {
            Some(inner) => one(&inner, heads, theta, part, Stands::Nested),
            None => plain(theta, part, heads),
        }
    };
    let (mut full, sliding) = (
        of("full_attention", full_theta)?,
        of("sliding_attention", sliding_theta)?,
    );
    if let Some(both) = &both {
        both.finish()?;
    }
    if let Some(old) = fields.object("rope_scaling")?.filter(|old| !old.is_empty()) {
        // `transformers` puts these over those of the full layers; without a new `rope_type` it
        // would go on with the type that was there.
        if both.is_some() {
            return fields.refuse("rope_scaling", "cannot stand beside rope_parameters");
        }
        if !old.has("rope_type") && old.has("type") {
            return old.refuse("type", "must be called rope_type for this family");
        }
        full = one(&old, heads, full_theta, part, Stands::Nested)?;
    }
    Ok((full, sliding))
}

/// Where an object of parameters stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stands {
    /// For all layers, with `original_max_position_embeddings` beside it.
    Alone { original: Option<f64> },
    /// For one kind of layer.
    Nested,
}

/// Reads one object of parameters.
fn one(
    parameters: &Fields<'_>,
    heads: Heads,
    theta: f64,
    part: f64,
    stands: Stands,
) -> Result<RopeConfig, Error> {
    let theta = parameters.number("rope_theta")?.unwrap_or(theta);
    let part = parameters.number("partial_rotary_factor")?.unwrap_or(part);
    let legacy = parameters.word("type")?;
    let kind = parameters.word("rope_type")?.or(legacy);
    let kind = kind.unwrap_or("default");
    let mut rope = plain(theta, part, heads)?;
    if kind != "default" {
        // Over a whole head, zeros at its end stand for what does not turn.
        let whole = kind == "proportional";
        if part != 1.0 && !heads.partial && !whole {
            let problem = "must be 1 for this family and type of rotation";
            return parameters.refuse("partial_rotary_factor", problem);
        }
        if whole {
            rope.rotary_dim = heads.dim;
        }
        let site = scaling::Site {
            theta,
            part,
            dim: rope.rotary_dim,
            positions: heads.positions,
            stands,
        };
        rope.scaling = scaling::read(parameters, kind, site)?;
    } else {
        // Left by a conversion, and without a meaning here.
        parameters.value("original_max_position_embeddings");
    }
    parameters.finish()?;
    let finite = |frequency: f32| frequency.is_finite();
    let beyond = rope.reach(heads.positions) as i64 + 1;
    for length in [1, beyond] {
        if !crate::rope::frequencies(&rope, length)
            .into_iter()
            .all(finite)
        {
            return parameters.refuse("rope_type", format!("{kind} gives no finite frequencies"));
        }
    }
    Ok(rope)
}

/// The embedding without any change of frequencies.
fn plain(theta: f64, part: f64, heads: Heads) -> Result<RopeConfig, Error> {
    if theta <= 0.0 {
        return Err(unsupported("rope_theta", "must be positive"));
    }
    if !(0.0..=1.0).contains(&part) {
        return Err(unsupported(
            "partial_rotary_factor",
            "must lie between 0 and 1",
        ));
    }
    let rotary_dim = match heads.partial {
        true => (heads.dim as f64 * part) as usize,
        false => heads.dim,
    };
    Ok(RopeConfig {
        theta,
        rotary_dim,
        scaling: RopeScaling::Default,
    })
}
