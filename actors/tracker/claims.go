package tracker

import (
	"slices"

	"swarm/messages"
)

// A hybrid torrent is known under two hashes, and its key has only the one of version 2. That of version 1 is what
// owners say of it, and nothing proves it. So an owner is named under the hash that it claims itself: whoever lies
// names itself alone to the peers of a torrent that it does not have.

const (
	// maxClaims bounds the different hashes of version 1 that the owners of one file claim. All but one are lies.
	maxClaims = 4
	// maxFilesPerHash bounds the files that are looked through for one hash.
	maxFilesPerHash = 8
)

// claim is a hash of version 1 that owners of a file claim. An unused place has no owners.
type claim struct {
	hash   messages.Hash20
	owners int32
}

// hash20Of returns the hash of a file's swarm of version 2. The key of a torrent of version 1 only is the SHA-1 with
// zeros behind it, so that this is right for it, too.
func hash20Of(key messages.InfoHash) messages.Hash20 { return messages.Hash20(key[:]) }

// claim records which hash of version 1 an owner claims; zero means none.
func (c *catalogue) claim(h *holding, v1 messages.Hash20) {
	f := h.file
	if v1 == hash20Of(f.hash) {
		v1 = messages.Hash20{}
	}
	if h.claim == 0 && v1 == (messages.Hash20{}) || h.claim > 0 && f.claims[h.claim-1].hash == v1 {
		return
	}
	if h.claim > 0 {
		old := &f.claims[h.claim-1]
		if old.owners--; old.owners == 0 {
			c.byHash20.remove(old.hash, f)
			old.hash = messages.Hash20{}
		}
		h.claim = 0
	}
	if v1 == (messages.Hash20{}) {
		return
	}
	at := slices.IndexFunc(f.claims, func(known claim) bool { return known.hash == v1 })
	if at < 0 {
		at = slices.IndexFunc(f.claims, func(known claim) bool { return known.owners == 0 })
	}
	if at < 0 {
		if len(f.claims) == maxClaims {
			return
		}
		f.claims = append(f.claims, claim{})
		at = len(f.claims) - 1
	}
	if f.claims[at].owners == 0 {
		if !c.byHash20.add(v1, f) {
			return
		}
		f.claims[at].hash = v1
	}
	f.claims[at].owners++
	h.claim = uint8(at + 1)
}

// claimOf returns which claim owners of a file must make to be named under a hash: 0 if the hash is that of the file's
// key, for which no claim is needed.
func (f *file) claimOf(hash messages.Hash20) uint8 {
	if hash == hash20Of(f.hash) {
		return 0
	}
	return uint8(1 + slices.IndexFunc(f.claims, func(c claim) bool { return c.owners > 0 && c.hash == hash }))
}

// hashIndex finds files by the hashes of their swarms.
type hashIndex map[messages.Hash20][]*file

// add adds a file, and reports whether there was space for it.
func (x hashIndex) add(hash messages.Hash20, f *file) bool {
	if len(x[hash]) >= maxFilesPerHash {
		return false
	}
	x[hash] = append(x[hash], f)
	return true
}

// remove removes a file.
func (x hashIndex) remove(hash messages.Hash20, f *file) {
	files := x[hash]
	at := slices.Index(files, f)
	switch {
	case at < 0:
	case len(files) == 1:
		delete(x, hash)
	default:
		x[hash] = slices.Delete(files, at, at+1)
	}
}
