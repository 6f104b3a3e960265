package uplink

import (
	"net/netip"
	"slices"
)

// maxRefusedStreams bounds the refused streams that are remembered.
const maxRefusedStreams = 64

// refusals are the streams that were refused last. Their receivers have given them up.
type refusals []refusedStream

type refusedStream struct {
	host   netip.Addr
	stream uint64
}

func (r refusals) has(stream uint64) bool {
	return slices.ContainsFunc(r, func(refused refusedStream) bool { return refused.stream == stream })
}

// add remembers a refused stream. If there are too many, the oldest one of the host that has most is forgotten.
func (r *refusals) add(refused refusedStream) {
	if len(*r) == maxRefusedStreams {
		hosts := make([]netip.Addr, 0, maxRefusedStreams)
		for _, old := range *r {
			hosts = append(hosts, old.host)
		}
		host, _ := fullest(hosts)
		oldest := slices.Index(hosts, host)
		*r = slices.Delete(*r, oldest, oldest+1)
	}
	*r = append(*r, refused)
}
