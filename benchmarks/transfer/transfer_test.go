package main

import (
	"math"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"swarm/benchmarks/internal/figures"
)

func TestParse(t *testing.T) {
	o, err := parse([]string{"-size", "1GiB", "-receivers", "4", "-only", "swarm,curl"})
	require.NoError(t, err)
	require.Equal(t, int64(1<<30), o.size)
	require.Equal(t, []string{"swarm", "curl"}, o.only)
	for _, bad := range [][]string{{"-size", "x"}, {"-rounds", "0"}, {"-receivers", "65"}, {"-only", "rsync"}, {"more"},
		{"-dir", "/a b"}} {
		_, err := parse(bad)
		require.Error(t, err, bad)
	}
}

func TestReport(t *testing.T) {
	r := report{SizeBytes: 64 << 20, Receivers: 1, Machine: figures.Machine{Processor: "abacus"}}
	r.add(map[string][]measured{
		"swarm": {{WallSeconds: 1, CPUSeconds: 2, SenderCPU: 0.5, AnonBytes: 8 << 20, ResidentBytes: math.NaN(),
			SenderAnon: math.NaN()}},
		"curl": {{WallSeconds: 3, CPUSeconds: math.NaN(), SenderCPU: math.NaN()},
			{WallSeconds: 5, CPUSeconds: math.NaN(), SenderCPU: math.NaN()}},
	}, map[string]string{"aria2": "not installed: aria2c"})
	var text, object strings.Builder
	require.NoError(t, r.write(&text, false))
	require.Contains(t, text.String(), "abacus")
	require.Regexp(t, `swarm +1\.00 +1\.00 +64 +2\.00 +1\.00 +0\.50 +- +8 +-`, text.String())
	require.Regexp(t, `curl +4\.00 \(3\.00-5\.00\) +4\.00 +16 +- +-`, text.String())
	require.Regexp(t, `aria2 +not installed: aria2c`, text.String())
	require.NoError(t, r.write(&object, true))
	require.Contains(t, object.String(), `"wall_ratio":"4.00"`)
}

func TestAnnounces(t *testing.T) {
	tracker := &announces{arrived: make(chan struct{}, 4)}
	announce := func(port string) string {
		answer := httptest.NewRecorder()
		tracker.ServeHTTP(answer, httptest.NewRequest("GET", "/announce?port="+port, nil))
		return answer.Body.String()
	}
	require.Equal(t, "d8:intervali60e5:peers0:e", announce("258"))
	require.Equal(t, "d8:intervali60e5:peers6:\x7f\x00\x00\x01\x01\x02e", announce("772"))
	require.Equal(t, "d8:intervali60e5:peers6:\x7f\x00\x00\x01\x03\x04e", announce("258"))
	require.Len(t, tracker.arrived, 2)
	require.Contains(t, announce("x"), "no port")
}
