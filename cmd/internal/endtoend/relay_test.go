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

// faults is what a relay does to datagrams, in both directions. Each share is of all datagrams.
type faults struct {
	lost, twice, late, flipped float64
	longest                    int   // bytes of a datagram; longer ones are lost; 0: all pass, as on loopback
	rate                       int64 // bytes per second towards the receivers; 0: as fast as it goes
	seed                       uint64
}

// relay stands between an owner and those who fetch from it, as a router with one address for each side does.
type relay struct {
	t      *testing.T
	faults faults
	front  *net.UDPConn // the owner's address, as the others know it
	owner  atomic.Pointer[netip.AddrPort]
	queue  chan parcel // towards the receivers, when there is a rate
	closed chan struct{}
	done   sync.WaitGroup

	mutex   sync.Mutex
	backs   map[netip.AddrPort]*net.UDPConn // one for each receiver, towards the owner
	passed  int64                           // bytes towards the receivers
	watches []watch
	counts  struct{ seen, long, lost, twice, late, flipped int }
}

type parcel struct {
	data []byte
	send func([]byte)
}

// watch is closed when so many bytes have passed.
type watch struct {
	at      int64
	reached chan struct{}
}

// queueLength is what a slow relay holds before it drops, as a router does: some 700 KiB of datagrams of 1,400 bytes.
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

// serve carries what receivers send to the owner.
func (r *relay) serve() {
	chance := rand.New(rand.NewPCG(r.faults.seed, 0))
	for buffer := make([]byte, 1<<16); ; {
		n, from, err := r.front.ReadFromUDPAddrPort(buffer)
		if err != nil {
			return // it was closed
		}
		back, err := r.back(from)
		if err != nil {
			return
		}
		if back != nil {
			r.harm(chance, buffer[:n], func(data []byte) { _, _ = back.Write(data) })
		}
	}
}

// back gives the socket that stands for a receiver towards the owner; nil while no owner is known.
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
	r.done.Go(func() { r.carry(back, receiver, rand.New(rand.NewPCG(r.faults.seed, seed))) })
	return back, nil
}

// carry brings what the owner answers to one receiver. An owner that is gone shows as an error of a read, and may be back.
func (r *relay) carry(back *net.UDPConn, receiver netip.AddrPort, chance *rand.Rand) {
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
		r.harm(chance, buffer[:n], func(data []byte) {
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
	_, _ = r.front.WriteToUDPAddrPort(data, receiver) // a receiver that is gone is what some tests want
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.passed += int64(len(data))
	for len(r.watches) > 0 && r.passed >= r.watches[0].at {
		close(r.watches[0].reached)
		r.watches = r.watches[1:]
	}
}

// after gives a channel that is closed when so many more bytes went to receivers. There is one watch at a time.
func (r *relay) after(bytes int64) <-chan struct{} {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.watches = []watch{{at: r.passed + bytes, reached: make(chan struct{})}}
	return r.watches[0].reached
}

// awaitBytes waits until so many more bytes went to receivers.
func (r *relay) awaitBytes(bytes int64) {
	r.t.Helper()
	select {
	case <-r.after(bytes):
	case <-time.After(patience):
		require.Fail(r.t, "nothing moves", "%d bytes did not pass the relay", bytes)
	}
}

// harm draws what happens to one datagram.
func (r *relay) harm(chance *rand.Rand, datagram []byte, send func([]byte)) {
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
	if r.faults.longest > 0 && len(data) > r.faults.longest {
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

// pace lets datagrams out at the rate.
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
				sent = due // what was not used is gone: a line does not save its rate up
			}
		}
	}
}
