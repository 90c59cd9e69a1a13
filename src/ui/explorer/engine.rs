//! What carries orders out, beside the page or in it, and what puts them into words on the way
//! there: fetched when it is first needed.

use crate::catalog;
use crate::ui::later::ACTS;
use crate::view::explorer::{Job, Order, Report};

/// Works for so many milliseconds by this clock.
pub type Work = Box<dyn FnMut(&dyn Fn() -> f64, f64) -> Report>;

pub struct Engine {
    pub begin: fn(Order) -> Work,
    pub write_order: fn(&Order) -> String,
    pub read_order: fn(&str) -> Option<Order>,
    pub write_report: fn(&Report) -> String,
    pub read_report: fn(&str) -> Option<Report>,
}

pub fn begin(order: Order) -> Work {
    match job(order) {
        Ok(mut job) => Box::new(move |now_ms, for_ms| job.work(now_ms, for_ms)),
        Err(why) => Box::new(move |_, _| Report::failed(why.clone())),
    }
}

fn job(order: Order) -> Result<Job, String> {
    let acts = ACTS.get().ok_or("what reads links could not be fetched")?;
    let scenario = (acts.scenario)(&order.payload)?;
    let begin = move |ground, settings| {
        catalog::hunt_untyped(&scenario, ground, settings).map_err(|error| error.to_string())
    };
    Ok(Job::new(order, Box::new(begin), acts.link))
}
