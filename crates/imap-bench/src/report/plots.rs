//! Plots, as SVG.

use std::ops::Range;

use plotters::coord::combinators::IntoLogRange as _;
use plotters::prelude::*;

use super::USUAL;
use crate::args::spell;
use crate::figures::Figures;
use crate::load::Sized;
use crate::scaling::{MEBIBYTES, NUMBERS, lines, literals};
use crate::subject::SUBJECTS;

const SIZE: (u32, u32) = (900, 480);
const FONT: &str = "sans-serif";

/// One colour a subject: Okabe and Ito's, which the colour-blind can tell apart.
const COLOURS: [RGBColor; SUBJECTS.len()] = [
    RGBColor(213, 94, 0),
    RGBColor(230, 159, 0),
    RGBColor(0, 0, 0),
    RGBColor(0, 114, 178),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(110, 110, 110),
];

/// What goes wrong while drawing, which in memory is nothing.
fn drawing(error: impl std::fmt::Display) -> String {
    format!("plot: {error}")
}

/// Names of files and their contents.
pub(super) fn all(figures: &Figures, loads: &[Sized]) -> Result<Vec<(&'static str, String)>, String> {
    let millions = |sized: &Sized| sized.size as f64;
    let mebibytes = |sized: &Sized| sized.size as f64 / f64::from(1 << 20);
    let line = Lines {
        title: "One SEARCH line in chunks of 1460 octets",
        across: "numbers in it",
        up: "seconds",
        what: "time",
        chunk: 1460,
        unit: 1.0,
    };
    let literal = Lines {
        title: "One literal in chunks of 16 KiB",
        across: "MiB",
        up: "seconds",
        what: "time",
        chunk: USUAL,
        unit: 1.0,
    };
    let title = "Peak memory for one literal, which all but \"streamed\" buffer";
    let peak = Lines { title, up: "MB", what: "peak", unit: 1e6, ..literal };
    Ok(vec![
        ("throughput.svg", throughput(figures, loads)?),
        ("line.svg", line.draw(figures, &lines(&NUMBERS), millions)?),
        ("literal.svg", literal.draw(figures, &literals(&MEBIBYTES), mebibytes)?),
        ("memory.svg", peak.draw(figures, &literals(&MEBIBYTES), mebibytes)?),
    ])
}

/// MB/s of each subject, one load a row.
fn throughput(figures: &Figures, loads: &[Sized]) -> Result<String, String> {
    let mut svg = String::new();
    {
        let height = 60 + 44 * loads.len() as u32;
        let area = SVGBackend::with_string(&mut svg, (SIZE.0, height)).into_drawing_area();
        area.fill(&WHITE).map_err(drawing)?;
        let mut chart = ChartBuilder::on(&area)
            .caption("Throughput in chunks of 16 KiB", (FONT, 20))
            .margin(12)
            .x_label_area_size(40)
            .y_label_area_size(100)
            .build_cartesian_2d((1f64..500_000f64).log_scale(), -0.5..loads.len() as f64 - 0.5)
            .map_err(drawing)?;
        chart
            .configure_mesh()
            .x_desc("MB/s (logarithmic; further right is faster)")
            .y_labels(loads.len())
            .y_label_formatter(&|row| name(loads, *row))
            .x_label_formatter(&|x| plain(*x))
            .disable_y_mesh()
            .label_style((FONT, 14))
            .draw()
            .map_err(drawing)?;
        for (subject, colour) in SUBJECTS.iter().zip(COLOURS).rev() {
            let points = rates(figures, loads, subject).into_iter();
            chart
                .draw_series(points.map(|at| Circle::new(at, 6, colour.filled())))
                .map_err(drawing)?
                .label(*subject)
                .legend(move |(x, y)| Circle::new((x + 8, y), 5, colour.filled()));
        }
        legend(&mut chart)?;
        area.present().map_err(drawing)?;
    }
    Ok(svg)
}

/// The load of a row; they are counted from below.
fn name(loads: &[Sized], row: f64) -> String {
    let load = loads.iter().rev().nth(row.round() as usize).filter(|_| row > -0.5);
    load.map_or("", |load| load.kind.name()).to_owned()
}

/// MB/s, and the row of the load.
fn rates(figures: &Figures, loads: &[Sized], subject: &str) -> Vec<(f64, f64)> {
    let rate = |(row, sized): (usize, &Sized)| {
        let load = sized.to_string();
        let octets = figures.number("octets", &load, "-", "-")?;
        let seconds = figures.number("time", &load, subject, &spell(USUAL))?;
        Some((octets / 1e6 / seconds, row as f64))
    };
    loads.iter().rev().enumerate().filter_map(rate).collect()
}

