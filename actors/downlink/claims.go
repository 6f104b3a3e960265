package downlink

import (
	"swarm/actors/port"
	"swarm/messages"
)

// maxAllowed is the most bytes that a path is allowed at a time: about one full span, so that others have their turns.
const maxAllowed = 64 << 10

// claims are the open claims of all paths. Files take turns, and so do the paths of a file. A path has at most one
// claim for each file, so the number of claims is bounded by the paths and by the files that a node fetches.
type claims struct{ files []*claimed }

// claimed are the claims for one file.
type claimed struct {
	hash   messages.InfoHash
	claims []*claim // in the order of their turns; invariant: not empty
}

// claim is what one path wants of one file.
type claim struct {
	path  port.PID
	file  messages.InfoHash
	bytes int // not allowed yet; invariant: > 0
	block int
	held  bool // the claim had to wait
}

// add appends a claim, or adds to the claim that its path has already.
func (c *claims) add(more *port.Claim) {
	file := c.claimsFor(more.File)
	if file == nil {
		file = &claimed{hash: more.File}
		c.files = append(c.files, file)
	}
	for _, old := range file.claims {
		if old.path.Equal(more.Path) {
			old.bytes, old.block = old.bytes+more.Bytes, more.Block
			return
		}
	}
	file.claims = append(file.claims, &claim{path: more.Path, file: more.File, bytes: more.Bytes, block: more.Block})
}

func (c *claims) claimsFor(hash messages.InfoHash) *claimed {
	for _, file := range c.files {
		if file.hash == hash {
			return file
		}
	}
	return nil
}

// next returns the first claim of a file of which bytes are available, and how many are; nil if there is none.
func (c *claims) next(available func(messages.InfoHash) int) (*claim, int) {
	for _, file := range c.files {
		if bytes := available(file.hash); bytes > 0 {
			return file.claims[0], bytes
		}
	}
	return nil, 0
}

// meet subtracts what a claim was allowed, and moves the claim and its file behind the others.
func (c *claims) meet(met *claim, bytes int) {
	for i, file := range c.files {
		if file.hash != met.file {
			continue
		}
		file.claims = append(file.claims[1:], met)
		if met.bytes -= bytes; met.bytes <= 0 {
			file.claims = file.claims[:len(file.claims)-1]
		}
		c.files = append(c.files[:i], c.files[i+1:]...)
		if len(file.claims) > 0 {
			c.files = append(c.files, file)
		}
		return
	}
}

// hold marks all open claims as having waited.
func (c *claims) hold() {
	for _, file := range c.files {
		for _, waiting := range file.claims {
			waiting.held = true
		}
	}
}

// withdraw removes the claim of a path for a file.
func (c *claims) withdraw(file messages.InfoHash, path port.PID) {
	c.keep(func(open *claim) bool { return open.file != file || !open.path.Equal(path) })
}

// drop removes all claims of a path.
func (c *claims) drop(path port.PID) {
	c.keep(func(open *claim) bool { return !open.path.Equal(path) })
}

func (c *claims) keep(wanted func(*claim) bool) {
	files := c.files[:0]
	for _, file := range c.files {
		kept := file.claims[:0]
		for _, open := range file.claims {
			if wanted(open) {
				kept = append(kept, open)
			}
		}
		clear(file.claims[len(kept):])
		if file.claims = kept; len(kept) > 0 {
			files = append(files, file)
		}
	}
	clear(c.files[len(files):])
	c.files = files
}
