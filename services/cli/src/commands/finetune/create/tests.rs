use clap::Parser;

use super::*;
use crate::args::{Cli, Command as Group};
use crate::commands::finetune::Command;
use proto::finetune::v1::Schedule;

fn spec(flags: &str) -> Result<FineTuningSpec, Error> {
    let line = format!("tacit finetune create --dataset support --base-model /models/tiny {flags}");
    match Cli::try_parse_from(line.split_whitespace())
        .unwrap()
        .command
    {
        Group::Finetune(Command::Create(create)) => Ok(create.request(&[])?.spec.unwrap()),
        _ => unreachable!("the line says create"),
    }
}

#[test]
fn flags_that_are_not_given_are_not_sent() {
    let spec = spec("--method lora").unwrap();
    assert_eq!(spec.dataset_version, "datasets/support/versions/-");
    assert_eq!(spec.base_model, "/models/tiny");
    let Some(Trainable::Lora(lora)) = spec.trainable else {
        panic!("not lora")
    };
    assert_eq!(
        (lora.rank, lora.alpha, lora.target_modules.len()),
        (None, None, 0)
    );
    let training = spec.training.unwrap();
    assert_eq!(
        (training.epochs, training.max_steps, training.learning_rate),
        (None, None, None)
    );
}

#[test]
fn flags_reach_the_request() {
    let spec = spec(
        "--method lora --rank 8 --target-modules q_proj,v_proj --max-steps 5 \
         --learning-rate 1e-3 --schedule linear --truncate --dtype bf16 --checkpoint-id first",
    )
    .unwrap();
    let Some(Trainable::Lora(lora)) = spec.trainable else {
        panic!("not lora")
    };
    assert_eq!(
        (lora.rank, lora.target_modules),
        (Some(8), vec!["q_proj".into(), "v_proj".into()])
    );
    let training = spec.training.unwrap();
    assert_eq!(
        (training.max_steps, training.learning_rate),
        (Some(5), Some(1e-3))
    );
    assert_eq!(
        (training.schedule(), training.truncate),
        (Schedule::Linear, true)
    );
    assert_eq!(training.compute_dtype, "bf16");
    assert_eq!(spec.checkpoint_id, "first");
}

#[test]
fn adapter_flags_need_adapters() {
    assert!(matches!(
        spec("--method full").unwrap().trainable,
        Some(Trainable::All(_))
    ));
    let error = spec("--method full --alpha 16").unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.render(false).contains("--alpha needs --method lora"));
}

#[test]
fn a_model_is_found_by_its_name_in_a_root() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("tiny");
    std::fs::create_dir(&model).unwrap();
    let roots = [folder.path().to_path_buf()];
    assert_eq!(base_model("tiny", &roots).unwrap_err().exit_code(), 2);
    std::fs::write(model.join("config.json"), "{}").unwrap();
    let found = base_model("tiny", &roots).unwrap();
    assert_eq!(Path::new(&found), model.canonicalize().unwrap());
    assert_eq!(
        base_model("/elsewhere/tiny", &roots).unwrap(),
        "/elsewhere/tiny"
    );
}
