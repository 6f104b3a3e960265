package download

import (
	"net/netip"
	"slices"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// maxOwners bounds how many owners one download remembers.
const maxOwners = 64

// roster holds the owners of a file.
type roster struct {
	all   []*owner            // in the order in which they became known
	haves []messages.Bitfield // reused by known

	// owners that the tracker's last answer left out; see messages.Owners
	unproven, distant int
}

// list returns the owners in the order in which they became known.
func (r *roster) list() []*owner { return r.all }

// learn records what the tracker says of an owner. It reports whether the owner is new. If the roster was full, another
// owner was forgotten, and learn returns that one.
func (r *roster) learn(announced messages.Owner, now time.Time) (isNew bool, forgotten *owner) {
	if old := r.at(announced.Addr); old != nil {
		if old.stock {
			return false, nil
		}
		if old.node() != announced.Node {
			old.becomeAnother()
		}
		old.announced, old.announcedAt = announced, now
		return false, nil
	}
	if len(r.all) >= maxOwners {
		if forgotten = r.evict(); forgotten == nil {
			return false, nil
		}
	}
	r.all = append(r.all, &owner{announced: announced, announcedAt: now})
	return true, forgotten
}

// evict forgets the oldest owner that is not in use, and returns it. It returns nil if all are in use. Owners that have
// never answered are forgotten first, so that invented owners do not displace real ones, and BitTorrent peers last: the
// tracker names other owners again.
func (r *roster) evict() *owner {
	unused := func(o *owner) bool { return !o.active() && o.chunks == 0 }
	i := slices.IndexFunc(r.all, func(o *owner) bool { return unused(o) && o.isSilent() })
	if i < 0 {
		i = slices.IndexFunc(r.all, func(o *owner) bool { return unused(o) && !o.stock })
	}
	if i < 0 {
		i = slices.IndexFunc(r.all, unused)
	}
	if i < 0 {
		return nil
	}
	o := r.all[i]
	r.all = slices.Delete(r.all, i, i+1)
	return o
}

// forget removes an owner. Its chunks in flight end by themselves.
func (r *roster) forget(o *owner) {
	r.all = slices.DeleteFunc(r.all, func(other *owner) bool { return other == o })
}

// reportSilent returns owners that have never answered and whose last silence was not reported, at most
// messages.MaxSilent. They count as reported from then on.
func (r *roster) reportSilent() []messages.NodeID {
	var silent []messages.NodeID
	for _, o := range r.all {
		if o.silences > o.reported && len(silent) < messages.MaxSilent {
			o.reported = o.silences
			silent = append(silent, o.node())
		}
	}
	return silent
}

// at returns the owner at an address; nil when it is not known.
func (r *roster) at(addr netip.AddrPort) *owner {
	return r.find(func(o *owner) bool { return o.announced.Addr == addr })
}

// onPath returns the owner that a path leads to; nil when there is none.
func (r *roster) onPath(path port.PID) *owner {
	return r.find(func(o *owner) bool { return o.path != nil && o.path.Equal(path) })
}

func (r *roster) find(matches func(*owner) bool) *owner {
	if i := slices.IndexFunc(r.all, matches); i >= 0 {
		return r.all[i]
	}
	return nil
}

func (r *roster) count(matches func(*owner) bool) int {
	count := 0
	for _, o := range r.all {
		if matches(o) {
			count++
		}
	}
	return count
}

// inUse returns how many owners are in use.
func (r *roster) inUse() int { return r.count(func(o *owner) bool { return o.active() }) }

// senders returns how many owners have chunks in flight.
func (r *roster) senders() int { return r.count(func(o *owner) bool { return o.chunks > 0 }) }

// announcedWhole returns how many owners, according to the tracker, have the whole file, without those that were
// dropped.
func (r *roster) announcedWhole() int {
	return r.count(func(o *owner) bool { return o.announced.Whole && o.state != ownerDropped })
}

// anyWhole reports whether an owner that is in use has, according to the tracker, the whole file.
func (r *roster) anyWhole() bool {
	return slices.ContainsFunc(r.all, func(o *owner) bool { return o.active() && o.announced.Whole })
}

// known returns what the owners have that are in use and have told it. The result is valid until the next call.
func (r *roster) known() []messages.Bitfield {
	r.haves = r.haves[:0]
	for _, o := range r.all {
		if o.ready() {
			r.haves = append(r.haves, o.have)
		}
	}
	return r.haves
}
