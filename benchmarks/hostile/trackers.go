package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// dial opens a connection to the tracker from an address.
func dial(ctx context.Context, from netip.Addr, to netip.AddrPort) (net.Conn, error) {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: from.AsSlice()}, Timeout: 5 * time.Second}
	return dialer.DialContext(ctx, "tcp", to.String())
}

// request returns a request as it is sent.
func request(method, urlPath string, body []byte) []byte {
	return append(fmt.Appendf(nil, "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"+
		"Content-Length: %d\r\n\r\n", method, urlPath, len(body)), body...)
}

// many runs count workers until ctx ends and sums what they return. A worker that returns early is started again after
// a short rest.
func many(ctx context.Context, count int, work func(ctx context.Context, worker int) int) (int, error) {
	const rest = 10 * time.Millisecond
	var sum atomic.Int64
	var all sync.WaitGroup
	for worker := range count {
		all.Go(func() {
			for ctx.Err() == nil {
				sum.Add(int64(work(ctx, worker)))
				select {
				case <-ctx.Done():
				case <-time.After(rest):
				}
			}
		})
	}
	all.Wait()
	return int(sum.Load()), nil
}

// connected runs do with a connection that is closed when ctx ends. It returns 0 if there is none.
func connected(ctx context.Context, t target, do func(c net.Conn) int) int {
	c, err := dial(ctx, attackHost, t.tracker)
	if err != nil {
		return 0
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	return do(c)
}

const (
	wideFiles   = 600_000 // empty objects in one body of 1.8 MB
	wideSenders = 32
)

// wideBodies sends OWNs that name far more files than are allowed, without a token.
func wideBodies(ctx context.Context, t target) (int, error) {
	body := append([]byte(`{"node_id":1,"files":[{}`), bytes.Repeat([]byte(",{}"), wideFiles-1)...)
	wide := request("POST", "/own", append(body, "]}"...))
	return many(ctx, wideSenders, func(ctx context.Context, _ int) int {
		return connected(ctx, t, func(c net.Conn) int {
			if _, err := c.Write(wide); err != nil {
				return 0
			}
			_, _ = c.Read(make([]byte, 1<<10)) // the answer, if there is one
			return 1
		})
	})
}

// floodConnections is the number of connections over which requests are sent as fast as the rate says.
const floodConnections = 8

// flooded sends requests at the target's rate over kept-alive connections. next returns the nth request.
func flooded(ctx context.Context, t target, next func(n int) []byte) (int, error) {
	var number atomic.Int64
	return many(ctx, floodConnections, func(ctx context.Context, _ int) int {
		return connected(ctx, t, func(c net.Conn) int {
			inner, cancel := context.WithCancel(ctx)
			defer cancel()
			go func() { // answers are read and discarded
				_, _ = io.Copy(io.Discard, c)
				cancel()
			}()
			return paced(inner, max(1, t.rate/floodConnections), func() {
				if _, err := c.Write(next(int(number.Add(1)))); err != nil {
					cancel()
				}
			})
		})
	})
}

// firstInvented is the id of the first node that attackers invent. Honest nodes have lower ids.
const firstInvented = 10_000_000

func invented(n int) string {
	return fmt.Sprintf(`"node_id":%d,"token":"%032x"`, firstInvented+n, n)
}

func inventedAddr(n int) string { return fmt.Sprintf("%v:%d", attackHost, 1024+n%60_000) }

// registers registers nodes that do not exist.
func registers(ctx context.Context, t target) (int, error) {
	return flooded(ctx, t, func(n int) []byte {
		return request("POST", "/register", fmt.Appendf(nil, `{%s,"addr":"%s"}`, invented(n), inventedAddr(n)))
	})
}

// inventedOwners is the number of owners that a Sybil attack invents.
const inventedOwners = 1000

// sybil invents owners of the file that claim huge uploads, and never answer.
func sybil(ctx context.Context, t target) (int, error) {
	return flooded(ctx, t, func(n int) []byte {
		who := invented(n / 3 % inventedOwners)
		switch n % 3 {
		case 0:
			return request("POST", "/register", fmt.Appendf(nil, `{%s,"addr":"%s"}`, who,
				inventedAddr(n/3%inventedOwners)))
		case 1:
			return request("POST", "/own", fmt.Appendf(nil,
				`{%s,"files":[{"info_hash":"%v","name":"sample.bin","length":%d,"state":"whole"}]}`, who, t.file,
				t.length))
		}
		return request("POST", "/update", fmt.Appendf(nil, `{%s,"uploads":%d}`, who, uint64(1)<<40))
	})
}

// held is the number of connections that are kept open without a use.
const held = 8000

// connections opens idle connections. The system may allow fewer; then it holds as many as it can.
func connections(ctx context.Context, t target) (int, error) {
	return many(ctx, held, func(ctx context.Context, _ int) int {
		return connected(ctx, t, func(c net.Conn) int {
			_, _ = io.Copy(io.Discard, c)
			return 1
		})
	})
}

const (
	slowSenders = 40
	slowLength  = 2_000_000 // bytes that the head announces
)

// slowBodies announces long bodies and sends a byte a second.
func slowBodies(ctx context.Context, t target) (int, error) {
	return many(ctx, slowSenders, func(ctx context.Context, _ int) int {
		return connected(ctx, t, func(c net.Conn) int {
			head := request("POST", "/own", nil)
			head = bytes.Replace(head, []byte("Content-Length: 0"), fmt.Appendf(nil, "Content-Length: %d", slowLength),
				1)
			_, err := c.Write(head)
			for ; err == nil && ctx.Err() == nil; _, err = c.Write([]byte(" ")) {
				select {
				case <-ctx.Done():
				case <-time.After(time.Second):
				}
			}
			return 1
		})
	})
}

// listReaders is the number of readers of the largest page.
const listReaders = 4

// readers reads the list of nodes in pages as large as they may be.
func readers(ctx context.Context, t target) (int, error) {
	page := request("GET", "/nodes?limit=1000", nil)
	return many(ctx, listReaders, func(ctx context.Context, _ int) int {
		return connected(ctx, t, func(c net.Conn) int {
			count := 0
			h := newHTTP(c)
			for ctx.Err() == nil {
				if _, err := c.Write(page); err != nil {
					break
				}
				if _, err := h.answer(); err != nil && !errors.Is(err, errStatus) {
					break
				}
				count++
			}
			return count
		})
	})
}
