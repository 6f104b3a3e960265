package udp

import (
	"fmt"
	"testing"
	"time"

	"swarm/actors/port"
	"swarm/messages"
)

// BenchmarkTransfer moves chunks from one socket to another over loopback. It measures the UDP edge alone, without
// hashing and without a disk. An operation is a chunk of 4 MiB.
func BenchmarkTransfer(b *testing.B) {
	for _, way := range []struct {
		name    string
		offload Offload
	}{{"auto", OffloadAuto}, {"off", OffloadOff}, {"plain", OffloadPlain}} {
		for _, blockSize := range []int{messages.BlockPayload, 4 << 10, 8 << 10, 16 << 10, 32 << 10} {
			b.Run(fmt.Sprintf("%s/%d", way.name, blockSize), func(b *testing.B) { transfer(b, way.offload, blockSize) })
		}
	}
}

func transfer(b *testing.B, offload Offload, blockSize int) {
	const chunk = 4 << 20
	arrived := &arrivalGate{runs: make(chan int, 1<<16)}
	owner := benchNode(b, discardGate{}, offload)
	receiver := benchNode(b, arrived, offload)
	receiver.Connect(owner.Addr(), mailbox("path"))
	file, buffer := &plainMemory{bytes: make([]byte, chunk)}, &plainMemory{bytes: make([]byte, chunk)}
	window := min(receiver.ReceiveWindow(), 1<<20)
	b.SetBytes(chunk)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		stream := receiver.Open(port.StreamSpec{Owner: owner.Addr(), Range: messages.Range{Length: chunk},
			BlockSize: blockSize, Buffer: buffer})
		inFlight := 0
		for _, span := range spans(stream.ID(), messages.Range{Length: chunk}, blockSize) {
			for inFlight > 0 && inFlight+int(span.Length) > window {
				inFlight -= arrived.wait(b, inFlight)
			}
			owner.Serve([]port.Answer{answerTo(receiver.Addr(), file, span, blockSize)}, mailbox("uplink"))
			inFlight += int(span.Length)
		}
		for inFlight > 0 {
			inFlight -= arrived.wait(b, inFlight)
		}
		stream.Close()
	}
	b.StopTimer()
	b.ReportMetric(float64(arrived.lost)/float64(b.N), "lostB/op")
	b.ReportMetric(float64(receiver.Counters().KernelDrops), "drops")
}

func benchNode(b *testing.B, gate port.Gate, offload Offload) *Socket {
	socket, err := Listen(Options{Listen: "127.0.0.1:0", Gate: gate, Offload: offload, MaxPayload: 32 << 10})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := socket.Close(); err != nil {
			b.Error(err)
		}
	})
	return socket
}

// arrivalGate counts the payload that arrives.
type arrivalGate struct {
	discardGate
	runs chan int
	lost int
}

func (g *arrivalGate) Post(_ port.PID, message any) {
	if arrived, ok := message.(*port.BlocksArrived); ok {
		bytes := 0
		for _, run := range arrived.Runs {
			bytes += run.Bytes
		}
		g.runs <- bytes
	}
}

// wait returns the number of payload bytes that arrived. If nothing arrives for 200 ms, all bytes in flight are lost.
func (g *arrivalGate) wait(b *testing.B, inFlight int) int {
	select {
	case bytes := <-g.runs:
		return bytes
	case <-time.After(200 * time.Millisecond):
		g.lost += inFlight
		return inFlight
	}
}

// plainMemory is a source and a buffer without a lock, like a real chunk buffer.
type plainMemory struct{ bytes []byte }

func (q *plainMemory) ReadBlocks(buffers [][]byte, offset int64) error {
	for _, buffer := range buffers {
		offset += int64(copy(buffer, q.bytes[offset:]))
	}
	return nil
}
func (q *plainMemory) Place(at int64, payload []byte) { copy(q.bytes[at:], payload) }
func (q *plainMemory) Release()                       {}
