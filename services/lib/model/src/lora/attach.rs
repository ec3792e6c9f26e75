//! Putting adapters on a model, taking them off, folding them in.

use tch::{Kind, Tensor};

use super::{LoraConfig, LoraPair, Targets, path_matches};
use crate::error::catch;
use crate::parameter::{Linear, Parameter};
use crate::seed::Seed;
use crate::{Error, Model};

impl Model {
    /// Attaches a new adapter that changes nothing yet: A uniform in ±1/sqrt(in), as peft starts
    /// it, and B zero. The same seed gives the same adapter on every machine.
    ///
    /// # Errors
    /// `ADAPTER_MISMATCH` if one is attached already, a hyper-parameter makes no sense, or a
    /// target names no linear map of this model.
    pub fn attach(&mut self, lora: &LoraConfig, seed: u64) -> Result<(), Error> {
        self.check_attachable(lora)?;
        let (device, wide) = (self.device, self.wide());
        let pairs: Vec<Option<LoraPair>> = catch(|| {
            let new = |linear: &Linear| {
                lora.targets.pick(&linear.path).then(|| {
                    let (inputs, outputs) = linear.shape();
                    let rank = i64::from(lora.rank);
                    let a = uniform(&linear.path, seed, rank, inputs)
                        .to_kind(wide)
                        .to_device(device);
                    let b = Tensor::zeros([outputs, rank], (wide, device));
                    pair(linear, lora, a, b)
                })
            };
            self.linears().map(new).collect()
        })?;
        self.set_pairs(lora, pairs);
        Ok(())
    }

    /// Attaches factors made elsewhere: for each adapted map, in order, its A and B.
    pub(crate) fn attach_factors(
        &mut self,
        lora: &LoraConfig,
        mut factors: impl FnMut(&Linear) -> Result<(Tensor, Tensor), Error>,
    ) -> Result<(), Error> {
        self.check_attachable(lora)?;
        let mut pairs = Vec::new();
        for linear in self.linears() {
            pairs.push(if lora.targets.pick(&linear.path) {
                let (a, b) = factors(linear)?;
                Some(pair(linear, lora, a, b))
            } else {
                None
            });
        }
        self.set_pairs(lora, pairs);
        Ok(())
    }

    fn check_attachable(&self, lora: &LoraConfig) -> Result<(), Error> {
        lora.check()?;
        if self.adapter.is_some() {
            return Err(Error::adapter("the model has one already"));
        }
        if let Targets::Modules(names) = &lora.targets
            && let Some(name) = names.iter().find(|name| {
                !self
                    .linears()
                    .any(|linear| path_matches(&linear.path, name))
            })
        {
            return Err(Error::adapter(format!("no linear map is called {name}")));
        }
        if !self.linears().any(|linear| lora.targets.pick(&linear.path)) {
            return Err(Error::adapter("the targets pick no linear map"));
        }
        Ok(())
    }

    fn set_pairs(&mut self, lora: &LoraConfig, pairs: Vec<Option<LoraPair>>) {
        for (linear, pair) in self.linears_mut().zip(pairs) {
            linear.adapter = pair;
        }
        self.adapter = Some(lora.clone());
    }

    /// Takes the adapter off. The base model was never changed.
    pub fn detach(&mut self) {
        for linear in self.linears_mut() {
            linear.adapter = None;
        }
        self.adapter = None;
    }

    /// Lets the adapter drop nothing in training: its gradient is then one of its weights alone.
    pub fn drop_nothing(&mut self) {
        for linear in self.linears_mut() {
            if let Some(pair) = &mut linear.adapter {
                pair.dropout = 0.0;
            }
        }
    }

    /// Adds the adapter to the base weights and takes it off.
    ///
    /// # Errors
    /// `ADAPTER_MISMATCH` without an adapter.
    pub fn merge(&mut self) -> Result<(), Error> {
        if self.adapter.is_none() {
            return Err(Error::adapter("there is none to merge"));
        }
        catch(|| {
            let _guard = tch::no_grad_guard();
            for linear in self.linears_mut() {
                if let Some(pair) = linear.adapter.take() {
                    let update = pair.product();
                    let update = if linear.transposed {
                        update.tr()
                    } else {
                        update
                    };
                    let weight = &mut linear.weight.value;
                    let kind = weight.kind();
                    *weight = (weight.to_kind(Kind::Float) + update).to_kind(kind);
                }
            }
        })?;
        self.adapter = None;
        Ok(())
    }
}

fn pair(linear: &Linear, lora: &LoraConfig, a: Tensor, b: Tensor) -> LoraPair {
    let name = |factor: &str| format!("base_model.model.{}.lora_{factor}.weight", linear.path);
    LoraPair {
        a: Parameter {
            name: name("A"),
            value: a,
        },
        b: Parameter {
            name: name("B"),
            value: b,
        },
        scale: lora.scale(),
        dropout: lora.dropout,
    }
}

/// (r, inputs) uniform in ±1/sqrt(inputs).
fn uniform(path: &str, seed: u64, rank: i64, inputs: i64) -> Tensor {
    let bound = (inputs as f64).powf(-0.5);
    let mut stream = Seed::new(seed, path);
    let values: Vec<f32> = (0..rank * inputs)
        .map(|_| ((2.0 * stream.unit() - 1.0) * bound) as f32)
        .collect();
    Tensor::from_slice(&values).reshape([rank, inputs])
}
