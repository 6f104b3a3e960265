package bittorrent

import (
	"testing"

	"swarm/actors/port"
	"swarm/actors/port/porttest"
	"swarm/messages"
)

// BenchmarkTransfer moves pieces of 1 MiB between two edges over loopback, without disk and hash. Per block there is no
// allocation, message or system call.
func BenchmarkTransfer(b *testing.B) {
	const pieceLength = 1 << 20
	gate := porttest.NewGate()
	owner, receiver := newEdge(b, gate, "127.0.0.1"), newEdge(b, gate, "127.0.0.1")
	swarm := testSwarm
	swarm.File.Length, swarm.File.PieceLength = pieceLength, pieceLength
	contacts, dialled := make(chan port.Connection, 1), make(chan port.Connection, 1)
	owner.PublishSwarm(swarm, gate.Inbox("contacts", func(message any) {
		contacts <- message.(*port.StockConnected).Connection
	}))
	receiver.Dial(addressOf(owner), swarm, swarm.Hashes[0], gate.Inbox("dialler", func(message any) {
		dialled <- message.(*port.StockConnected).Connection
	}))
	sender, fetcher := receive(b, contacts), receive(b, dialled)
	file, buffer := newMemory(pieceLength), newMemory(pieceLength)
	uplink := gate.Inbox("uplink", func(any) {})
	sender.Start(gate.Inbox("sender", func(message any) {
		spoke, is := message.(*port.StockSpoke)
		if !is {
			return
		}
		var blocks []port.StockBlock
		for _, frame := range spoke.Frames {
			blocks = append(blocks, port.StockBlock{Piece: frame.Piece, Begin: frame.Begin, Length: frame.Length,
				Offset: int64(frame.Begin), Payload: frame.Length})
		}
		sender.Send(blocks, file, uplink)
	}))
	arrived := make(chan int, 1024)
	fetcher.Start(gate.Inbox("fetcher", func(message any) {
		if spoke, is := message.(*port.StockSpoke); is {
			for _, run := range spoke.Runs {
				arrived <- run.Bytes
			}
		}
	}))
	b.SetBytes(pieceLength)
	b.ReportAllocs()
	for b.Loop() {
		stream := receiver.OpenStream(port.StreamSpec{Range: messages.Range{Length: pieceLength},
			BlockSize: messages.RequestSize, Buffer: buffer})
		var requests []port.StockRequest
		for begin := 0; begin < pieceLength; begin += messages.RequestSize {
			requests = append(requests, port.StockRequest{Stream: stream, Block: begin / messages.RequestSize,
				Begin: begin, Length: messages.RequestSize})
		}
		fetcher.Ask(requests)
		for bytes := 0; bytes < pieceLength; {
			bytes += receive(b, arrived)
		}
		stream.Close()
	}
}
