// Package check holds what must be true in every run of every scenario, one invariant per file. It only looks: it never
// changes a world, and never speaks to an actor.
package check
