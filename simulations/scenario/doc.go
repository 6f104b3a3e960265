// Package scenario is the language in which a swarm and what happens to it are written down: strict YAML on one side, a
// Plan on the other. It owns the words, their units and their limits, and the JSON Schema that editors check files with;
// docs/simulation.md explains them for people. It is pure: it never runs anything, and reads no file.
//
// A scenario says who is there (node groups), what is shared (files), who comes and goes when (arrivals, departures),
// which policies decide, what goes wrong (steps), and what must come of it (expect). Every quantity is written with its
// unit: "6 Mbit/s", "64 MiB", "20ms", "1 %". An unknown key, a missing unit or an impossible relation is an error that
// names the line.
//
//   - plan.go, group.go, step.go, clause.go, settings.go: the values
//   - units.go, word.go, arrival.go, selection.go: what can stand behind a key
//   - decode.go, check.go: from text to a plan
//   - schema.go: from the same tables to a JSON Schema
//   - members.go, bound.go: what follows from a plan
package scenario
