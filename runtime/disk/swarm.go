package disk

import (
	"sync"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/metainfo"
)

// Swarm implements port.OpenFile.
func (f *openFile) Swarm() port.Swarm { return swarmOf(f.meta) }

// Swarm implements port.OpenFile.
func (f *openFolder) Swarm() port.Swarm { return swarmOf(f.meta) }

// swarmOf returns what BitTorrent peers need to know of a torrent.
func swarmOf(meta *metainfo.Metainfo) port.Swarm {
	swarm := port.Swarm{File: meta.File(), Info: meta.Info(), Private: meta.IsPrivate(), Trackers: meta.Trackers()}
	if announce := swarm.File.Announce; swarm.Trackers == nil && announce != "" {
		swarm.Trackers = [][]string{{announce}}
	}
	if hash, ok := meta.InfoHashV1(); ok {
		swarm.Hashes = append(swarm.Hashes, hash)
	}
	if hash, ok := meta.InfoHashV2(); ok {
		swarm.Hashes = append(swarm.Hashes, messages.Hash20(hash[:20]))
		swarm.Proofs = &proofs{prepare: sync.OnceValue(meta.Proofs)}
	}
	return swarm
}

// proofs is a port.HashSource. Since few peers request hashes, nothing is prepared before one does.
type proofs struct{ prepare func() *metainfo.Proofs }

// Hashes implements port.HashSource.
func (p *proofs) Hashes(wanted messages.HashRange) ([]byte, bool) { return p.prepare().Hashes(wanted) }
