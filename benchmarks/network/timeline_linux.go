package main

import (
	"time"

	"swarm/benchmarks/internal/emulator"
)

// point is the rate at one moment.
type point struct {
	Seconds float64 `json:"s"` // since the event that the timeline is about
	Mbits   float64 `json:"mbit_per_s"`
}

// rateOver returns the rate over count buckets of a timeline, in bits per second.
func rateOver(timeline []int64, first, count int) float64 {
	var sum int64
	for i := first; i < first+count; i++ {
		if i >= 0 && i < len(timeline) {
			sum += timeline[i]
		}
	}
	return float64(sum) * 8 / (float64(count) * emulator.BucketEvery.Seconds())
}

// recoverOver is the number of buckets over which the rate must have recovered: half a second.
const recoverOver = 5

// recovery returns how long after a moment the rate had recovered for half a second. If that is within the first
// second, the rate may never have fallen.
func recovery(timeline []int64, moment time.Duration, rate float64) (time.Duration, bool) {
	first := int(moment/emulator.BucketEvery) + 1 // skip the bucket that contains the moment
	for i := first; i+recoverOver <= len(timeline); i++ {
		if rateOver(timeline, i, recoverOver) >= rate {
			return max(time.Duration(i)*emulator.BucketEvery-moment, 0), true
		}
	}
	return 0, false
}

// around returns the rates from two seconds before a moment to six seconds after it.
func around(timeline []int64, moment time.Duration) []point {
	var points []point
	at := int(moment / emulator.BucketEvery)
	for i := max(at-20, 0); i < min(at+60, len(timeline)); i += 2 {
		start := time.Duration(i) * emulator.BucketEvery
		points = append(points, point{(start - moment).Seconds(), rateOver(timeline, i, 2) / 1e6})
	}
	return points
}

// arrivedUntil returns the payload that had arrived by a moment, with the corresponding part of the last bucket.
func arrivedUntil(timeline []int64, moment time.Duration) int64 {
	var sum int64
	whole := int(moment / emulator.BucketEvery)
	for i, n := range timeline {
		switch {
		case i < whole:
			sum += n
		case i == whole:
			sum += int64(float64(n) * float64(moment%emulator.BucketEvery) / float64(emulator.BucketEvery))
		}
	}
	return sum
}
