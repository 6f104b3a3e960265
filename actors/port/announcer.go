package port

import "swarm/messages"

// Announcer announces to the BitTorrent trackers that torrents name (BEP 3, BEP 15). The node's own tracker is asked
// through Tracker.
type Announcer interface {
	// Announce sends one announce to a tracker by its URL: http, https or udp. trackerID is that of the tracker's last
	// answer, or "". replyTo gets one *StockAnnounced or *StockAnnounceFailed.
	Announce(url string, announce messages.Announce, trackerID string, replyTo PID)
}

// Answers to Announce.
type (
	// StockAnnounced is a tracker's answer.
	StockAnnounced struct {
		URL  string
		Hash messages.Hash20 // that was announced
		messages.Announced
	}
	// StockAnnounceFailed reports that a tracker did not answer, or rejected the announce.
	StockAnnounceFailed struct {
		URL string
		messages.AnnounceFailed
	}
)
