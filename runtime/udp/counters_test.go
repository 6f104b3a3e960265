package udp

import (
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCountersReportTheirChanges(t *testing.T) {
	before := Counters{DatagramsIn: 3, Malformed: 2, SendOffload: true}
	after := before
	require.Empty(t, after.changes(before))
	after.DatagramsIn, after.SendOffload = 5, false
	require.Equal(t, []any{"datagrams_in", uint64(5), "send_offload", false}, after.changes(before))
}

func TestEachCounterHasALogKey(t *testing.T) {
	counters := reflect.TypeFor[Counters]()
	for i := range counters.NumField() {
		require.NotEmpty(t, counters.Field(i).Tag.Get("log"), counters.Field(i).Name)
	}
}

// TestCountersAreReportedOnceAMinute runs the reporting goroutine of a socket without a connection on fake time.
func TestCountersAreReportedOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var reports [][]any
		s := &Socket{tally: &tally{}, closed: make(chan struct{}),
			options: Options{Report: func(changes []any) { reports = append(reports, changes) }}}
		s.running.Go(s.reportRegularly)
		s.tally.malformed.Add(1)
		time.Sleep(3*reportInterval + time.Second)
		synctest.Wait()
		require.Equal(t, [][]any{{"malformed", uint64(1)}}, reports)
		close(s.closed)
		s.running.Wait()
	})
}

func TestCountersAreReportedAtClose(t *testing.T) {
	var reports [][]any
	n := newNode(t, Options{Offload: OffloadPlain, Report: func(changes []any) { reports = append(reports, changes) }})
	newStranger(t, n).send([]byte{1, 2, 3})
	eventually(t, "the datagram is counted", func() bool { return n.Counters().DatagramsIn == 1 })
	require.NoError(t, n.Close())
	require.NoError(t, n.Close())
	require.Equal(t, [][]any{{"datagrams_in", uint64(1), "bytes_in", uint64(3), "malformed", uint64(1)}}, reports)
}
