// Package announcer announces one file to the BitTorrent trackers that its torrent names, other than the node's own
// (BEP 3, BEP 12). It tells the contacts of the file where peers may be. It announces when it starts, whenever the
// tracker's interval has passed, when the file is complete, and when it stops.
//
//	receives                      sends
//	Started, announceDue (timer)  Announce to the edge
//	*port.StockAnnounced          *port.PeersFound to the contacts
//	*port.StockAnnounceFailed     Announce to the next tracker (tiers.go)
//	Stopping                      Announce with the event stopped
package announcer
