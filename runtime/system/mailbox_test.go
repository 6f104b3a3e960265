package system

import (
	"testing"

	"github.com/asynkron/protoactor-go/actor"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestBacklogKeepsOrder pushes and pops at random and compares with a plain slice.
func TestBacklogKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b backlog
		var list []any
		for number := range rapid.IntRange(1, 300).Draw(t, "steps") {
			if len(list) > 0 && rapid.IntRange(0, 2).Draw(t, "pop") == 0 {
				require.Equal(t, list[0], b.pop())
				list = list[1:]
			} else {
				b.push(number)
				list = append(list, number)
			}
			require.Equal(t, len(list), b.count())
		}
	})
}

// script is an invoker that records its messages and panics on the message "panic".
type script struct {
	box *mailbox
	got []any
}

func (s *script) InvokeSystemMessage(message any) { s.got = append(s.got, message) }

func (s *script) InvokeUserMessage(message any) {
	if message == "panic" {
		panic(message)
	}
	s.got = append(s.got, message)
}

func (s *script) EscalateFailure(cause, _ any) {
	s.got = append(s.got, "failed: "+cause.(string))
	s.box.PostSystemMessage(&actor.SuspendMailbox{})
}

// later is a dispatcher that collects mailboxes for the test to run.
type later struct{ runs []func() }

func (l *later) Schedule(run func()) { l.runs = append(l.runs, run) }
func (*later) Throughput() int       { return 1 }

// TestMailboxAfterAPanic: user messages wait until the mailbox is resumed; system messages do not.
func TestMailboxAfterAPanic(t *testing.T) {
	turns := &later{}
	box := newMailbox().(*mailbox)
	of := &script{box: box}
	box.RegisterHandlers(of, turns)
	for _, message := range []any{"one", "panic", "two"} {
		box.PostUserMessage(message)
	}
	box.PostSystemMessage("first")
	require.Len(t, turns.runs, 1, "a mailbox stands in the queue once")
	turns.runs[0]()
	require.Equal(t, []any{"first", "one", "failed: panic"}, of.got)
	require.Equal(t, 1, box.UserMessageCount())
	box.PostSystemMessage("still heard")
	box.PostSystemMessage(&actor.ResumeMailbox{})
	require.Len(t, turns.runs, 2)
	turns.runs[1]()
	require.Equal(t, []any{"first", "one", "failed: panic", "still heard", "two"}, of.got)
}
