package scenario

import (
	"cmp"
	"fmt"
	"slices"
)

// Limits of a plan: what today's machines can run, and what does not overflow.
const (
	maxNodes     = 100_000
	maxFiles     = 1000
	maxPieces    = 1 << 20
	maxStepCount = 100_000 // steps, counted with repetitions
	maxInvented  = 10_000  // owners that one step invents
)

// check reports values that contradict each other.
func (p *Plan) check() error {
	for _, check := range []func() error{p.checkTimes, p.checkGroups, p.checkFiles, p.checkSteps, p.checkClauses} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) checkTimes() error {
	s := p.ActorSettings()
	switch {
	case p.Limit == 0:
		return fmt.Errorf("limit must be above 0s")
	case s.TrackerInterval <= s.NodeInterval:
		return fmt.Errorf("tracker_interval (%v) must be above node_interval (%v)", s.TrackerInterval, s.NodeInterval)
	case s.ChunkLength > int64(cmp.Or(p.World.BufferMemory, BufferMemory)):
		return fmt.Errorf("chunk_length must not be above buffer_memory")
	case p.World.Block > maxBlock || p.World.Block > 0 && p.World.Block < minBlock:
		return fmt.Errorf("block must be between %d B and %d B", minBlock, maxBlock)
	}
	return nil
}

// Limits of the block size: a block must fit a datagram (RFC 768), and very small blocks are not useful.
const (
	minBlock = 64
	maxBlock = 65_000
)

func (p *Plan) checkGroups() error {
	names, total := map[string]bool{}, 0
	for i, g := range p.Nodes {
		where := fmt.Sprintf("nodes[%d]", i)
		total += int(g.Count)
		switch {
		case !groupNames.MatchString(g.Name) || g.Name == "all":
			return fmt.Errorf("%s.name must be small letters, digits, - and _, and not \"all\", not %q", where,
				clip(g.Name))
		case names[g.Name]:
			return fmt.Errorf("%s: two groups are called %q", where, g.Name)
		case g.Count == 0:
			return fmt.Errorf("%s.count must be at least 1", where)
		case total > maxNodes:
			return fmt.Errorf("%s: there are more than %d nodes", where, maxNodes)
		}
		names[g.Name] = true
	}
	if total == 0 {
		return fmt.Errorf("nodes must hold at least one group")
	}
	if p.Graph > 0 && (int(p.Graph) >= total || int(p.Graph)*total%2 == 1) {
		return fmt.Errorf("graph: there is no regular graph of degree %d with %d nodes", p.Graph, total)
	}
	return nil
}

func (p *Plan) checkFiles() error {
	names := map[string]bool{}
	if len(p.Files) == 0 || len(p.Files) > maxFiles {
		return fmt.Errorf("files must hold between 1 and %d files", maxFiles)
	}
	for i, f := range p.Files {
		where := fmt.Sprintf("files[%d]", i)
		if err := p.checkSelection(where+".owners", f.Owners); err != nil {
			return err
		}
		if err := p.checkSelection(where+".wanted", f.Wanted); err != nil {
			return err
		}
		switch {
		case names[f.Name]:
			return fmt.Errorf("%s: two files are called %q", where, clip(f.Name))
		case f.Piece == 0:
			return fmt.Errorf("%s.piece must be above 0 B", where)
		case f.Files < 0 || f.Files > maxPieces:
			return fmt.Errorf("%s.files must be between 0 and %d", where, maxPieces)
		case (f.Size+f.Piece-1)/f.Piece+Size(f.Files) > maxPieces:
			return fmt.Errorf("%s has more than %d pieces", where, maxPieces)
		}
		names[f.Name] = true
	}
	return nil
}

func (p *Plan) checkSteps() error {
	done := 0
	for i, s := range p.Steps {
		where := fmt.Sprintf("line %d: steps[%d]", s.Line, i)
		for _, selection := range []Selection{s.Nodes, s.From} {
			if err := p.checkSelection(where, selection); err != nil {
				return err
			}
		}
		if (s.Every == 0) != (s.Until == 0) {
			return fmt.Errorf("%s: every and until go together", where)
		}
		done += s.Repetitions()
		switch {
		case s.At >= p.Limit || s.Until >= p.Limit:
			return fmt.Errorf("%s comes after the limit of %v", where, p.Limit)
		case s.Until > 0 && s.Until < s.At:
			return fmt.Errorf("%s: until is before at", where)
		case int(s.Any) > len(p.Resolve(s.Nodes)):
			return fmt.Errorf("%s: any %d of %d nodes", where, s.Any, len(p.Resolve(s.Nodes)))
		case s.Do == SkewClock && s.Rate != 0 && (s.Rate < 0.1 || s.Rate > 10):
			return fmt.Errorf("%s: a clock's rate is from 0.1 to 10", where)
		case s.Do.Takes("per_second") && (s.PerSecond <= 0 || s.PerSecond > 1e5):
			return fmt.Errorf("%s: per_second is above 0, and at most 100000", where)
		case (s.Do == Sybil || s.Do == VictimAddress) && (s.Times < 1 || s.Times > maxInvented):
			return fmt.Errorf("%s: times is from 1 to %d", where, maxInvented)
		case done > maxStepCount:
			return fmt.Errorf("%s: with repetitions there are more than %d steps", where, maxStepCount)
		}
	}
	return nil
}

func (p *Plan) checkClauses() error {
	for i, c := range p.Expect {
		where := fmt.Sprintf("line %d: expect[%d]", c.Line, i)
		if err := p.checkSelection(where, c.Nodes); err != nil {
			return err
		}
		if c.File != "" && p.FileNamed(c.File) < 0 {
			return fmt.Errorf("%s: there is no file %q", where, clip(c.File))
		}
		if c.By > p.Limit || c.From > p.Limit {
			return fmt.Errorf("%s comes after the limit of %v", where, p.Limit)
		}
		counts := c.That == FactCount || c.That == Counter
		if counts && !c.Given["at_least"] && !c.Given["at_most"] {
			return fmt.Errorf("%s: say at_least or at_most", where)
		}
		if err := c.checkName(); err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
	}
	if len(p.Expect) == 0 {
		return fmt.Errorf("expect is empty: say at least one thing that must hold")
	}
	return nil
}

// checkSelection checks that every part of a selection names existing nodes.
func (p *Plan) checkSelection(where string, s Selection) error {
	for _, one := range s {
		found := one.Group == ""
		for _, g := range p.Nodes {
			found = found || g.Name == one.Group && one.Last <= int(g.Count)
		}
		if !found {
			return fmt.Errorf("%s: there is no node %q", where, one.String())
		}
	}
	return nil
}

// FileNamed returns the index of a file, or -1.
func (p *Plan) FileNamed(name string) int {
	for i, f := range p.Files {
		if f.Name == name {
			return i
		}
	}
	return -1
}

// checkName checks that the clause's fact or counter exists.
func (c Clause) checkName() error {
	known := map[Kind][]string{FactCount: Facts, Counter: Counters}[c.That]
	if c.Name != "" && !slices.Contains(known, c.Name) {
		return fmt.Errorf("there is no %s %q", c.That, clip(c.Name))
	}
	return nil
}
