package progress

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

func TestBoardFollowsADownload(t *testing.T) {
	at, now := messages.At{Node: 2}, time.Unix(0, 0)
	var b board
	steps := []struct {
		fact      messages.Fact
		transfers int
		hashing   int
	}{
		{messages.HashProgress{At: at, Name: "film.mkv", Bytes: 1, Total: 9}, 0, 1},
		{messages.HashProgress{At: at, Name: "film.mkv", Bytes: 9, Total: 9}, 0, 1},
		{messages.DownloadStarted{At: at, File: film, Have: 10 << 20}, 1, 0},
		{messages.DownloadStarted{At: at, File: film, Have: 12 << 20}, 1, 0}, // the download was restarted
		{messages.PieceVerified{At: at, InfoHash: film.InfoHash, Bytes: 1 << 20}, 1, 0},
		{messages.PieceVerified{At: messages.At{Node: 3}, InfoHash: film.InfoHash, Bytes: 1 << 20}, 1,
			0}, // of another node, which has no transfer
		{messages.OwnerChecked{At: at, InfoHash: film.InfoHash, Owner: 1}, 1, 0},
		{messages.OwnerChecked{At: at, InfoHash: film.InfoHash, Owner: 4}, 1, 0},
		{messages.OwnerDropped{At: at, InfoHash: film.InfoHash, Owner: 4}, 1, 0},
		{messages.DownloadStalled{At: at, InfoHash: film.InfoHash, Reason: "no owner is left"}, 1, 0},
	}
	for i, step := range steps {
		b.apply(step.fact, now)
		require.Len(t, b.transfers, step.transfers, "step %d", i)
		require.Len(t, b.hashing, step.hashing, "step %d", i)
	}
	require.EqualValues(t, 13<<20, b.transfers[0].bytes)
	require.Equal(t, " 20% 13.0 MiB of 64.0 MiB, waits: no owner is left", figures(b.transfers[0], now))
	for _, end := range []messages.Fact{
		messages.DownloadFinished{At: at, File: film}, messages.DownloadFailed{At: at,
			Name: film.Name}, messages.NodeLeft{At: at},
	} {
		b.apply(messages.DownloadStarted{At: at, File: film}, now)
		b.apply(end, now)
		require.Empty(t, b.transfers)
	}
}

func TestBoardIsBounded(t *testing.T) {
	var b board
	for i := range 2 * maxTransfers {
		at := messages.At{Node: messages.NodeID(i)}
		b.apply(messages.DownloadStarted{At: at, File: film}, time.Unix(0, 0))
		b.apply(messages.HashProgress{At: at, Name: "other"}, time.Unix(0, 0))
	}
	require.Len(t, b.transfers, maxTransfers)
	require.Len(t, b.hashing, maxTransfers)
}

func TestSpeedIsThatOfTheLastSeconds(t *testing.T) {
	start := time.Unix(100, 0)
	var s speed
	require.Zero(t, s.bytesPerSec(start))
	for i := range 100 { // 10 seconds at 1,000 bytes a second
		s.add(100, start.Add(time.Duration(i)*100*time.Millisecond))
	}
	require.InDelta(t, 1000, s.bytesPerSec(start.Add(10*time.Second)), 60)
	require.InDelta(t, 500, s.bytesPerSec(start.Add(12500*time.Millisecond)), 60,
		"nothing arrived in the second half of the interval")
	require.Zero(t, s.bytesPerSec(start.Add(time.Minute)))
}

func TestEmptyFileIsComplete(t *testing.T) {
	empty := &transfer{}
	require.EqualValues(t, 100, empty.percent())
	_, known := empty.timeLeft(0)
	require.False(t, known)
}

func TestRowFitsAnyWidth(t *testing.T) {
	for columns := range 200 {
		text := row(columns, "node 12345  a rather long name.mkv", 0.5, "50% 1.0 MiB of 2.0 MiB, 1.0 MiB/s")
		require.LessOrEqual(t, len([]rune(text)), max(columns-1, 0))
	}
	require.Equal(t, "node 1 a             [====       ] x", row(78, "node 1 a", 0.45, "x"))
	require.Contains(t, row(80, "node 1 a", 0.45, "x"), "[", "a bar fits on a terminal of 80 columns")
}

func TestGaugeKeepsItsWidth(t *testing.T) {
	start := time.Unix(0, 0)
	slow := &transfer{file: film, nodes: map[messages.NodeID]bool{1: true}}
	fast := &transfer{file: film, nodes: map[messages.NodeID]bool{1: true, 2: true, 3: true}}
	fast.addBytes(40<<20, start)
	for _, shown := range []*transfer{slow, fast} {
		require.Len(t, gauge(shown, start.Add(time.Second)), gaugeWidth)
	}
	fast.stallReason = "no owner is left"
	require.Equal(t, " 62%  40.0 MiB  waits: no owner is left", gauge(fast, start))
}

func TestUnits(t *testing.T) {
	for bytes, want := range map[float64]string{
		0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 1023.96: "1024 B", 1 << 20: "1.0 MiB", 1024*1024 - 1: "1.0 MiB",
		64 << 20: "64.0 MiB", 100 << 20: "100 MiB", 20 << 30: "20.0 GiB", 1 << 62: "4.0 EiB",
	} {
		require.Equal(t, want, size(bytes), "%v", bytes)
	}
	for d, want := range map[time.Duration]string{
		-1: "0 s", 400 * time.Millisecond: "0.4 s", 12 * time.Second: "12 s",
		187 * time.Second: "3:07", 3723 * time.Second: "1:02:03",
	} {
		require.Equal(t, want, duration(d))
	}
}
