//! The grid: every mechanism of a composition on multiples of one width, refined until the
//! discretisation no longer shows.
//!
//! Widths are powers of two, so a finer grid contains the coarser one and its bound is never
//! higher. How much a width costs is read off moment generating functions: to first order, epsilon
//! rises by (K_coarse - K_fine)(lambda) / lambda, which needs no transform.

use super::discretise::Step;
use super::loss::Loss;
use super::tilt::{self, Tilt, Window};
use super::{Effort, Target};
use crate::accountant::Composition;

/// The losses of one direction of add-or-remove.
#[derive(Debug)]
pub(super) struct Terms {
    /// Loss distributions with how often each is composed.
    pub(super) losses: Vec<(Loss, u64)>,
    /// Grid width.
    pub(super) width: f64,
}

/// Both directions on one grid.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) remove: Terms,
    pub(super) add: Terms,
}

/// One direction, ready to be composed.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) terms: Terms,
    pub(super) tilt: Tilt,
    pub(super) window: Window,
    /// Chernoff's upper bound on what is sought.
    pub(super) chernoff: f64,
    /// Whether the other direction is far above that bound.
    pub(super) negligible: bool,
}

impl Terms {
    /// Log moment generating function of the composition at `lambda`.
    pub(super) fn log_mgf(&self, lambda: f64) -> f64 {
        self.losses
            .iter()
            .map(|(loss, k)| *k as f64 * loss.log_mgf(self.width, lambda))
            .sum()
    }

    /// Number of cells over all distributions.
    pub(super) fn cells(&self) -> usize {
        self.losses.iter().map(|(loss, _)| loss.mass.len()).sum()
    }

    /// Highest finite loss of the composition.
    pub(super) fn top(&self) -> f64 {
        let top = |loss: &Loss| (loss.first + loss.mass.len() as i64 - 1) as f64 * self.width;
        self.losses
            .iter()
            .map(|(loss, k)| *k as f64 * top(loss))
            .sum()
    }

    /// The same with the rarest high losses left out, of mass `dropped` in all: no bound, but the
    /// part that decides where epsilon lies.
    pub(super) fn without_rare(&self, dropped: f64) -> Self {
        let each = dropped / self.total();
        let keep = |loss: &Loss| loss.up_to(loss.last_common(each));
        let losses = self
            .losses
            .iter()
            .map(|(loss, k)| (keep(loss), *k))
            .collect();
        Self {
            losses,
            width: self.width,
        }
    }

    /// Highest loss of each part of [`Terms::without_rare`].
    fn caps(&self, dropped: f64) -> Vec<f64> {
        let each = dropped / self.total();
        let cap = |loss: &Loss| (loss.first + loss.last_common(each) as i64) as f64 * self.width;
        self.losses.iter().map(|(loss, _)| cap(loss)).collect()
    }

    /// [`Terms::log_mgf`] with each loss cut at its cap: how the common losses weigh, free of the
    /// rare ones, and as smooth in the grid's width as the whole.
    fn capped_log_mgf(&self, lambda: f64, caps: &[f64]) -> f64 {
        self.losses
            .iter()
            .zip(caps)
            .map(|((loss, k), &cap)| *k as f64 * loss.capped_log_mgf(self.width, lambda, cap))
            .sum()
    }

    /// Number of mechanisms composed.
    fn total(&self) -> f64 {
        self.losses.iter().map(|(_, k)| *k as f64).sum()
    }

    /// Bound on the mass of an infinite composed loss.
    pub(super) fn infinity(&self) -> f64 {
        self.losses
            .iter()
            .map(|(loss, k)| *k as f64 * loss.infinity)
            .sum()
    }
}

/// What is composed, and how finely.
pub(super) struct Job {
    steps: Vec<(Step, u64)>,
    tail: f64,
    target: Target,
    effort: Effort,
}

