//! Members found against false alarms, both axes logarithmic: what counts is the lower left, where an
//! attacker who may hardly ever be wrong stands.

use attacks::membership::Membership;
use attacks::membership::roc::RocPoint;
use maud::{Markup, html};

use super::number::{Style, View};
use super::probes::name;
use super::svg::at;

/// Size of the drawing, in user units.
const SIZE: (f64, f64) = (640.0, 400.0);
const LEFT: f64 = 64.0;
const BOTTOM: f64 = 48.0;
const MARGIN: f64 = 16.0;

/// All attacks, the strongest by area in front; nothing where there is none.
pub(super) fn figure(view: &View) -> Markup {
    let attacks = &view.body.findings.membership;
    let area = |(_, a): &(usize, &Membership)| a.auroc.value;
    let strongest = attacks
        .iter()
        .enumerate()
        .filter(|one| area(one).is_finite())
        .max_by(|a, b| area(a).total_cmp(&area(b)));
    let Some((index, front)) = strongest else {
        return html! {};
    };
    html! {
        figure {
            p class="legend" {
                span class="key tuned" {
                    (name(&front.attack)) ", area "
                    (view.number(&format!("findings.membership.{index}.auroc.value"), Style::Score))
                }
                span class="key base" { "the other attacks" }
                span { "dashed: guessing" }
            }
            div class="scroll" role="region" tabindex="0" aria-label="ROC curves" {
                (drawing(attacks, index))
            }
            figcaption {
                "Share of the training records that are found, against the share of records never seen \
                 that are taken for them. Both axes are logarithmic."
            }
        }
    }
}

fn drawing(attacks: &[Membership], front: usize) -> Markup {
    let axis = Axis::of(attacks);
    let others = attacks.iter().enumerate().filter(|(i, _)| *i != front);
    html! {
        svg class="plot" viewBox={ "0 0 " (SIZE.0) " " (SIZE.1) } role="img"
            aria-label="Members found against false alarms, one curve an attack, on logarithmic axes"
        {
            @for decade in axis.decades() {
                @let (x, y) = (axis.x(decade), axis.y(decade));
                line class="grid" x1=(at(x)) x2=(at(x)) y1=(at(MARGIN)) y2=(at(SIZE.1 - BOTTOM)) {}
                line class="grid" x1=(at(LEFT)) x2=(at(SIZE.0 - MARGIN)) y1=(at(y)) y2=(at(y)) {}
                text x=(at(x)) y=(at(SIZE.1 - BOTTOM + 18.0)) text-anchor="middle" { (percent(decade)) }
                text x=(at(LEFT - 8.0)) y=(at(y + 4.0)) text-anchor="end" { (percent(decade)) }
            }
            line class="chance" x1=(at(axis.x(axis.low))) y1=(at(axis.y(axis.low)))
                x2=(at(axis.x(1.0))) y2=(at(axis.y(1.0))) {}
            @for (_, attack) in others {
                path class="curve base" d=(axis.path(&attack.roc)) {}
            }
            path class="curve tuned" d=(axis.path(&attacks[front].roc)) {}
            text x=(at((LEFT + SIZE.0) / 2.0)) y=(at(SIZE.1 - 8.0)) text-anchor="middle" {
                "false alarms among records never seen"
            }
        }
    }
}

/// The common range of both axes: from a whole power of ten to 1.
struct Axis {
    low: f64,
}

impl Axis {
    /// Down to one false alarm.
    fn of(attacks: &[Membership]) -> Self {
        let others = attacks.iter().map(|a| a.non_member_count).max();
        let decades = (others.unwrap_or(10).max(10) as f64).log10().ceil();
        Self {
            low: 10_f64.powf(-decades.min(6.0)),
        }
    }

    fn decades(&self) -> impl Iterator<Item = f64> {
        let count = -self.low.log10().round() as i32;
        (-count..=0).map(|power| 10_f64.powi(power))
    }

    fn along(&self, rate: f64) -> f64 {
        1.0 - rate.max(self.low).ln() / self.low.ln()
    }

    fn x(&self, rate: f64) -> f64 {
        LEFT + self.along(rate) * (SIZE.0 - LEFT - MARGIN)
    }

    fn y(&self, rate: f64) -> f64 {
        SIZE.1 - BOTTOM - self.along(rate) * (SIZE.1 - BOTTOM - MARGIN)
    }

    /// A step curve: a rate is kept until more are found.
    fn path(&self, points: &[RocPoint]) -> String {
        let mut path = String::new();
        for (i, point) in points.iter().enumerate() {
            let (x, y) = (at(self.x(point.fpr)), at(self.y(point.tpr)));
            path += &match i {
                0 => format!("M{x} {y}"),
                _ => format!("H{x}V{y}"),
            };
        }
        path
    }
}

fn percent(rate: f64) -> String {
    let percent = rate * 100.0;
    match percent >= 1.0 {
        true => format!("{percent:.0} %"),
        false => format!("{percent} %"),
    }
}
