package depot

import (
	"errors"
	"net/netip"
)

// networkOf returns the network that an address counts for: the IPv4 /24 or IPv6 /64, as at the tracker.
func networkOf(addr netip.Addr) netip.Prefix {
	bits := 64
	if addr = addr.Unmap(); addr.Is4() {
		bits = 24
	}
	network, err := addr.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return network
}

var errFull = errors.New("the tracker keeps as many torrents as it may")

// makeSpace removes other torrents until one has its place: first those whose files have had no owner for the longest
// time, then those of the network that has most. So nobody who has more displaces somebody who has less.
func (d *Depot) makeSpace(next *torrent) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for {
		many, long := len(d.torrents) >= d.options.MaxTorrents, next.bytes > d.options.MaxBytes-d.bytes
		if !many && !long {
			return nil
		}
		found := d.idlest()
		if found == nil {
			found = d.excess(next, many)
		}
		if found == nil {
			return errFull
		}
		if err := d.remove(found); err != nil {
			return err
		}
	}
}

// idlest returns the torrent whose file has had no owner for the longest time, or nil if all may have one.
func (d *Depot) idlest() *torrent {
	var found *torrent
	for _, t := range d.torrents {
		if found == nil || t.owned.Before(found.owned) {
			found = t
		}
	}
	if found == nil || d.options.Now().Sub(found.owned) <= touchInterval {
		return nil
	}
	return found
}

// excess returns a torrent of the network that has most, in torrents or else in bytes, or nil if that is no more than
// the network of the next torrent would have.
func (d *Depot) excess(next *torrent, many bool) *torrent {
	measure := func(s share) int64 {
		if many {
			return int64(s.torrents)
		}
		return s.bytes
	}
	wanted := share{torrents: 1, bytes: next.bytes}
	if own := d.shares[next.from]; own != nil {
		wanted.torrents, wanted.bytes = own.torrents+1, own.bytes+next.bytes
	}
	most, from := measure(wanted), netip.Prefix{}
	isOther := false
	for network, s := range d.shares {
		if amount := measure(*s); amount > most && network != next.from {
			most, from, isOther = amount, network, true
		}
	}
	if !isOther {
		return nil
	}
	var found *torrent
	for _, t := range d.torrents {
		if t.from == from && (found == nil || t.key.String() < found.key.String()) {
			found = t
		}
	}
	return found
}
