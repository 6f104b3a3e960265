// Package scenario is the language that describes a swarm and what happens to it: strict YAML is parsed into a Plan.
// The package owns the words, their units and their limits, and the JSON Schema with which editors check files;
// docs/simulation.md explains them to users. It is pure: it runs nothing and reads no file.
//
// A scenario says which nodes there are (groups), what is shared (files), when nodes arrive and leave, which policies
// decide, what goes wrong (steps), and what must hold (expect). Every quantity has its unit: "6 Mbit/s", "64 MiB",
// "20ms", "1 %". An unknown key, a missing unit or contradicting values are errors that name the line.
//
//   - plan.go, group.go, step.go, clause.go, settings.go, names.go: the values
//   - units.go, word.go, arrival.go, selection.go: the types of the values
//   - decode.go, check.go: from text to a plan
//   - write.go: from a step to text
//   - schema.go: from the same tables to a JSON Schema
//   - members.go, bound.go: what follows from a plan
package scenario
