package downlink

import (
	"swarm/actors/port"
	"swarm/messages"
)

// mostAllowed bounds what a path is allowed at a time, in bytes: about one full span, so that others come to their turn.
const mostAllowed = 64 << 10

// claims is who wants how much. Files take turns, and so do the paths of a file. A path has at most one claim for each
// file; how many there are is bounded by the paths and by the files that a node fetches.
type claims struct{ files []*claimed }

// claimed is the claims for one file.
type claimed struct {
	hash   messages.InfoHash
	claims []*claim // in the order of their turns; invariant: not empty
}

// claim is what one path wants.
type claim struct {
	path  port.PID
	file  messages.InfoHash
	bytes int // that were not allowed yet; invariant: > 0
	block int
	held  bool // it had to wait
}

// add puts a claim behind the others, or adds to what its path has claimed already.
func (c *claims) add(more *port.Claim) {
	of := c.of(more.File)
	if of == nil {
		of = &claimed{hash: more.File}
		c.files = append(c.files, of)
	}
	for _, old := range of.claims {
		if old.path.Equal(more.Path) {
			old.bytes, old.block = old.bytes+more.Bytes, more.Block
			return
		}
	}
	of.claims = append(of.claims, &claim{path: more.Path, file: more.File, bytes: more.Bytes, block: more.Block})
}

func (c *claims) of(file messages.InfoHash) *claimed {
	for _, of := range c.files {
		if of.hash == file {
			return of
		}
	}
	return nil
}

// next gives the claim whose turn it is, of those whose file has room, and how much; nil when there is none.
func (c *claims) next(room func(messages.InfoHash) int) (*claim, int) {
	for _, of := range c.files {
		if bytes := room(of.hash); bytes > 0 {
			return of.claims[0], bytes
		}
	}
	return nil, 0
}

// met takes off what a claim was allowed, and puts it and its file behind the others.
func (c *claims) met(of *claim, bytes int) {
	for i, file := range c.files {
		if file.hash != of.file {
			continue
		}
		file.claims = append(file.claims[1:], of)
		if of.bytes -= bytes; of.bytes <= 0 {
			file.claims = file.claims[:len(file.claims)-1]
		}
		c.files = append(c.files[:i], c.files[i+1:]...)
		if len(file.claims) > 0 {
			c.files = append(c.files, file)
		}
		return
	}
}

// hold notes that all claims that are left have to wait.
func (c *claims) hold() {
	for _, file := range c.files {
		for _, of := range file.claims {
			of.held = true
		}
	}
}

// withdraw forgets what a path claimed of a file.
func (c *claims) withdraw(file messages.InfoHash, path port.PID) {
	c.keep(func(of *claim) bool { return of.file != file || !of.path.Equal(path) })
}

// drop forgets all that a path claimed.
func (c *claims) drop(path port.PID) {
	c.keep(func(of *claim) bool { return !of.path.Equal(path) })
}

func (c *claims) keep(wanted func(*claim) bool) {
	files := c.files[:0]
	for _, file := range c.files {
		left := file.claims[:0]
		for _, of := range file.claims {
			if wanted(of) {
				left = append(left, of)
			}
		}
		clear(file.claims[len(left):])
		if file.claims = left; len(left) > 0 {
			files = append(files, file)
		}
	}
	clear(c.files[len(files):])
	c.files = files
}
