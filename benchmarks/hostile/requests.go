package main

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"swarm/messages"
)

// tinyRequests sends Requests with as many spans as fit, each for 64 blocks of one byte: little to send, much to do.
func tinyRequests(ctx context.Context, t target) (int, error) {
	return withTicket(ctx, t, wholeRequests(t, 1))
}

// greedy sends Requests for as many bytes as one datagram can name, and reads nothing.
func greedy(ctx context.Context, t target) (int, error) {
	return withTicket(ctx, t, wholeRequests(t, 8192))
}

// wholeRequests returns a function that sends one Request of as many full spans as fit.
func wholeRequests(t target, blockSize int) func(s *stranger) {
	length, offset, id := int64(messages.BlocksPerSpan*blockSize), int64(0), uint32(0)
	return func(s *stranger) {
		request := &messages.Request{Ticket: s.ticket, InfoHash: t.file, BlockSize: uint16(blockSize)}
		for range messages.MaxSpans {
			if offset+length > t.length {
				offset = 0
			}
			id++
			request.Spans = append(request.Spans, messages.Span{Stream: uint64(id), ID: id, Offset: offset,
				Length: uint32(length), Mask: ^uint64(0)})
			offset += length
		}
		s.send(request)
	}
}

// queries sends Queries with a ticket: each would be a message in the seeder's mailbox.
func queries(ctx context.Context, t target) (int, error) {
	return withTicket(ctx, t, func(s *stranger) {
		s.send(&messages.Query{Ticket: s.ticket, InfoHash: t.file})
	})
}

// receipts asks for one small block and confirms it, each time for a new stream.
func receipts(ctx context.Context, t target) (int, error) {
	return withTicket(ctx, t, func(s *stranger) {
		stream := rand.Uint64()
		s.send(&messages.Request{Ticket: s.ticket, InfoHash: t.file,
			BlockSize: messages.MinBlockSize, Spans: []messages.Span{{Stream: stream, ID: 1,
				Length: messages.MinBlockSize, Mask: 1}}})
		s.send(&messages.Receipt{Ticket: s.ticket, InfoHash: t.file, Stream: stream, Bytes: messages.MinBlockSize})
	})
}

const (
	// hogs is the number of receivers that one host pretends to be. It is more than the slots of an owner.
	hogs = 64
	// hogInterval is the time between two requests of a hog: just often enough to seem alive.
	hogInterval = 900 * time.Millisecond
)

// hogPlaces takes all places of an owner with receivers that ask for one small block at a time.
func hogPlaces(ctx context.Context, t target) (int, error) {
	var sent atomic.Int64
	var all sync.WaitGroup
	defer all.Wait()
	for range hogs {
		s, err := newStranger(t.owner)
		if err != nil {
			return int(sent.Load()), err
		}
		all.Go(func() {
			defer s.socket.Close()
			if s.greet() == nil {
				go s.discard()
				sent.Add(int64(s.hog(ctx, t)))
			}
		})
	}
	all.Wait()
	return int(sent.Load()), nil
}

func (s *stranger) hog(ctx context.Context, t target) int {
	ticker := time.NewTicker(hogInterval)
	defer ticker.Stop()
	for sent := 0; ; sent++ {
		s.send(&messages.Request{Ticket: s.ticket, InfoHash: t.file,
			BlockSize: messages.MinBlockSize, Spans: []messages.Span{{Stream: rand.Uint64(), ID: 1,
				Offset: rand.Int64N(t.length - messages.MinBlockSize), Length: messages.MinBlockSize, Mask: 1}}})
		select {
		case <-ctx.Done():
			return sent + 1
		case <-ticker.C:
		}
	}
}
