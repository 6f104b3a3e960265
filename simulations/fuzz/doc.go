// Package fuzz looks for seeds with which a scenario fails: it draws faults from the seed, plays the scenario with them,
// and, when something does not hold, leaves faults out for as long as it still fails. It never plays two worlds on one
// goroutine at a time, and what it finds can be replayed: the seed gives the faults, and their numbers say which were left.
package fuzz
