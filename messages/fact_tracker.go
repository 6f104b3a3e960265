package messages

import "net/netip"

// Facts noted by the tracker.
type (
	// NodeRegistered: a node joined, or came back. The renewal of a lease is not noted.
	NodeRegistered struct {
		AtTracker
		Addr netip.AddrPort
	}
	// NodeProven: a node answered at an address.
	NodeProven struct {
		AtTracker
		Addr netip.AddrPort
	}
	// NodeUnreachable: a node answers at none of its addresses, of which this is one. It is not named as an owner.
	NodeUnreachable struct {
		AtTracker
		Addr netip.AddrPort
	}
	// NodeOwned: a node reported that it serves a file.
	NodeOwned struct {
		AtTracker
		InfoHash InfoHash
		Name     string
		State    HoldingState
	}
	// NodeNeeded: a node asked for the owners of a file, and was sent this many.
	NodeNeeded struct {
		AtTracker
		InfoHash InfoHash
		Owners   int
	}
	// NodeUpdated: a node's upload frequency rose.
	NodeUpdated struct {
		AtTracker
		UploadFrequency uint64
	}
	// NodeExited: a node left with EXIT.
	NodeExited struct{ AtTracker }
	// NodeExpired: a node was silent for a whole tracker interval, and was forgotten.
	NodeExpired struct{ AtTracker }
	// AskRefused: the tracker refused a request.
	AskRefused struct {
		AtTracker
		Mode   Mode
		Reason RefusedReason
		Detail string
	}
)
