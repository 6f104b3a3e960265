package path

import (
	"time"

	"swarm/actors/congestion"
)

const (
	// minJudged is how many blocks must have been asked for before batching judges how many of them arrive.
	minJudged = 16
	// maxJudged bounds how far back that looks: beyond it, older blocks count half.
	maxJudged = 128
	// trialInterval is the time from one trial of single datagrams to the next.
	trialInterval = 30 * time.Second
	// singlyFor is for how long blocks are asked for singly once that was seen to be better: as long as a path MTU is
	// trusted (RFC 8899, section 5.1.1).
	singlyFor = 10 * time.Minute
)

// batching decides whether an owner may send blocks in batches, cut by segmentation offload. Some drivers lose or spoil
// such batches (tailscale issues 19777, 21335, 20994), which only the receiver sees. When most blocks are lost, a few
// are asked for as single datagrams, and if those arrive, all are.
//
//	         most blocks lost            most blocks arrive
//	batches ─────────────────▶ trial ─────────────────────────▶ singly
//	   ▲ ▲                       │ these are lost too             │
//	   │ └──── trialInterval ────┘                                │
//	   └─────────────────────── singlyFor ────────────────────────┘
type batching struct {
	singly  bool      // blocks are asked for as single datagrams now
	trial   bool      // and only to see whether they arrive
	until   time.Time // singly: when batches are tried again; otherwise: there is no trial before
	batches outcome
	singles outcome
}

// outcome counts blocks that were asked for, and those of them that arrived.
type outcome struct{ asked, arrived int }

// add counts more blocks, and lets older ones count half once there are many.
func (o *outcome) add(asked, arrived int) {
	o.asked += asked
	o.arrived += arrived
	if o.asked > maxJudged {
		o.asked, o.arrived = o.asked/2, o.arrived/2
	}
}

// judged reports whether enough blocks were asked for.
func (o outcome) judged() bool { return o.asked >= minJudged }

// bad reports whether most blocks were lost.
func (o outcome) bad() bool { return o.judged() && 2*o.arrived < o.asked }

// good reports whether most blocks arrived.
func (o outcome) good() bool { return 4*o.arrived >= 3*o.asked }

// spanEnded takes in a span that is complete or lost.
func (b *batching) spanEnded(span *congestion.SentSpan, now time.Time) {
	b.judge(span.Blocks, span.ArrivedBlocks(), span.Singly, now)
}

// judge takes in how many blocks of a span were asked for and how many arrived, and decides how blocks are asked for
// next.
func (b *batching) judge(asked, arrived int, singly bool, now time.Time) {
	switch {
	case singly:
		b.singles.add(asked, arrived)
	case asked > 1: // a single block is no batch
		b.batches.add(asked, arrived)
	}
	switch {
	case b.singly && !b.trial:
		if !now.Before(b.until) {
			*b = batching{}
		}
	case b.trial && b.singles.judged():
		*b = batching{singly: b.singles.good(), until: now.Add(trialInterval)}
		if b.singly {
			b.until = now.Add(singlyFor)
		}
	case !b.singly && b.batches.bad() && !now.Before(b.until):
		*b = batching{singly: true, trial: true}
	}
}
