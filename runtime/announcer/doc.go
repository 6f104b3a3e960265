// Package announcer announces to BitTorrent trackers over HTTP, HTTPS and UDP: it is the real arm of port.Announcer. It
// wraps net/http and UDP sockets. It decides nothing about when to announce, or to whom.
//
// A torrent comes from a stranger, and names the trackers. So an announce is a GET whose query is fixed, answers are
// bounded, redirects are few, and an address of this host or of its link is asked only if the URL path ends like that
// of a tracker: with "announce".
package announcer
