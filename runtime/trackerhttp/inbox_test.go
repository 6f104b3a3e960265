package trackerhttp

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/messages"
)

// deskOf is a desk whose tracker answers a view as often as it is told to, and is silent then.
func deskOf(answers int) (*desk, *gate) {
	left := answers
	g := newGate(func(message any, reply func(any)) {
		if left > 0 {
			left--
			echo(message, reply)
		}
	})
	return newDesk("desk", Options{Gate: g, Tracker: trackerPID, InFlight: 2, Timeout: time.Second}), g
}

// look asks a view, as the pages do.
func look(d *desk) *failure {
	_, failed := (&Server{desk: d}).view(&messages.View{What: messages.ViewTotals})
	return failed
}

func TestEachQuestionHasItsWholeTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _ := deskOf(1)
		require.Nil(t, look(d))
		<-time.After(900 * time.Millisecond) // the timer of the first question still runs
		asked := time.Now()
		require.Equal(t, "silent", look(d).Error)
		require.Equal(t, time.Second, time.Since(asked))
		d.close()
	})
}

func TestAnAnswerThatIsJustInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, g := deskOf(1)
		in, failed := d.take()
		require.Nil(t, failed)
		require.True(t, d.expect(in))
		<-time.After(2 * time.Second) // the answer was read, and called late before the inbox was put back
		d.put(in)
		require.Nil(t, look(d), "what was said of the first question is not the answer to the second")
		d.close()
		now, ever := g.open()
		require.Zero(t, now)
		require.Equal(t, 1, ever)
	})
}

func TestAClosedDesk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, g := deskOf(0)
		waiting := make(chan *failure)
		go func() { waiting <- look(d) }()
		synctest.Wait()
		closed := make(chan struct{})
		go func() {
			defer close(closed)
			d.close()
		}()
		synctest.Wait()
		select {
		case <-closed:
			t.Fatal("somebody still waits")
		default:
		}
		require.Equal(t, "busy", look(d).Error)
		began := time.Now()
		d.stop()
		require.Equal(t, "silent", (<-waiting).Error)
		<-closed
		require.Zero(t, time.Since(began))
		now, _ := g.open()
		require.Zero(t, now)
	})
}
