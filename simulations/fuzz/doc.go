// Package fuzz searches for seeds with which a scenario fails. It draws faults from the seed, plays the scenario with
// them, and when something does not hold, removes faults for as long as the scenario still fails. Each finding can be
// replayed: the seed determines the faults, and numbers say which of them are needed. Each goroutine plays one world
// at a time.
package fuzz
