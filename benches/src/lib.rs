//! What the benchmarks share: a worker's environment, growth, and a plot of it.
#![forbid(unsafe_code)]

use std::error::Error;
use std::path::PathBuf;

use plotters::prelude::*;

/// What a worker of a service runs with: see `chassis`.
pub const TUNED: [(&str, &str); 2] = [
    (
        "GLIBC_TUNABLES",
        "glibc.malloc.mmap_threshold=8589934592:\
         glibc.malloc.trim_threshold=17179869184:glibc.malloc.hugetlb=1",
    ),
    ("GOMP_SPINCOUNT", "10000"),
];

/// What `cargo xtask bench` tells a benchmark that runs beside peers.
#[derive(Debug, Default)]
pub struct Told {
    /// The peers' Python.
    pub python: PathBuf,
    /// Their side of the benchmark.
    pub script: PathBuf,
    /// The model's folder.
    pub model: PathBuf,
    /// Where results go.
    pub out: PathBuf,
}

impl Told {
    /// Takes in a flag of these; whether it is one.
    pub fn takes(&mut self, flag: &str, value: &str) -> bool {
        let place = match flag {
            "--python" => &mut self.python,
            "--script" => &mut self.script,
            "--model" => &mut self.model,
            "--out" => &mut self.out,
            _ => return false,
        };
        *place = value.into();
        true
    }
}

/// A size and the seconds that a step of it takes.
pub type Point = (f64, f64);

/// The exponent e of the least-squares fit of log seconds = e log size + c.
pub fn exponent(points: &[Point]) -> f64 {
    let logs: Vec<Point> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = logs.len() as f64;
    let mean = |pick: fn(&Point) -> f64| logs.iter().map(pick).sum::<f64>() / count;
    let (mean_x, mean_y) = (mean(|point| point.0), mean(|point| point.1));
    let product = |(x, y): &Point| (x - mean_x) * (y - mean_y);
    let square = |(x, _): &Point| (x - mean_x).powi(2);
    logs.iter().map(product).sum::<f64>() / logs.iter().map(square).sum::<f64>()
}

/// Seconds a step over a size, both logarithmic, as an SVG without text: one line a method.
///
/// # Errors
/// Those of the drawing.
pub fn plot(name: &str, lines: &[(String, Vec<Point>)]) -> Result<String, Box<dyn Error>> {
    let all = || lines.iter().flat_map(|(_, points)| points);
    let range = |pick: fn(&Point) -> f64| {
        let values: Vec<f64> = all().map(pick).collect();
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(0.0, f64::max);
        low * 0.9..high * 1.1
    };
    let (x, y) = (range(|point| point.0), range(|point| point.1));
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (640, 400)).into_drawing_area();
        root.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&root)
            .margin(16)
            .x_label_area_size(40)
            .y_label_area_size(60)
            .build_cartesian_2d(x.log_scale(), y.log_scale())?;
        chart
            .configure_mesh()
            .x_desc(name)
            .y_desc("seconds a step")
            .draw()?;
        for (place, (method, points)) in lines.iter().enumerate() {
            let colour = Palette99::pick(place).to_rgba();
            let drawn = chart.draw_series(LineSeries::new(points.iter().copied(), &colour))?;
            drawn
                .label(method)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour));
        }
        chart.configure_series_labels().border_style(BLACK).draw()?;
        root.present()?;
    }
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::exponent;

    #[test]
    fn a_power_has_its_exponent() {
        let points: Vec<(f64, f64)> = (1..6)
            .map(|n| (f64::from(n), 3.0 * f64::from(n * n)))
            .collect();
        assert!((exponent(&points) - 2.0).abs() < 1e-12);
    }
}