type Chart<'b, X, Y> = ChartContext<'b, SVGBackend<'b>, Cartesian2d<X, Y>>;

fn legend<'b, X: Ranged<ValueType = f64>, Y: Ranged<ValueType = f64>>(
    chart: &mut Chart<'b, X, Y>,
) -> Result<(), String> {
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK.mix(0.3))
        .label_font((FONT, 14))
        .draw()
        .map_err(drawing)
}

/// The points of each subject.
type Series = Vec<(&'static str, Vec<(f64, f64)>)>;

/// A plot of one line a subject, both axes logarithmic.
#[derive(Clone, Copy, Debug)]
struct Lines {
    title: &'static str,
    across: &'static str,
    up: &'static str,
    what: &'static str,
    chunk: usize,
    /// What the figures are divided by.
    unit: f64,
}

impl Lines {
    fn draw(self, figures: &Figures, sizes: &[Sized], across: fn(&Sized) -> f64) -> Result<String, String> {
        let series = self.series(figures, sizes, across);
        let (mut across, up) = (ends(&series, |at| at.0), ends(&series, |at| at.1));
        // The legend has its place there.
        across.end *= 6.0;
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
            area.fill(&WHITE).map_err(drawing)?;
            let mut chart = ChartBuilder::on(&area)
                .caption(self.title, (FONT, 20))
                .margin(12)
                .x_label_area_size(40)
                .y_label_area_size(70)
                .build_cartesian_2d(across.log_scale(), up.log_scale())
                .map_err(drawing)?;
            chart
                .configure_mesh()
                .x_desc(self.across)
                .y_desc(self.up)
                .label_style((FONT, 14))
                .y_label_formatter(&|y| plain(*y))
                .x_label_formatter(&|x| plain(*x))
                .draw()
                .map_err(drawing)?;
            // Ours last and thin, so that a line is seen where another lies upon it.
            for (at, (subject, points)) in series.iter().enumerate().rev() {
                let (colour, width) = (COLOURS[at], 1 + at as u32);
                let line = LineSeries::new(points.iter().copied(), colour.stroke_width(width)).point_size(4);
                chart.draw_series(line).map_err(drawing)?.label(*subject).legend(move |(x, y)| {
                    PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(width))
                });
            }
            legend(&mut chart)?;
            area.present().map_err(drawing)?;
        }
        Ok(svg)
    }

    /// The points of each subject; one that was stopped ends before.
    fn series(self, figures: &Figures, sizes: &[Sized], across: fn(&Sized) -> f64) -> Series {
        let of = |subject: &'static str| {
            let points = sizes.iter().filter_map(|sized| {
                let value = figures.number(self.what, &sized.to_string(), subject, &spell(self.chunk))?;
                Some((across(sized), value / self.unit))
            });
            (subject, points.collect())
        };
        SUBJECTS.iter().map(|subject| of(subject)).collect()
    }
}

/// Where an axis begins and ends.
fn ends(series: &Series, pick: fn(&(f64, f64)) -> f64) -> Range<f64> {
    let all = || series.iter().flat_map(|(_, points)| points.iter().map(pick));
    let least = all().fold(f64::INFINITY, f64::min);
    if least.is_finite() { least * 0.8..all().fold(least, f64::max) * 1.3 } else { 1.0..10.0 }
}

/// A number without needless zeros.
fn plain(number: f64) -> String {
    format!("{:.6}", number).trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{all, plain};
    use crate::figures::Figures;
    use crate::load::{Kind, Sized};

    #[test]
    fn draws_what_there_is() {
        let text = "octets list50k - - 3000000\ntime list50k ours 16384 0.01\ntime list50k imap-proto 16384 0.02\n\
            time search1m@10000 ours 1460 0.0001\ntime search1m ours 1460 0.01\npeak lit64m ours 16384 67108864\n";
        let loads = [Sized::scaled(Kind::List, 1)];
        let plots = all(&Figures::from_text(text).unwrap(), &loads).unwrap();
        assert_eq!(plots.len(), 4);
        for (name, svg) in plots {
            assert!(svg.contains("</svg>") && svg.contains("ours"), "{name}");
        }
        assert!(all(&Figures::default(), &loads).is_ok());
        assert_eq!((plain(0.001), plain(100.0), plain(0.25)), ("0.001".into(), "100".into(), "0.25".into()));
    }
}
