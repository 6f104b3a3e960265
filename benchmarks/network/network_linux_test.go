package main

import (
	"bytes"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/benchmarks/internal/emulator"
)

func TestParse(t *testing.T) {
	o, err := parse([]string{"-rate", "100", "-rtt", "40ms", "-queue", "2", "-loss", "0,1.5", "-size", "8MiB",
		"shared"})
	require.NoError(t, err)
	require.Equal(t, "shared", o.mode.name)
	require.Equal(t, []float64{0, 0.015}, o.losses)
	require.Equal(t, emulator.Shape{RateBitsPerSec: 100e6, Delay: 20 * time.Millisecond, QueueBytes: 1_000_000,
		Loss: 0.01}, o.bottleneck(o.rate, 0.01))
	require.Equal(t, emulator.Shape{Delay: 20 * time.Millisecond, Loss: 0.01}, o.back(0.01))
	require.Equal(t, int64(8<<20), o.sizeFor(o.rate, time.Hour))
	o, err = parse([]string{"-loss-back", "0"})
	require.NoError(t, err)
	require.Equal(t, "single", o.mode.name)
	require.Zero(t, o.back(0.2).Loss)
	require.Equal(t, int64(250_000_000), o.sizeFor(o.rate, 10*time.Second))
	for _, bad := range [][]string{{"double"}, {"single", "-rate"}, {"-rate", "0"}, {"-loss", "100"}, {"-loss", "x"},
		{"-rates", "0"},
		{"-size", "x"}, {"-receivers", "65"}, {"-window", "1ms", "pair"}} {
		_, err := parse(bad)
		require.Error(t, err, bad)
	}
}

func TestTimeline(t *testing.T) {
	timeline := make([]int64, 60)
	for i := range timeline {
		switch {
		case i < 20:
			timeline[i] = 1000
		case i >= 30:
			timeline[i] = 700
		}
	}
	const perBucket = 8 / 0.1 // rate of one byte per bucket, bits per second
	back, found := recovery(timeline, 2*time.Second, 560*perBucket)
	require.True(t, found)
	require.Equal(t, 900*time.Millisecond, back) // the half second that begins there reaches four fifths of the rate
	_, found = recovery(timeline, 2*time.Second, 701*perBucket)
	require.False(t, found)
	require.Equal(t, int64(20_000+10*700+350), arrivedUntil(timeline, 4050*time.Millisecond))
	points := around(timeline, 3*time.Second)
	require.Equal(t, -2.0, points[0].Seconds)
	require.InDelta(t, 1000*perBucket/1e6, points[0].Mbits, 1e-9)
}

func TestReport(t *testing.T) {
	r := report{Title: "a path"}
	r.add(row{Name: "swarm", Mbits: 180, Share: 0.9, SentOver: 1.02})
	r.add(row{Name: "cubic", Mbits: 8, Note: "did not end"})
	r.add(row{Name: "swarm", Mbits: 190, Share: 0.95, SentOver: 1.01})
	r.Timeline = []point{{-1, 10}, {0, 5}}
	var text, object bytes.Buffer
	require.NoError(t, r.write(&text, false))
	require.Regexp(t, `swarm +0 +0\.00 \(0\.00-0\.00\) +185\.0 \(180\.0-190\.0\) +92\.5 +1\.015`, text.String())
	require.Contains(t, text.String(), "did not end")
	require.Contains(t, text.String(), strings.Repeat("#", 50))
	require.NoError(t, r.write(&object, true))
	require.Contains(t, object.String(), `"goodput_mbit_per_s":190`)
}

func TestStream(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	sent := make(chan error, 1)
	go func() { sent <- stream(t.Context(), []string{"send", address, "cubic", "3000000"}) }()
	require.Eventually(t, func() bool { return stream(t.Context(), []string{"fetch", address}) == nil }, 20*time.Second,
		10*time.Millisecond)
	require.NoError(t, <-sent)
	require.ErrorContains(t, stream(t.Context(), []string{"send", address, "no such control", "1"}),
		"congestion control")
	require.Error(t, stream(t.Context(), nil))
}
