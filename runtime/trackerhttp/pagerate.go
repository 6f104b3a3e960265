package trackerhttp

import (
	"hash/maphash"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

const (
	// rowsPerSecond and rowBurst are how many rows of pages one address may read: the whole list of 100,000 nodes takes
	// 16 s. Each row leaves some 100 bytes of garbage, which a tracker's memory must have space for.
	rowsPerSecond = 5000
	rowBurst      = 20_000

	// minRows is what the shortest page costs.
	minRows = 10

	// rateSlots bounds the memory for rates. Addresses that fall on one slot share its rate.
	rateSlots = 1024
)

// pageRates limits how fast each address reads pages. A slot holds the time at which all that was read would have been
// allowed, had it been read at the steady rate (the generic cell rate algorithm).
type pageRates struct {
	seed maphash.Seed

	mu    sync.Mutex
	slots [rateSlots]time.Time
}

func (r *pageRates) slot(address string) *time.Time {
	return &r.slots[maphash.String(r.seed, address)%rateSlots]
}

// wait returns how long an address must wait until it may read a page; 0 means not at all.
func (r *pageRates) wait(address string, now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	slot := *r.slot(address)
	if slot.Before(now) {
		return 0
	}
	return max(0, slot.Sub(now)-rowBurst*time.Second/rowsPerSecond)
}

// charge notes that an address has read rows.
func (r *pageRates) charge(address string, rows int, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	slot := r.slot(address)
	if slot.Before(now) {
		*slot = now
	}
	*slot = slot.Add(time.Duration(max(rows, minRows)) * time.Second / rowsPerSecond)
}

// tooFast answers a client that reads pages too fast.
func tooFast(ctx *fasthttp.RequestCtx, wait time.Duration) {
	seconds := int(wait/time.Second) + 1
	ctx.Response.Header.Set("Retry-After", strconv.Itoa(seconds))
	(&failure{http.StatusTooManyRequests, "too_fast", "this address has read more than " + strconv.Itoa(rowsPerSecond) +
		" rows a second: ask again in " + strconv.Itoa(seconds) + " s"}).write(ctx)
}
