package uplink

import (
	"math/bits"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"swarm/actors/port"
	"swarm/messages"
)

// linear is a fileQueue that compares each new entry with all that wait.
type linear []entry

func (l *linear) replace(repeated entry) {
	*l = slices.DeleteFunc(*l, func(old entry) bool {
		return old.answer.Span.Mask&^overlap(old.answer, repeated.answer) == 0
	})
	for i := range *l {
		old := &(*l)[i]
		old.answer.Span.Mask &^= overlap(old.answer, repeated.answer)
		old.bytes = old.answer.Bytes()
	}
}

func (l *linear) take(maxBytes int) entry {
	e := (*l)[0]
	rest := e
	if e.bytes > maxBytes {
		e.answer.Span.Mask = firstBlocks(e.answer, maxBytes)
		e.bytes = e.answer.Bytes()
	}
	if rest.answer.Span.Mask &^= e.answer.Span.Mask; rest.answer.Span.Mask == 0 {
		*l = (*l)[1:]
		return e
	}
	rest.bytes -= e.bytes
	(*l)[0] = rest
	return e
}

// aSpan draws spans that often have blocks in common.
func aSpan(t *rapid.T) entry {
	const blockSize = 100
	first, blocks := rapid.IntRange(0, 150).Draw(t, "first"), rapid.IntRange(1, messages.BlocksPerSpan).Draw(t,
		"blocks")
	mask := rapid.Uint64().Draw(t, "mask")
	mask &= ^uint64(0) >> (messages.BlocksPerSpan - blocks)
	if mask == 0 {
		mask = 1
	}
	length := blocks*blockSize - rapid.IntRange(0, 99).Draw(t, "short")
	e := entry{answer: port.Answer{To: to(1), BlockSize: blockSize, Span: messages.Span{
		Stream: rapid.Uint64Range(1, 2).Draw(t, "stream"),
		Offset: int64(first)*blockSize + rapid.Int64Range(0, 1).Draw(t, "phase"),
		Length: uint32(length), Mask: mask}}}
	e.bytes = e.answer.Bytes()
	return e
}

// TestFileQueueIsAListWithAnIndex compares the queue with one that has no index.
func TestFileQueueIsAListWithAnIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		indexed, plain := &fileQueue{}, linear{}
		t.Repeat(map[string]func(*rapid.T){
			"push": func(t *rapid.T) {
				e := aSpan(t)
				indexed.replace(e)
				plain.replace(e)
				indexed.add(e)
				plain = append(plain, e)
			},
			"take": func(t *rapid.T) {
				if len(plain) == 0 {
					t.Skip("nothing waits")
				}
				maxBytes := rapid.IntRange(1, 7000).Draw(t, "maxBytes")
				require.Equal(t, plain.take(maxBytes), indexed.take(maxBytes))
			},
			"": func(t *rapid.T) {
				var left []entry
				bytes, indexes := 0, 0
				indexed.each(func(e entry) {
					left = append(left, e)
					bytes += e.bytes
					for at, mask := range cellsOf(e.answer) {
						require.NotZero(t, mask)
						require.True(t, slices.ContainsFunc(indexed.cells.entries[at],
							func(w *waitingEntry) bool { return w.entry == e }))
						indexes++
					}
				})
				require.True(t, slices.Equal(plain, left))
				require.Equal(t, load{bytes: bytes, entries: len(plain)}, indexed.load)
				for _, entries := range indexed.cells.entries {
					require.NotEmpty(t, entries)
					require.LessOrEqual(t, len(entries), messages.BlocksPerSpan, "so a push is compared with few")
					indexes -= len(entries)
				}
				require.Zero(t, indexes)
			},
		})
	})
}

// tiny is an entry of 64 blocks of one byte.
func tiny(receiver uint16, number int) entry {
	e := entry{answer: port.Answer{To: to(receiver), BlockSize: 1, Span: messages.Span{Stream: uint64(number),
		Length: messages.BlocksPerSpan, Mask: ^uint64(0)}}}
	e.bytes = e.answer.Bytes()
	return e
}

// TestEntriesOfAReceiverAreBounded: the bound of bytes lets 262,144 such entries wait.
func TestEntriesOfAReceiverAreBounded(t *testing.T) {
	q := newQueues(10, maxQueuedBytes)
	for number := range maxQueuedEntries {
		require.True(t, q.push(tiny(1, number)))
	}
	require.False(t, q.push(tiny(1, maxQueuedEntries)))
	require.True(t, q.push(tiny(1, 0)), "it takes the place of one that waits")
	require.True(t, q.push(tiny(2, 0)), "the others are not concerned")
	for range maxQueuedEntries + 1 {
		_, ok := q.pop(unlimited)
		require.True(t, ok)
	}
	require.Empty(t, q.byReceiver)
	require.Empty(t, q.byFile)
}

// TestTurnsCountDatagrams checks that a receiver gets no more datagrams than others for asking for short blocks.
func TestTurnsCountDatagrams(t *testing.T) {
	const blockSize = messages.MinBlockSize
	q := newQueues(10, 1<<30)
	for number := range 400 {
		q.push(tiny(1, number))
		e := tiny(2, number)
		e.answer.BlockSize, e.answer.Span.Length = blockSize, blockSize*messages.BlocksPerSpan
		e.bytes = e.answer.Bytes()
		q.push(e)
	}
	datagrams := map[uint16]int{}
	for range 400 {
		e, ok := q.pop(unlimited)
		require.True(t, ok)
		datagrams[e.answer.To.Port()] += bits.OnesCount64(e.answer.Span.Mask)
	}
	require.InDelta(t, 1, float64(datagrams[1])/float64(datagrams[2]), 0.1)
}

// TestEdgeGetsFewDatagrams: it got 64 times as many when their payload alone counted.
func TestEdgeGetsFewDatagrams(t *testing.T) {
	d := newDialogue(t)
	var answers []port.Answer
	for number := range 100 {
		answers = append(answers, tiny(1, number).answer)
	}
	d.Send(d.uplink, &port.Grant{Seeder: d.seeder.PID, Answers: answers})
	datagrams := 0
	for _, answer := range d.sent() {
		datagrams += bits.OnesCount64(answer.Span.Mask)
	}
	require.LessOrEqual(t, datagrams, firstEdgeBytes/messages.MinBlockSize+messages.BlocksPerSpan)
}
