package emulator

import (
	"sync"
	"time"
)

// BucketEvery is the time that one bucket of a timeline covers.
const BucketEvery = 100 * time.Millisecond

// maxBuckets limits a timeline to an hour.
const maxBuckets = 36_000

// Counts are the counters of a flow.
type Counts struct {
	First time.Time // when the first packet was sent
	Last  time.Time // when the last packet with payload arrived

	SentPackets, SentBytes, SentPayload          int64 // counted before the up link; bytes count IP packets
	ArrivedPackets, ArrivedBytes, ArrivedPayload int64
	Lost, Dropped                                int64   // packets lost at random, and dropped by a full queue
	Timeline                                     []int64 // payload that arrived in each bucket since the tally's start
}

// Tally counts the packets of flows.
type Tally struct {
	mutex sync.Mutex
	start time.Time
	flows map[Flow]*Counts
}

func newTally(start time.Time) *Tally { return &Tally{start: start, flows: map[Flow]*Counts{}} }

// Start returns when the first bucket begins.
func (t *Tally) Start() time.Time { return t.start }

func (t *Tally) counts(f Flow) *Counts {
	c := t.flows[f]
	if c == nil {
		c = &Counts{}
		t.flows[f] = c
	}
	return c
}

func (t *Tally) sent(f Flow, bytes, payload int, at time.Time) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	c := t.counts(f)
	if c.First.IsZero() {
		c.First = at
	}
	c.SentPackets++
	c.SentBytes += int64(bytes)
	c.SentPayload += int64(payload)
}

func (t *Tally) ended(f Flow, fate Fate) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if fate == Lost {
		t.counts(f).Lost++
	} else {
		t.counts(f).Dropped++
	}
}

func (t *Tally) arrived(f Flow, bytes, payload int, at time.Time) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	c := t.counts(f)
	c.ArrivedPackets++
	c.ArrivedBytes += int64(bytes)
	if payload == 0 {
		return
	}
	c.Last = at
	c.ArrivedPayload += int64(payload)
	bucket := int(at.Sub(t.start) / BucketEvery)
	if bucket < 0 || bucket >= maxBuckets {
		return
	}
	for len(c.Timeline) <= bucket {
		c.Timeline = append(c.Timeline, 0)
	}
	c.Timeline[bucket] += int64(payload)
}

// Sum returns the sum of the counters of the wanted flows.
func (t *Tally) Sum(wanted func(Flow) bool) Counts {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	var sum Counts
	for f, c := range t.flows {
		if wanted(f) {
			sum.add(c)
		}
	}
	return sum
}

func (c *Counts) add(o *Counts) {
	if c.First.IsZero() || !o.First.IsZero() && o.First.Before(c.First) {
		c.First = o.First
	}
	if o.Last.After(c.Last) {
		c.Last = o.Last
	}
	c.SentPackets += o.SentPackets
	c.SentBytes += o.SentBytes
	c.SentPayload += o.SentPayload
	c.ArrivedPackets += o.ArrivedPackets
	c.ArrivedBytes += o.ArrivedBytes
	c.ArrivedPayload += o.ArrivedPayload
	c.Lost += o.Lost
	c.Dropped += o.Dropped
	for i, n := range o.Timeline {
		if i == len(c.Timeline) {
			c.Timeline = append(c.Timeline, 0)
		}
		c.Timeline[i] += n
	}
}