impl Job {
    /// `guess` is a delta in whose neighbourhood tails must be exact.
    pub(super) fn new(of: &Composition, target: Target, guess: f64, effort: Effort) -> Self {
        let mut steps: Vec<(Step, u64)> = of
            .sampled()
            .map(|s| {
                (
                    Step {
                        rate: s.rate,
                        sigma: s.sigma,
                    },
                    s.count,
                )
            })
            .collect();
        if of.gaussian > 0.0 {
            steps.push((
                Step {
                    rate: 1.0,
                    sigma: 1.0 / of.gaussian.sqrt(),
                },
                1,
            ));
        }
        let total: f64 = steps.iter().map(|(_, count)| *count as f64).sum();
        Self {
            steps,
            tail: (1e-7 * guess / total).max(1e-290),
            target,
            effort,
        }
    }

    fn cells(&self, width: f64) -> f64 {
        self.steps
            .iter()
            .map(|(step, _)| step.cells(width, self.tail))
            .sum()
    }

    fn grid(&self, width: f64) -> Grid {
        let (mut remove, mut add) = (Vec::new(), Vec::new());
        for (step, count) in &self.steps {
            let pair = step.discretise(width, self.tail);
            remove.push((pair.remove, *count));
            add.push((pair.add, *count));
        }
        Grid {
            remove: Terms {
                losses: remove,
                width,
            },
            add: Terms { losses: add, width },
        }
    }

    /// A width that gives the widest step some two thousand cells.
    fn first_width(&self) -> f64 {
        let unit = 2f64.powi(-40);
        let widest = self
            .steps
            .iter()
            .map(|(step, _)| step.cells(unit, self.tail) * unit)
            .fold(unit, f64::max);
        (widest / 2048.0).log2().floor().exp2()
    }

    /// Refines the grid, and returns removal and addition.
    pub(super) fn prepare(&self) -> [Prepared; 2] {
        let mut width = self.first_width();
        let mut grid = self.grid(width);
        let mut tilts = grid.each(|terms| Tilt::find(terms, self.target, None));
        let mut windows = self.windows(&grid, &tilts);
        while self.span(&windows, &tilts) / width > self.effort.most_points() {
            width *= 2.0;
            grid = self.grid(width);
            tilts = grid.each(|terms| Tilt::find(terms, self.target, None));
            windows = self.windows(&grid, &tilts);
        }
        let mut previous = f64::INFINITY;
        let mut halvings = 2;
        loop {
            let next = self.affordable(width, &windows, &tilts, halvings);
            if next >= width {
                break;
            }
            let fine = self.grid(next);
            // A well resolved grid no longer moves the tilt.
            if fine.cells() <= 1 << 12 || previous > 0.03 {
                tilts = fine.each_with(&tilts, |terms, tilt| {
                    Tilt::find(terms, self.target, Some(tilt))
                });
                windows = self.windows(&fine, &tilts);
            }
            let excess = self.excess(&grid, &fine, &tilts);
            // The error falls with the first to second power of the width. To stop, assume the
            // worse until it was measured; to choose the next width, the better.
            let levels = (width / next).log2();
            let power = ((previous / excess).log2() / levels).clamp(1.0, 2.0);
            let left = excess / ((power * levels).exp2() - 1.0);
            let hoped = if previous.is_finite() {
                left
            } else {
                excess / (4f64.powf(levels) - 1.0)
            };
            let left = if previous.is_finite() {
                left
            } else {
                excess / (2f64.powf(levels) - 1.0)
            };
            (grid, width, previous) = (fine, next, excess);
            let size = (grid.cells() as f64).max(self.span(&windows, &tilts) / width);
            let aim = self.effort.aim(size);
            if left <= aim {
                break;
            }
            halvings = ((hoped / aim).log2() / 2.0).ceil().clamp(1.0, 4.0) as i32;
        }
        self.finish(grid, tilts, windows)
    }

    /// Removal and addition on a grid of a given width, looked at where `near` was.
    pub(super) fn prepare_at(&self, width: f64, near: &[Prepared; 2]) -> [Prepared; 2] {
        let Grid { remove, add } = self.grid(width);
        let prepared = |terms, side: &Prepared| {
            let (tilt, mut window) = (side.tilt, side.window);
            if let Target::Epsilon(epsilon) = self.target {
                window.low = window.low.min(epsilon - 4.0 / tilt.lambda);
            }
            let chernoff = tilt::chernoff(&terms, self.target, tilt.lambda);
            Prepared {
                terms,
                tilt,
                window,
                chernoff,
                negligible: false,
            }
        };
        [prepared(remove, &near[0]), prepared(add, &near[1])]
    }

