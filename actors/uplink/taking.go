package uplink

import (
	"net/netip"
	"slices"
	"time"
)

const (
	// takeInterval is how long a receiver may take too little of its slot: longer than the round trip of most paths, in
	// which nothing can be confirmed.
	takeInterval = time.Second
	// A slow slot carries a block in a second. There the interval is what takeBytes take, but at most maxTakeInterval.
	takeBytes       = 256 << 10
	maxTakeInterval = 10 * time.Second
	// minTakeShare is the share of what a slot could carry below which its receiver takes too little. Receivers that
	// fetch from several owners, or have slow downlinks, take a part of a slot each.
	minTakeShare = 1.0 / 16
	// minTakeBytes is what a receiver must take in a takeInterval while the uplink's rate is not known.
	minTakeBytes = 4 << 10
	// idlerTime is how long a receiver that took too little of its slot waits behind all others. A slow uplink needs
	// half of that time to find out that 64 receivers take nothing. maxIdlers bounds how many of them are remembered.
	idlerTime = time.Minute
	maxIdlers = 256
)

// taking judges whether a receiver makes use of its slot. Only what it confirms counts: to ask costs a stranger
// nothing, and 64 ports of one host could hold all slots with a request for one byte a second each. Time in which the
// uplink owes the receiver something is not the receiver's fault, and does not count.
type taking struct {
	since time.Time // when the interval began
	bytes int64     // confirmed in it
	idle  bool      // the last interval brought too little
}

// restart begins a new interval, because the uplink owes the receiver something.
func (t *taking) restart(now time.Time) { t.since, t.bytes, t.idle = now, 0, false }

// confirm counts confirmed bytes.
func (t *taking) confirm(bytes int64) { t.bytes += bytes }

// judge ends the interval if it lasted long enough. slotRate is what a slot could carry, in bytes per second; 0 if that
// is not known.
func (t *taking) judge(slotRate float64, now time.Time) {
	passed := now.Sub(t.since)
	if passed < takeIntervalAt(slotRate) {
		return
	}
	t.idle = float64(t.bytes) < minTake(slotRate, passed)
	t.since, t.bytes = now, 0
}

// takeIntervalAt returns how long an interval is at least in a slot with a rate in bytes per second, 0 if it is not
// known.
func takeIntervalAt(slotRate float64) time.Duration {
	if slotRate <= 0 {
		return takeInterval
	}
	return min(max(time.Duration(takeBytes/slotRate*float64(time.Second)), takeInterval), maxTakeInterval)
}

// minTake returns how many bytes a receiver must take in a time.
func minTake(slotRate float64, passed time.Duration) float64 {
	if slotRate <= 0 {
		return minTakeBytes * passed.Seconds() / takeInterval.Seconds()
	}
	return minTakeShare * slotRate * passed.Seconds()
}

// idlers are the receivers that lost their slots because they took too little, the last one last.
type idlers []idler

type idler struct {
	to    netip.AddrPort
	until time.Time
}

func (l idlers) has(to netip.AddrPort, now time.Time) bool {
	return slices.ContainsFunc(l, func(i idler) bool { return i.to == to && i.until.After(now) })
}

// add remembers a receiver that took too little.
func (l *idlers) add(to netip.AddrPort, now time.Time) {
	kept := slices.DeleteFunc(*l, func(i idler) bool { return i.to == to || !i.until.After(now) })
	if len(kept) == maxIdlers {
		kept = kept[1:]
	}
	*l = append(kept, idler{to: to, until: now.Add(idlerTime)})
}
