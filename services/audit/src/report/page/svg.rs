//! Small drawings. Their colours come from the style sheet's classes, so that
//! they follow the dark mode.

use attacks::Estimate;
use maud::{Markup, html};

/// Width of the drawing in a table's row, in user units.
const WIDTH: f64 = 300.0;
/// Height of a row's drawing.
const HEIGHT: f64 = 30.0;
/// Free space at both ends.
const MARGIN: f64 = 8.0;

/// A linear scale from values to the width of a row's drawing.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// A scale that holds all values and zero, with round ends.
    pub(super) fn covering(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values
            .filter(|v| v.is_finite())
            .fold((0.0_f64, 0.0_f64), |(low, high), v| {
                (low.min(v), high.max(v))
            });
        let step = round_step((high - low).max(1e-3) / 4.0);
        Self {
            low: (low / step).floor() * step,
            high: (high / step).ceil() * step,
            step,
        }
    }

    fn x(&self, value: f64) -> f64 {
        let span = (self.high - self.low).max(f64::MIN_POSITIVE);
        MARGIN + (value - self.low) / span * (WIDTH - 2.0 * MARGIN)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round() as u32;
        let (low, step) = (self.low, self.step);
        (0..=count).map(move |i| low + step * f64::from(i))
    }

    fn grid(self) -> Markup {
        html! {
            @for tick in self.ticks() {
                line class=(if tick.abs() < 1e-9 { "zero" } else { "grid" })
                    x1=(at(self.x(tick))) x2=(at(self.x(tick))) y1="0" y2=(HEIGHT) {}
            }
        }
    }

    /// The axis below the rows.
    pub(super) fn axis(self, unit: &str) -> Markup {
        html! {
            svg class="row axis" viewBox=(view_box()) role="img" aria-label={ "axis in " (unit) } {
                @for tick in self.ticks() {
                    text x=(at(self.x(tick))) y="12" text-anchor="middle" { (label(tick)) }
                }
                text x=(at(WIDTH / 2.0)) y="27" text-anchor="middle" { (unit) }
            }
        }
    }
}

/// Before and after, each with its interval.
pub(super) fn dumbbell(scale: Scale, base: &Estimate, tuned: &Estimate, title: &str) -> Markup {
    let (from, to) = (scale.x(base.value), scale.x(tuned.value));
    html! {
        svg class="row" viewBox=(view_box()) role="img" aria-label=(title) {
            (scale.grid())
            line class="way" x1=(at(from)) x2=(at(to)) y1="15" y2="15" {}
            (whisker(scale, base, "base", 15.0))
            (whisker(scale, tuned, "tuned", 15.0))
            circle class="base dot" cx=(at(from)) cy="15" r="5.5" {}
            circle class="tuned dot" cx=(at(to)) cy="15" r="5.5" {}
        }
    }
}

/// Estimates with their intervals on one line, each in its class.
pub(super) fn points(scale: Scale, estimates: &[(&Estimate, &str)], title: &str) -> Markup {
    let gap = HEIGHT / (estimates.len() as f64 + 1.0);
    html! {
        svg class="row" viewBox=(view_box()) role="img" aria-label=(title) {
            (scale.grid())
            @for (index, (estimate, class)) in estimates.iter().enumerate() {
                @let y = gap * (index as f64 + 1.0);
                (whisker(scale, estimate, class, y))
                circle class={ (class) " dot" } cx=(at(scale.x(estimate.value))) cy=(at(y)) r="4.5" {}
            }
        }
    }
}

fn whisker(scale: Scale, estimate: &Estimate, class: &str, y: f64) -> Markup {
    let (low, high) = (scale.x(estimate.low), scale.x(estimate.high));
    html! {
        line class={ (class) " whisker" } x1=(at(low)) x2=(at(high)) y1=(at(y)) y2=(at(y)) {}
        @for end in [low, high] {
            line class={ (class) " cap" } x1=(at(end)) x2=(at(end)) y1=(at(y - 4.0)) y2=(at(y + 4.0)) {}
        }
    }
}

fn view_box() -> String {
    format!("0 0 {WIDTH} {HEIGHT}")
}

/// A coordinate, to a tenth of a unit.
pub(super) fn at(value: f64) -> String {
    format!("{value:.1}")
}

/// A tick's label: as many decimals as it needs, up to three.
pub(super) fn label(tick: f64) -> String {
    let text = format!("{tick:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "" | "-0" | "0" => "0".to_owned(),
        _ => text.replace('-', "\u{2212}"),
    }
}

/// The round number (1, 2 or 5 times a power of ten) at or above a step.
pub(super) fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let factor = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|f| f * power >= step * 0.999);
    factor.unwrap_or(10.0) * power
}
