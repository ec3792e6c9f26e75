//! `tacit privacy curve`: epsilon as training goes on.

use std::path::{Path, PathBuf};

use dp::Accountant;
use plotters::prelude::*;
use serde_json::json;

use super::answer::Answer;
use super::{Name, Training};
use crate::error::Error;
use crate::output::{Output, remark};

/// Flags of `tacit privacy curve`.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[command(flatten)]
    training: Training,
    /// Delta of the claim
    #[arg(long, value_name = "DELTA")]
    delta: f64,
    /// Accountant; may be given twice
    #[arg(long, value_enum, default_values_t = [Name::Pld], value_name = "NAME")]
    accountant: Vec<Name>,
    /// Points of a curve
    #[arg(long, default_value_t = 40, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1000))]
    points: u32,
    /// The SVG to write; `-` for standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// One accountant's epsilons.
struct Curve {
    name: &'static str,
    points: Vec<(f64, f64)>,
}

/// Computes, draws, writes.
pub(super) fn run(args: &Args, output: &Output) -> Result<(), Error> {
    let mut curves: Vec<Curve> = Vec::new();
    for &name in &args.accountant {
        let accountant = Accountant::from(name);
        if curves.iter().all(|curve| curve.name != accountant.name()) {
            curves.push(curve(args, accountant)?);
        }
    }
    let svg = draw(args, &curves).map_err(|_| {
        let sentence = "the curve could not be drawn";
        chassis::Failure::new(chassis::Code::Internal, "INTERNAL", sentence)
    })?;
    if args.out == Path::new("-") {
        return output.text(&svg);
    }
    std::fs::write(&args.out, &svg).map_err(|e| Error::io("write", "the curve", &e))?;
    if output.is_json() {
        let curves: Vec<_> = curves
            .iter()
            .map(|c| json!({"accountant": c.name, "steps_epsilon": c.points}))
            .collect();
        return output.value(&json!({"out": args.out, "delta": args.delta, "curves": curves}));
    }
    remark(&format!("wrote {}", args.out.display()));
    Ok(())
}

fn curve(args: &Args, accountant: Accountant) -> Result<Curve, Error> {
    let last = args.training.steps;
    let mut points = vec![(0.0, 0.0)];
    let mut before = 0;
    for index in 1..=u64::from(args.points) {
        let share = index as f64 / f64::from(args.points);
        let steps = ((last as f64 * share).round() as u64).min(last);
        if steps == before {
            continue;
        }
        before = steps;
        let training = Training {
            steps,
            ..args.training
        };
        let answer = Answer::epsilon(training, args.delta, accountant)?;
        points.push((steps as f64, answer.epsilon));
    }
    Ok(Curve {
        name: accountant.name(),
        points,
    })
}

type Drawing = Box<dyn std::error::Error>;

fn draw(args: &Args, curves: &[Curve]) -> Result<String, Drawing> {
    let highest = |which: fn(&(f64, f64)) -> f64| {
        let values = curves.iter().flat_map(|c| c.points.iter().map(which));
        values.fold(0.0_f64, f64::max).max(f64::MIN_POSITIVE)
    };
    let (right, top) = (highest(|p| p.0), highest(|p| p.1) * 1.05);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (800, 480)).into_drawing_area();
        area.fill(&WHITE)?;
        let Training {
            sampling_rate,
            noise_multiplier,
            ..
        } = args.training;
        let title = format!(
            "epsilon at delta {:e}: sampling rate {sampling_rate}, noise multiplier {noise_multiplier}",
            args.delta
        );
        let mut chart = ChartBuilder::on(&area)
            .caption(title, ("sans-serif", 18))
            .margin(16)
            .x_label_area_size(40)
            .y_label_area_size(64)
            .build_cartesian_2d(0.0..right, 0.0..top)?;
        chart
            .configure_mesh()
            .light_line_style(WHITE)
            .x_desc("steps")
            .y_desc("epsilon (upper bound)")
            .x_label_formatter(&|x| format!("{x:.0}"))
            .draw()?;
        for (curve, color) in curves.iter().zip([BLUE, RED]) {
            let line = LineSeries::new(curve.points.iter().copied(), color.stroke_width(2));
            chart
                .draw_series(line)?
                .label(curve.name)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], color));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerRight)
            .background_style(WHITE)
            .border_style(BLACK)
            .draw()?;
        area.present()?;
    }
    Ok(svg)
}
