//! The engine as one piece: worked examples, golden statements, refusals, properties, and an
//! independent slow model that agrees with it on ten thousand made-up agreements.

mod agrees;
mod cases;
mod coverage;
mod engine;
mod figures;
mod fuzz;
mod generator;
mod model;
mod oddities;
mod properties;
mod ratings;
mod spec;
mod worked;
mod year_end;
