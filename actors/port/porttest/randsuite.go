package porttest

import (
	"bytes"
	"testing"

	"swarm/actors/port"
)

// draws is how many numbers a test draws. The chance that a fair bit has the same value 1000 times is 2^-999.
const draws = 1000

// RandSuite tests that a source of random numbers keeps the contract of port.Rand. begin makes a new source for each
// test.
func RandSuite(t *testing.T, begin func(t *testing.T) port.Rand) {
	for name, test := range map[string]func(t *testing.T, random port.Rand){
		"every bit changes":         everyBit,
		"numbers are within bounds": withinBounds,
		"all bytes are filled":      filledBytes,
	} {
		t.Run(name, func(t *testing.T) { test(t, begin(t)) })
	}
}

func everyBit(t *testing.T, random port.Rand) {
	set, clear := uint64(0), uint64(0)
	for range draws {
		drawn := random.Uint64()
		set |= drawn
		clear |= ^drawn
	}
	if set&clear != 1<<64-1 {
		t.Errorf("some bits never change: %x", ^(set & clear))
	}
}

func withinBounds(t *testing.T, random port.Rand) {
	var seen [7]int
	below, above := 0, 0
	for range draws {
		if n := random.IntN(len(seen)); n < 0 || n >= len(seen) {
			t.Fatalf("%d is not in 0 to %d", n, len(seen)-1)
		} else {
			seen[n]++
		}
		if n := random.IntN(1); n != 0 {
			t.Fatalf("%d is not in 0 to 0", n)
		}
		switch x := random.Float64(); {
		case x < 0 || x >= 1:
			t.Fatalf("%g is not in [0, 1)", x)
		case x < 0.5:
			below++
		default:
			above++
		}
	}
	for n, times := range seen {
		if times == 0 {
			t.Errorf("%d was never drawn", n)
		}
	}
	if below == 0 || above == 0 {
		t.Errorf("%d numbers below one half, %d above", below, above)
	}
}

func filledBytes(t *testing.T, random port.Rand) {
	for _, length := range []int{0, 1, 7, 8, 9, 33} {
		with, touched := make([]byte, length+1), make([]byte, length)
		for range draws {
			random.Fill(with[:length])
			for i, b := range with[:length] {
				touched[i] |= b
			}
		}
		if with[length] != 0 {
			t.Errorf("the byte behind %d bytes was overwritten", length)
		}
		if bytes.IndexByte(touched, 0) >= 0 {
			t.Errorf("some of %d bytes were never filled: %v", length, touched)
		}
	}
}
