//! The chart's values and the services' options name the same keys.

use std::collections::BTreeSet;

use chassis::Deployable;

fn options<D: Deployable>() -> BTreeSet<String> {
    chassis::config::keys::<D>().unwrap().into_keys().collect()
}

fn chart_keys(value: &serde_json::Value, prefix: &str, found: &mut BTreeSet<String>) {
    for (key, value) in value.as_object().into_iter().flatten() {
        let path = format!("{prefix}{key}");
        if value.is_object() {
            chart_keys(value, &format!("{path}."), found);
        } else {
            found.insert(path);
        }
    }
}

#[test]
fn every_option_is_in_the_chart_and_conversely() {
    let values =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../charts/tacit/values.yaml");
    let text = std::fs::read_to_string(values).unwrap();
    let values: serde_json::Value = serde_norway::from_str(&text).unwrap();
    let services = [
        ("ingest", options::<ingest::Ingest>()),
        ("finetune", options::<finetune::FineTune>()),
        ("audit", options::<audit::Audit>()),
    ];
    for (service, options) in services {
        assert!(options.contains("listen"), "{options:?}");
        let mut chart = BTreeSet::new();
        chart_keys(&values[service]["config"], "", &mut chart);
        assert_eq!(
            options, chart,
            "{service}: options on the left, chart on the right"
        );
    }
}
