package depot

import (
	"encoding/hex"
	"strings"

	"swarm/messages"
)

const suffix = ".torrent"

// name returns the name of a torrent's file.
func (t *torrent) name() string {
	if t.v1 == (messages.Hash20{}) {
		return t.key.String() + suffix
	}
	return t.key.String() + "-" + t.v1.String() + suffix
}

// parseName reads the name of a torrent's file.
func parseName(name string) (*torrent, bool) {
	t := &torrent{}
	hashes, isTorrent := strings.CutSuffix(name, suffix)
	key, v1, isHybrid := strings.Cut(hashes, "-")
	if !isTorrent || len(key) != 2*len(t.key) || isHybrid && len(v1) != 2*len(t.v1) {
		return nil, false
	}
	if _, err := hex.Decode(t.key[:], []byte(key)); err != nil {
		return nil, false
	}
	if _, err := hex.Decode(t.v1[:], []byte(v1)); err != nil {
		return nil, false
	}
	return t, t.name() == name // the same hash in upper case is another name
}
