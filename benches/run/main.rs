//! The native half of `make bench`.

mod measure;

fn main() {
    let started = std::time::Instant::now();
    let now_ms = || started.elapsed().as_secs_f64() * 1000.0;
    for line in measure::measure(now_ms, resident_mb).lines() {
        println!("native: {line}");
    }
}

/// The process's memory; known on Linux only.
fn resident_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kb: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kb / 1000.0)
}
