package replay

import (
	"cmp"
	"fmt"
	"reflect"
	"time"

	"swarm/messages"
	"swarm/simulations/scenario"
)

// clause is one expectation, with what it has counted so far.
type clause struct {
	scenario.Clause
	deadline       time.Duration
	nodes          map[messages.NodeID]bool // the nodes that it is about; nil: all
	fact           string
	count          int
	forgottenNodes map[messages.NodeID]bool // of a clause of kind Forgotten
}

func (r *run) newClause(c scenario.Clause) *clause {
	out := &clause{Clause: c, deadline: time.Duration(cmp.Or(c.By, r.plan.Limit)), fact: c.Name,
		forgottenNodes: map[messages.NodeID]bool{}}
	if len(c.Nodes) > 0 {
		out.nodes = map[messages.NodeID]bool{}
		for _, id := range r.plan.Resolve(c.Nodes) {
			out.nodes[id] = true
		}
	}
	return out
}

// String names the clause for messages to users.
func (c *clause) String() string {
	text := fmt.Sprintf("line %d: expect %s", c.Line, c.That)
	if c.Name != "" {
		text += " " + c.Name
	}
	return text
}

func (c *clause) wants(id messages.NodeID) bool { return c.nodes == nil || c.nodes[id] }

// observe counts facts.
func (c *clause) observe(at time.Duration, fact messages.Fact) {
	if at < time.Duration(c.From) || at > c.deadline || !c.wants(fact.Where()) {
		return
	}
	switch c.That {
	case scenario.FactCount:
		if reflect.TypeOf(fact).Name() == c.fact {
			c.count++
		}
	case scenario.Forgotten:
		switch fact.(type) {
		case messages.NodeExpired, messages.NodeExited:
			c.forgottenNodes[fact.Where()] = true
		}
	}
}

// judge returns what is wrong with a clause at the end of a run, or "" when it holds.
func (r *run) judge(c *clause, o *Outcome) string {
	switch c.That {
	case scenario.Complete:
		return r.judgeComplete(c)
	case scenario.Incomplete:
		return r.judgeIncomplete(c)
	case scenario.Forgotten:
		if len(c.forgottenNodes) < len(c.nodes) {
			return fmt.Sprintf("%d of %d nodes were forgotten by %v", len(c.forgottenNodes), len(c.nodes), c.deadline)
		}
	case scenario.Efficiency:
		return c.judgeNumber("efficiency", o.Efficiency())
	case scenario.FactCount:
		return c.judgeNumber(c.Name, float64(c.count))
	case scenario.Counter:
		return c.judgeNumber(c.Name, counters[c.Name](o))
	}
	return ""
}

func (c *clause) judgeNumber(name string, value float64) string {
	if c.Given["at_least"] && value < float64(c.AtLeast) {
		return fmt.Sprintf("%s is %.4g, and must be at least %g", name, value, float64(c.AtLeast))
	}
	if c.Given["at_most"] && value > float64(c.AtMost) {
		return fmt.Sprintf("%s is %.4g, and must be at most %g", name, value, float64(c.AtMost))
	}
	return ""
}

func (r *run) judgeComplete(c *clause) string {
	want, have := 0, 0
	first := ""
	for _, m := range r.members {
		if !c.wants(m.ID) || !m.concernedBy(c, r) {
			continue
		}
		want++
		if at := m.doneAt(c, r); at != Never && at <= c.deadline {
			have++
		} else if first == "" {
			first = m.Name
		}
	}
	share := float64(c.Share)
	if !c.Given["share"] {
		share = 1
	}
	if float64(have) >= share*float64(want) {
		return ""
	}
	return fmt.Sprintf("%d of %d nodes were done by %v, and must be %.4g %%; %s is the first that was not", have, want,
		c.deadline, share*100, first)
}

func (r *run) judgeIncomplete(c *clause) string {
	for _, m := range r.members {
		if c.wants(m.ID) && m.concernedBy(c, r) {
			if at := m.doneAt(c, r); at != Never && at <= c.deadline {
				return fmt.Sprintf("%s was done at %v, and must not be by %v", m.Name, at, c.deadline)
			}
		}
	}
	return ""
}

// concernedBy reports whether the node wants the file that a clause is about.
func (m *member) concernedBy(c *clause, r *run) bool {
	if c.File == "" {
		return len(m.wants) > 0
	}
	for _, file := range m.wants {
		if file == r.plan.FileNamed(c.File) {
			return true
		}
	}
	return false
}

// doneAt returns when the node had the file that a clause is about, or Never.
func (m *member) doneAt(c *clause, r *run) time.Duration {
	if c.File == "" {
		return m.finished
	}
	for i, file := range m.wants {
		if file == r.plan.FileNamed(c.File) {
			return m.completedAt[i]
		}
	}
	return Never
}

// counters are the counters that a clause may refer to. A test compares them with the scenario language.
var counters = map[string]func(o *Outcome) float64{
	"packets":      func(o *Outcome) float64 { return float64(o.Counts.Packets) },
	"blocks":       func(o *Outcome) float64 { return float64(o.Counts.Blocks) },
	"block_bytes":  func(o *Outcome) float64 { return float64(o.Counts.BlockBytes) },
	"lost":         func(o *Outcome) float64 { return float64(o.Counts.Lost) },
	"corrupted":    func(o *Outcome) float64 { return float64(o.Counts.Corrupted) },
	"duplicated":   func(o *Outcome) float64 { return float64(o.Counts.Duplicated) },
	"reordered":    func(o *Outcome) float64 { return float64(o.Counts.Reordered) },
	"unwanted":     func(o *Outcome) float64 { return float64(o.Counts.Unwanted) },
	"repeated":     func(o *Outcome) float64 { return float64(o.Counts.Repeated) },
	"stale":        func(o *Outcome) float64 { return float64(o.Counts.Stale) },
	"malformed":    func(o *Outcome) float64 { return float64(o.Counts.Malformed) },
	"dead_letters": func(o *Outcome) float64 { return float64(o.DeadLetters) },
}
