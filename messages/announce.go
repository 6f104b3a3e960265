package messages

import (
	"net/netip"
	"time"
)

// PeerID is the name that a BitTorrent peer gives itself (BEP 20).
type PeerID [20]byte

// Announce is what a BitTorrent peer tells a tracker (BEP 3, BEP 15). Such a peer has no NodeID and no token.
type Announce struct {
	Hash Hash20 // the swarm
	Peer PeerID

	// Addr is where the peer accepts connections: the IP address that the request came from, and the TCP port that the
	// peer named. Port 0 means that nobody can connect to it.
	Addr netip.AddrPort

	Uploaded, Downloaded uint64 // bytes, according to the peer
	Left                 uint64 // bytes that the peer does not have yet; 0: it has the whole torrent

	Event AnnounceEvent
	Key   uint32 // a number that the peer tells no other peer (BEP 7); 0: none
	Want  int    // maximum number of peers in the reply; negative leaves it to the tracker
}

// AnnounceEvent is why a BitTorrent peer announces.
type AnnounceEvent uint8

// The numbers are those of BEP 15.
const (
	EventNone      AnnounceEvent = 0 // the interval has passed
	EventCompleted AnnounceEvent = 1
	EventStarted   AnnounceEvent = 2
	EventStopped   AnnounceEvent = 3
	EventPaused    AnnounceEvent = 4 // the peer is a partial seed: it wants no more, and is not whole (BEP 21)
)

// String returns the word of BEP 3 and BEP 21.
func (e AnnounceEvent) String() string {
	names := [...]string{"", "completed", "started", "stopped", "paused"}
	if int(e) < len(names) {
		return names[e]
	}
	return "unknown"
}

// Announced is the reply to Announce.
type Announced struct {
	SwarmSize
	Interval    time.Duration    // after which the peer announces again
	MinInterval time.Duration    // before which it does not; 0: the tracker does not say
	Peers       []netip.AddrPort // of both families, at most MaxAnnounced
	External    netip.Addr       // the peer's own address, as the tracker sees it (BEP 24); invalid: not said
	TrackerID   string           // to be repeated in the next announce; "": there is none
	Warning     string           // for people; "": there is none
}

// MaxAnnounced is the maximum number of peers in one Announced. Trackers commonly allow 100 to 200.
const MaxAnnounced = 200

// SwarmSize counts the peers of a swarm.
type SwarmSize struct {
	Seeds     int // peers that have the whole torrent
	Others    int
	Downloads int // how often a peer completed the torrent
	Partial   int // how many of Others want no more (BEP 21)
}

// Scraped is one answer to a scrape, for one info-hash (BEP 48).
type Scraped struct {
	SwarmSize
	Hash  Hash20
	Known bool // false: the tracker does not know the swarm
}

// MaxScrape is the maximum number of info-hashes in one scrape: so many fit one datagram (BEP 15).
const MaxScrape = 74

// AnnounceFailed is the reply to an announce or a scrape that a tracker rejects.
type AnnounceFailed struct {
	Reason  string        // for people
	RetryIn time.Duration // 0: the tracker does not say; negative: never (BEP 31)
}
