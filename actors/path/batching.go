package path

import "time"

const (
	// leastJudged is how many blocks must have been asked for before it is judged how many of them come.
	leastJudged = 16
	// mostJudged bounds how far back that looks.
	mostJudged = 128
	// trialEvery is how often it is tried whether blocks that leave singly fare better.
	trialEvery = 30 * time.Second
	// singlyFor is for how long blocks are asked for singly, once that was seen to be better: as long as a path MTU is
	// believed (RFC 8899, section 5.1.1).
	singlyFor = 10 * time.Minute
)

// batching decides whether an owner may send blocks in batches, cut by segmentation offload. Some drivers lose or spoil
// such batches (tailscale issues 19777, 21335, 20994), which only the receiver sees: when most of what was asked for is
// lost, a little is asked for singly, and if that comes, everything is.
//
//	         most of it lost              most of it comes
//	batches ─────────────────▶ trial ─────────────────────────▶ singly
//	   ▲ ▲                       │ it is lost as well             │
//	   │ └───── trialEvery ──────┘                                │
//	   └─────────────────────── singlyFor ────────────────────────┘
type batching struct {
	singly  bool      // how blocks are asked for now
	trial   bool      // they are to see whether they come
	until   time.Time // singly: when batches are tried again; else there is no trial before
	batches outcome
	singles outcome
}

// outcome is what became of blocks that were asked for.
type outcome struct{ asked, came int }

func (o *outcome) add(asked, came int) {
	o.asked += asked
	o.came += came
	if o.asked > mostJudged {
		o.asked, o.came = o.asked/2, o.came/2
	}
}

// bad tells whether most was lost, and good whether most came.
func (o outcome) bad() bool  { return o.asked >= leastJudged && 2*o.came < o.asked }
func (o outcome) good() bool { return 4*o.came >= 3*o.asked }

// ended takes in a span that is complete or given up: how many of its blocks were asked for, and came. It tells whether
// the owner is to be asked otherwise from now on.
func (b *batching) ended(asked, came int, singly bool, now time.Time) bool {
	before := b.singly
	switch {
	case singly:
		b.singles.add(asked, came)
	case asked > 1: // a single block is no batch
		b.batches.add(asked, came)
	}
	switch {
	case b.singly && !b.trial:
		if !now.Before(b.until) {
			*b = batching{}
		}
	case b.trial && b.singles.asked >= leastJudged:
		*b = batching{singly: b.singles.good(), until: now.Add(trialEvery)}
		if b.singly {
			b.until = now.Add(singlyFor)
		}
	case !b.singly && b.batches.bad() && !now.Before(b.until):
		*b = batching{singly: true, trial: true}
	}
	return b.singly != before
}
