package tracker

import (
	"time"

	"swarm/actors/port"
)

// stockDue is the timer of the stock peer that is silent for longest.
type stockDue struct{ tracker *Actor } // the incarnation that set the timer

const (
	// expiredPerTimer is how many silent peers a timer forgets, so that it does not delay others: some milliseconds.
	expiredPerTimer = 5000
	// stockPause is how long the timer waits at least.
	stockPause = time.Second
)

// setStockTimer sets the timer, if there are stock peers and none is set.
func (t *Actor) setStockTimer(ctx port.Context, now time.Time) {
	due, ok := t.stock.due()
	if t.stockTimer != nil || !ok {
		return
	}
	t.stockTimer = t.ports.Clock.After(max(due.Sub(now), stockPause), ctx.Self(), &stockDue{tracker: t})
}

func (t *Actor) stopStockTimer() {
	if t.stockTimer != nil {
		t.stockTimer.Stop()
		t.stockTimer = nil
	}
}

func (t *Actor) onStockDue(ctx port.Context, due *stockDue) {
	if due.tracker != t {
		return
	}
	t.stockTimer = nil
	now := t.ports.Clock.Now()
	t.stock.expire(now, expiredPerTimer)
	t.setStockTimer(ctx, now)
}