    fn finish(&self, grid: Grid, tilts: [Tilt; 2], windows: [Window; 2]) -> [Prepared; 2] {
        let bounds = grid.each_with(&tilts, |t, l| tilt::chernoff(t, self.target, l.lambda));
        let Grid { remove, add } = grid;
        let prepared = |terms, i: usize| Prepared {
            terms,
            tilt: tilts[i],
            window: windows[i],
            chernoff: bounds[i],
            negligible: self.negligible(&tilts, i),
        };
        [prepared(remove, 0), prepared(add, 1)]
    }

    /// Whether a direction's Chernoff bound is so far below the other's that it is never the
    /// answer, and need not be composed.
    fn negligible(&self, tilts: &[Tilt; 2], i: usize) -> bool {
        let (mine, other) = (tilts[i].guess, tilts[1 - i].guess);
        match self.target {
            Target::Delta(_) => mine < 0.5 * other,
            Target::Epsilon(_) => mine < other - 40.0,
        }
    }

    /// Width of the widest window that matters.
    fn span(&self, windows: &[Window; 2], tilts: &[Tilt; 2]) -> f64 {
        [0, 1]
            .into_iter()
            .filter(|&i| !self.negligible(tilts, i))
            .map(|i| windows[i].high - windows[i].low)
            .fold(0.0, f64::max)
    }

    fn windows(&self, grid: &Grid, tilts: &[Tilt; 2]) -> [Window; 2] {
        grid.each_with(tilts, |terms, tilt| tilt::window(terms, self.target, tilt))
    }

    /// `width` halved `halvings` times, or less where memory would not allow it.
    fn affordable(
        &self,
        width: f64,
        windows: &[Window; 2],
        tilts: &[Tilt; 2],
        halvings: i32,
    ) -> f64 {
        let span = self.span(windows, tilts);
        let mut next = width * 2f64.powi(-halvings);
        while next < width && self.cells(next).max(span / next) > self.effort.most_points() {
            next *= 2.0;
        }
        next
    }

    /// How much more the coarse grid costs than the fine one, as a fraction of what is sought.
    fn excess(&self, coarse: &Grid, fine: &Grid, tilts: &[Tilt; 2]) -> f64 {
        let loss = |coarse: &Terms, fine: &Terms, tilt: &Tilt| {
            let caps = fine.caps(tilt.dropped);
            let excess = coarse.capped_log_mgf(tilt.planned, &caps)
                - fine.capped_log_mgf(tilt.planned, &caps);
            excess / tilt.planned
        };
        let losses = [
            loss(&coarse.remove, &fine.remove, &tilts[0]),
            loss(&coarse.add, &fine.add, &tilts[1]),
        ];
        let scale = match self.target {
            Target::Delta(_) => tilts[0].guess.max(tilts[1].guess),
            Target::Epsilon(epsilon) => epsilon,
        };
        let each = [0, 1].map(|i| {
            if self.negligible(tilts, i) {
                0.0
            } else {
                losses[i] / scale.max(2e-3)
            }
        });
        let worst = each[0].max(each[1]);
        if worst.is_nan() {
            f64::INFINITY
        } else {
            worst.max(1e-15)
        }
    }
}

impl Grid {
    fn each<T>(&self, f: impl Fn(&Terms) -> T) -> [T; 2] {
        [f(&self.remove), f(&self.add)]
    }

    fn each_with<T>(&self, with: &[Tilt; 2], f: impl Fn(&Terms, &Tilt) -> T) -> [T; 2] {
        [f(&self.remove, &with[0]), f(&self.add, &with[1])]
    }

    fn cells(&self) -> usize {
        self.remove.cells().max(self.add.cells())
    }
}
