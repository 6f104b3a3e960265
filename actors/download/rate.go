package download

import "time"

// minSampleTime is how long a sample takes at least: several pieces at the usual rates.
const minSampleTime = 200 * time.Millisecond

// rate measures how fast verified bytes arrive from an owner.
type rate struct {
	bytesPerSecond float64   // 0: not known
	sampleBegan    time.Time // the start of the current sample
	sampleBytes    int64
	roundTrip      time.Duration // to the owner, smoothed
	window         int64         // bytes that the path to the owner can have in flight; 0: its work was always enough
}

// measured reports whether the rate is known.
func (r *rate) measured() bool { return r.bytesPerSecond > 0 }

// restartSample begins a sample when an owner that had nothing to do is asked for something.
func (r *rate) restartSample(now time.Time) { r.sampleBegan, r.sampleBytes = now, 0 }

// add counts verified bytes.
func (r *rate) add(bytes int64, now time.Time) {
	r.sampleBytes += bytes
	passed := now.Sub(r.sampleBegan)
	if passed <= 0 || (passed < minSampleTime && r.measured()) {
		return
	}
	sample := float64(r.sampleBytes) / passed.Seconds()
	if !r.measured() {
		r.bytesPerSecond = sample
	}
	r.bytesPerSecond += (sample - r.bytesPerSecond) / 2
	r.restartSample(now)
}

// timeFor returns how long the owner takes to send that many bytes. It is at most an hour, and an hour while the rate
// is not known.
func (r *rate) timeFor(bytes int64) time.Duration {
	if !r.measured() {
		return time.Hour
	}
	return time.Duration(min(float64(bytes)/r.bytesPerSecond, 3600) * float64(time.Second))
}
