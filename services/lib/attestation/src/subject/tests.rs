use sha2::{Digest as _, Sha256};

use super::*;
use crate::sample_tests::World;

fn hashed(world: &World) -> Subject {
    Subject::of_model(&world.path("model"), &[]).unwrap()
}

#[test]
fn files_are_listed_as_model_signing_lists_them() {
    let world = World::new();
    // By component and not by character, in which '.' would come before '/'.
    std::fs::write(world.path("model/sub.bin"), "b").unwrap();
    let names: Vec<_> = hashed(&world)
        .files()
        .iter()
        .map(|(n, _)| n.clone())
        .collect();
    assert_eq!(
        names,
        [
            "adapter.safetensors",
            "config.json",
            "manifest.json",
            "sub/a.bin",
            "sub.bin"
        ]
    );
}

#[test]
fn the_whole_is_the_digest_of_the_raw_digests() {
    let world = World::new();
    std::fs::remove_file(world.path("model/manifest.json")).unwrap();
    let raw: Vec<u8> = ["weights", "{}", "a"]
        .iter()
        .flat_map(|content| Sha256::digest(content.as_bytes()))
        .collect();
    assert_eq!(hashed(&world).whole(), Digest::of(&raw));
}

#[test]
fn ignored_paths_are_left_out_with_all_below() {
    let world = World::new();
    let model = world.path("model");
    let before = Subject::of_model(&model, &[".git".into(), "model.sig".into()]).unwrap();
    std::fs::create_dir_all(model.join(".git/objects")).unwrap();
    std::fs::write(model.join(".git/objects/x"), "x").unwrap();
    std::fs::write(model.join("model.sig"), "x").unwrap();
    let after = Subject::of_model(&model, &[".git".into(), "model.sig".into()]).unwrap();
    assert_eq!(before, after);
    // Only at the top: a folder of the same name deeper down is a part of the model.
    std::fs::create_dir_all(model.join("sub/.git")).unwrap();
    std::fs::write(model.join("sub/.git/x"), "x").unwrap();
    let deeper = Subject::of_model(&model, &[".git".into(), "model.sig".into()]).unwrap();
    assert_eq!(after.difference(&deeper).added, ["sub/.git/x"]);
}

#[test]
fn what_cannot_be_a_subject_is_refused() {
    let world = World::new();
    let refused = |path: &Path| Subject::of_model(path, &[]).unwrap_err().reason();
    assert_eq!(refused(&world.path("nowhere")), "FILE_NOT_FOUND");
    std::fs::create_dir(world.path("empty")).unwrap();
    assert_eq!(refused(&world.path("empty")), "MODEL_NOT_ATTESTABLE");
    std::os::unix::fs::symlink("config.json", world.path("model/link")).unwrap();
    assert_eq!(refused(&world.path("model")), "MODEL_NOT_ATTESTABLE");
}

#[test]
fn resources_come_back_and_a_forged_list_does_not() {
    let subject = hashed(&World::new());
    let good = subject.resources();
    assert_eq!(good[0].name, WHOLE);
    assert_eq!(Subject::from_resources(&good).unwrap(), subject);
    let forgeries: [fn(&mut Vec<Resource>); 5] = [
        |list| list[1].digest = list[2].digest.clone(),
        |list| drop(list.remove(0)),
        |list| drop(list.remove(1)),
        |list| list.push(list[1].clone()),
        |list| list[2].digest.sha256 = "00".to_owned(),
    ];
    for (i, forge) in forgeries.iter().enumerate() {
        let mut list = good.clone();
        forge(&mut list);
        let refused = Subject::from_resources(&list).unwrap_err();
        assert_eq!(refused.reason(), "PREDICATE_INVALID", "{i}");
    }
}

/// 96 MiB in a sparse file are hashed in pieces: the process does not grow by a
/// tenth of that.
#[test]
fn a_large_file_is_streamed() {
    let world = World::new();
    let path = world.path("model/large.safetensors");
    let length = 96 << 20;
    std::fs::File::create(&path)
        .unwrap()
        .set_len(length)
        .unwrap();
    let before = peak();
    let found = digest_of(&path).unwrap();
    let grown = peak() - before;
    assert!(grown < 9 << 20, "{grown} bytes");
    let mut hash = Sha256::new();
    for _ in 0..length >> 20 {
        hash.update(vec![0; 1 << 20]);
    }
    let expected: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(found.as_str(), format!("sha256:{expected}"));
}

/// The largest this process has been, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib << 10
}
