//go:build unix

package endtoend

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// faults describes what a relay does to the datagrams of both directions. Shares are of all datagrams.
type faults struct {
	lost, twice, late, flipped float64
	maxLength                  int   // bytes; longer datagrams are dropped; 0: no maximum, as on loopback
	rate                       int64 // bytes per second towards the receivers; 0: unlimited
	seed                       uint64
}

// relay is a router between an owner and its receivers, with one address for each side.
type relay struct {
	t      *testing.T
	faults faults
	front  *net.UDPConn // receivers take its address for the owner's
	owner  atomic.Pointer[netip.AddrPort]
	queue  chan parcel // towards the receivers; used if there is a rate
	closed chan struct{}
	done   sync.WaitGroup

	mutex   sync.Mutex
	backs   map[netip.AddrPort]*net.UDPConn // sockets towards the owner, one for each receiver
	passed  int64                           // bytes towards the receivers
	watches []watch
	counts  struct{ seen, long, lost, twice, late, flipped int }
}

// parcel is a datagram in the queue.
type parcel struct {
	data []byte
	send func([]byte)
}

// watch is a channel that is closed when a number of bytes has passed.
type watch struct {
	bytes   int64
	reached chan struct{}
}

// queueLength is how many datagrams a relay with a rate queues before it drops further ones, as a router does: some
// 700 KiB of datagrams of 1,400 bytes.
const queueLength = 512

func newRelay(t *testing.T, faults faults) *relay {
	t.Helper()
	front, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	require.NoError(t, err)
	require.NoError(t, front.SetReadBuffer(4<<20))
	r := &relay{t: t, faults: faults, front: front, queue: make(chan parcel, queueLength), closed: make(chan struct{}),
		backs: map[netip.AddrPort]*net.UDPConn{}}
	r.done.Go(r.serve)
	r.done.Go(r.pace)
	t.Cleanup(r.close)
	return r
}

func (r *relay) address() netip.AddrPort { return r.front.LocalAddr().(*net.UDPAddr).AddrPort() }

func (r *relay) close() {
	close(r.closed)
	_ = r.front.Close()
	r.mutex.Lock()
	for _, back := range r.backs {
		_ = back.Close()
	}
	r.mutex.Unlock()
	r.done.Wait()
	r.t.Logf("relay: %+v", r.counts)
}

// serve passes the datagrams of all receivers on to the owner.
func (r *relay) serve() {
	chance := rand.New(rand.NewPCG(r.faults.seed, 0))
	for buffer := make([]byte, 1<<16); ; {
		n, from, err := r.front.ReadFromUDPAddrPort(buffer)
		if err != nil {
			return // the relay was closed
		}
		back, err := r.back(from)
		if err != nil {
			return
		}
		if back != nil {
			r.applyFaults(chance, buffer[:n], func(data []byte) { _, _ = back.Write(data) })
		}
	}
}

// back returns the socket that represents a receiver towards the owner, or nil while no owner is known.
func (r *relay) back(receiver netip.AddrPort) (*net.UDPConn, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	owner := r.owner.Load()
	if back := r.backs[receiver]; back != nil || owner == nil {
		return back, nil
	}
	back, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(*owner))
	if err != nil {
		return nil, fmt.Errorf("relay: reach the owner: %w", err)
	}
	if err := back.SetReadBuffer(4 << 20); err != nil {
		return nil, err
	}
	select {
	case <-r.closed:
		return nil, back.Close()
	default:
	}
	r.backs[receiver] = back
	seed := uint64(len(r.backs))
	r.done.Go(func() { r.passBack(back, receiver, rand.New(rand.NewPCG(r.faults.seed, seed))) })
	return back, nil
}

// passBack passes the owner's answers to one receiver. While the owner does not run, reads fail; they are repeated,
// because it may start again.
func (r *relay) passBack(back *net.UDPConn, receiver netip.AddrPort, chance *rand.Rand) {
	for buffer := make([]byte, 1<<16); ; {
		n, err := back.Read(buffer)
		select {
		case <-r.closed:
			return
		default:
		}
		if err != nil {
			continue
		}
		r.applyFaults(chance, buffer[:n], func(data []byte) {
			if r.faults.rate == 0 {
				r.deliver(data, receiver)
				return
			}
			select {
			case r.queue <- parcel{data, func(data []byte) { r.deliver(data, receiver) }}:
			default: // the queue is full
			}
		})
	}
}

func (r *relay) deliver(data []byte, receiver netip.AddrPort) {
	_, _ = r.front.WriteToUDPAddrPort(data, receiver) // the receiver may have stopped, as some tests want
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.passed += int64(len(data))
	for len(r.watches) > 0 && r.passed >= r.watches[0].bytes {
		close(r.watches[0].reached)
		r.watches = r.watches[1:]
	}
}

// after returns a channel that is closed when a further number of bytes has passed to receivers. It ends an earlier
// watch.
func (r *relay) after(bytes int64) <-chan struct{} {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.watches = []watch{{bytes: r.passed + bytes, reached: make(chan struct{})}}
	return r.watches[0].reached
}

// awaitBytes waits until a further number of bytes has passed to receivers.
func (r *relay) awaitBytes(bytes int64) {
	r.t.Helper()
	select {
	case <-r.after(bytes):
	case <-time.After(patience):
		require.Fail(r.t, "nothing moves", "%d bytes did not pass the relay", bytes)
	}
}

// applyFaults draws the faults of one datagram, and sends what is left of it.
func (r *relay) applyFaults(chance *rand.Rand, datagram []byte, send func([]byte)) {
	happens := func(share float64, count *int) bool {
		if chance.Float64() >= share {
			return false
		}
		r.mutex.Lock()
		*count++
		r.mutex.Unlock()
		return true
	}
	data := append([]byte(nil), datagram...)
	happens(1, &r.counts.seen)
	if r.faults.maxLength > 0 && len(data) > r.faults.maxLength {
		happens(1, &r.counts.long)
		return
	}
	if happens(r.faults.lost, &r.counts.lost) {
		return
	}
	if len(data) > 0 && happens(r.faults.flipped, &r.counts.flipped) {
		bit := chance.IntN(8 * len(data))
		data[bit/8] ^= 1 << (bit % 8)
	}
	if happens(r.faults.twice, &r.counts.twice) {
		send(data)
	}
	if happens(r.faults.late, &r.counts.late) {
		time.AfterFunc(time.Duration(1+chance.IntN(5))*time.Millisecond, func() { send(data) })
		return
	}
	send(data)
}

// pace sends the datagrams of the queue at the rate.
func (r *relay) pace() {
	if r.faults.rate == 0 {
		return
	}
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	began, sent := time.Now(), int64(0)
	for {
		select {
		case <-r.closed:
			return
		case now := <-ticker.C:
			due := int64(now.Sub(began).Seconds() * float64(r.faults.rate))
			for sent < due {
				select {
				case p := <-r.queue:
					sent += int64(len(p.data))
					p.send(p.data)
					continue
				default:
				}
				sent = due // unused capacity of a line is lost
			}
		}
	}
}
