//! The loss of a model on examples it does not learn from.

use model::{Model, Pass, catch};
use tch::Kind;

use crate::Error;
use crate::batch::{Batch, Cut, Example, Physical, physical};

/// Mean loss in nats over all targets of all `examples`, cut to `length` tokens; `None` if there
/// is no target.
///
/// # Errors
/// Those of the model.
pub fn mean_loss(model: &Model, examples: &[Example], length: usize) -> Result<Option<f64>, Error> {
    let cut = Cut {
        length,
        ..Cut::default()
    };
    let mut lengths: Vec<(usize, usize)> = examples
        .iter()
        .map(|example| example.ids.len().min(length))
        .enumerate()
        .collect();
    lengths.sort_by_key(|(_, length)| std::cmp::Reverse(*length));
    let (mut sum, mut count) = (0.0, 0);
    for indices in physical(&lengths, Physical::usual(model.device())) {
        let chosen: Vec<&Example> = indices.iter().map(|index| &examples[*index]).collect();
        let (part, targets) = catch(|| {
            let _guard = tch::no_grad_guard();
            let batch = Batch::new(&chosen, cut, model.device());
            let targets = batch.targets.numel();
            if targets == 0 {
                return (0.0, 0);
            }
            let hidden = model.hidden(&batch.ids, &Pass::evaluation());
            let loss = model.target_loss(&hidden.index_select(0, &batch.rows), &batch.targets);
            (loss.sum(Kind::Double).double_value(&[]), targets)
        })?;
        sum += part;
        count += targets;
    }
    Ok((count > 0).then(|| sum / count as f64))
}
