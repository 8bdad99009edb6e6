//! The crate's side of bench/peers/run.py: the same cases in, the same lines out as engine.cpp.
use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::BufRead;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use alloy_primitives::{I256, U256};
use uniswap_v3_math::{full_math, sqrt_price_math, swap_math, tick_math};

struct Case {
    input: Vec<U256>,
    output: Option<Vec<U256>>,
}

fn parse(text: &str) -> U256 {
    match text.strip_prefix('-') {
        Some(digits) => U256::ZERO.wrapping_sub(parse(digits)),
        None => U256::from_str_radix(text, 10).expect("a decimal number"),
    }
}

fn read_cases() -> BTreeMap<String, Vec<Case>> {
    let mut all: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line of text");
        let (question, answer) = line.split_once(" =").expect("a case");
        let mut words = question.split_whitespace();
        let name = words.next().expect("a name").to_string();
        let input = words.map(parse).collect();
        let answer = answer.trim();
        let output = (answer != "!").then(|| answer.split_whitespace().map(parse).collect());
        all.entry(name).or_default().push(Case { input, output });
    }
    all
}

/// Compares every case, then times those that are answered: `prepare` makes typed arguments,
/// `call` the answer. A panic is a revert that the crate does not announce.
fn run<A, R>(
    all: &BTreeMap<String, Vec<Case>>,
    name: &str,
    prepare: impl Fn(&[U256]) -> A,
    call: impl Fn(&A) -> Option<R>,
    words: impl Fn(R) -> Vec<U256>,
) {
    let cases = &all[name];
    let mut accepted = Vec::new();
    let mut differences = 0;
    for case in cases {
        let typed = prepare(&case.input);
        let answer = catch_unwind(AssertUnwindSafe(|| call(&typed))).unwrap_or(None);
        if answer.map(&words) != case.output {
            differences += 1;
        } else if case.output.is_some() {
            accepted.push(typed);
        }
    }
    // Short rounds, so that the best one was not interrupted by another program.
    let mut best = f64::INFINITY;
    for _ in 0..400 {
        let start = Instant::now();
        let mut calls = 0;
        while start.elapsed() < Duration::from_millis(1) {
            for typed in &accepted {
                black_box(call(black_box(typed)));
            }
            calls += accepted.len();
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e9 / calls as f64);
    }
    println!("{name} {} {differences} {best}", cases.len());
}

fn tick_of(x: &U256) -> i32 {
    x.as_limbs()[0] as i32
}

fn tick_word(tick: i32) -> U256 {
    if tick < 0 {
        U256::ZERO.wrapping_sub(U256::from(tick.unsigned_abs()))
    } else {
        U256::from(tick)
    }
}

type Amount = (U256, U256, u128, bool);

fn to_amount(x: &[U256]) -> Amount {
    (x[0], x[1], x[2].to::<u128>(), !x[3].is_zero())
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let all = read_cases();
    let one = |value| vec![value];
    run(
        &all,
        "mulDiv",
        |x| (x[0], x[1], x[2]),
        |x| full_math::mul_div(x.0, x.1, x.2).ok(),
        one,
    );
    run(
        &all,
        "getSqrtRatioAtTick",
        |x| tick_of(&x[0]),
        |x| tick_math::get_sqrt_ratio_at_tick(*x).ok(),
        one,
    );
    run(
        &all,
        "getTickAtSqrtRatio",
        |x| x[0],
        |x| tick_math::get_tick_at_sqrt_ratio(*x).ok(),
        |tick| vec![tick_word(tick)],
    );
    run(
        &all,
        "getAmount0Delta",
        to_amount,
        |x| sqrt_price_math::_get_amount_0_delta(x.0, x.1, x.2, x.3).ok(),
        one,
    );
    run(
        &all,
        "getAmount1Delta",
        to_amount,
        |x| sqrt_price_math::_get_amount_1_delta(x.0, x.1, x.2, x.3).ok(),
        one,
    );
    run(
        &all,
        "computeSwapStep",
        |x| (x[0], x[1], x[2].to::<u128>(), I256::from_raw(x[3]), x[4].to::<u32>()),
        |x| swap_math::compute_swap_step(x.0, x.1, x.2, x.3, x.4).ok(),
        |step| vec![step.0, step.1, step.2, step.3],
    );
}
