package system

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWorkersRunAllMailboxes(t *testing.T) {
	w := newWorkers()
	var ran sync.WaitGroup
	for range 100 * int(w.maxParked) {
		ran.Add(1)
		w.Schedule(ran.Done)
	}
	ran.Wait()
	require.Eventually(t, func() bool { return w.parked.Load() <= w.maxParked }, 10*time.Second, time.Millisecond)
	w.close() // TestMain checks that no worker is left
}

func TestWorkersAreReused(t *testing.T) {
	w := newWorkers()
	defer w.close()
	done, again := make(chan struct{}), make(chan struct{})
	w.Schedule(func() { close(done) })
	<-done
	select {
	case w.wake <- func() { close(again) }: // only an idle worker takes it
	case <-time.After(10 * time.Second):
		t.Fatal("the worker has ended")
	}
	<-again
}

func BenchmarkDispatch(b *testing.B) {
	w := newWorkers()
	defer w.close()
	for name, schedule := range map[string]func(func()){"worker": w.Schedule,
		"goroutine": func(run func()) { go run() }} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			done := make(chan byte)
			for b.Loop() {
				schedule(func() { done <- deep(8) })
				<-done
			}
		})
	}
}

// deep uses some kilobytes of stack.
func deep(n int) byte {
	var array [512]byte
	if n > 0 {
		array[n] = deep(n - 1)
	}
	return array[n%len(array)] + 1
}
