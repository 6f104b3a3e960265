package main

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"swarm/benchmarks/internal/figures"
)

// honestNodes are nodes that a tracker knows, spread over loopback addresses as honest nodes are over networks.
type honestNodes int

const (
	// nodesPerHost is the number of honest nodes at one address.
	nodesPerHost = 50
	// honestWorkers is the number of honest nodes that send requests at a time.
	honestWorkers = 8
	// honestInterval is the time between two requests of one worker. Together they send 400 requests a second: what
	// 8,000 nodes with the default heartbeat send.
	honestInterval = 20 * time.Millisecond
	// honestLimit is how long an honest node waits for an answer: as long as a peer.
	honestLimit = 5 * time.Second
)

func (honestNodes) host(n int) netip.Addr {
	host := n / nodesPerHost
	return netip.AddrFrom4([4]byte{127, 10, byte(host), byte(1 + host>>8)})
}

func (h honestNodes) register(n int) []byte {
	return request("POST", "/register", fmt.Appendf(nil, `{"node_id":%d,"token":"%032x","addr":"0.0.0.0:%d"}`, n+1, n+1,
		2000+n%nodesPerHost))
}

// join registers all nodes.
func (h honestNodes) join(ctx context.Context, tracker netip.AddrPort) error {
	for first := 0; first < int(h); first += nodesPerHost {
		c, err := dial(ctx, h.host(first), tracker)
		if err != nil {
			return err
		}
		in := newHTTP(c)
		for n := first; n < min(first+nodesPerHost, int(h)) && err == nil; n++ {
			if _, err = c.Write(h.register(n)); err == nil {
				_, err = in.answer()
			}
		}
		c.Close()
		if err != nil {
			return fmt.Errorf("register honest nodes: %w", err)
		}
	}
	return nil
}

// load is the result of honest requests.
type load struct {
	millis []float64 // sorted
	failed int       // requests without an answer of status 200 in time
}

func (l *load) p99() float64 { return figures.Quantile(l.millis, 0.99) }

// renew renews leases until ctx ends, each time over a connection of its own, as a node with long intervals does.
func (h honestNodes) renew(ctx context.Context, tracker netip.AddrPort) *load {
	var mutex sync.Mutex
	var all sync.WaitGroup
	total := &load{}
	for worker := range honestWorkers {
		all.Go(func() {
			ticker := time.NewTicker(honestInterval)
			defer ticker.Stop()
			for n := worker; ; n = (n + honestWorkers) % int(h) {
				select {
				case <-ctx.Done():
					return
				case <-ticker.C:
				}
				began := time.Now()
				err := h.renewOne(tracker, n)
				mutex.Lock()
				if err != nil {
					total.failed++
				}
				total.millis = append(total.millis, float64(time.Since(began).Microseconds())/1000)
				mutex.Unlock()
			}
		})
	}
	all.Wait()
	slices.Sort(total.millis)
	return total
}

func (h honestNodes) renewOne(tracker netip.AddrPort, n int) error {
	ctx, cancel := context.WithTimeout(context.Background(), honestLimit)
	defer cancel()
	c, err := dial(ctx, h.host(n), tracker)
	if err != nil {
		return err
	}
	defer c.Close()
	return exchange(c, h.register(n))
}

// exchange sends one request and waits for an answer with status 200.
func exchange(c net.Conn, request []byte) error {
	if err := c.SetDeadline(time.Now().Add(honestLimit)); err != nil {
		return err
	}
	if _, err := c.Write(request); err != nil {
		return err
	}
	_, err := newHTTP(c).answer()
	return err
}
