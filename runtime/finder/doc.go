// Package finder finds torrents that a user has not as a file: by info-hash at the node's tracker, by a magnet link at
// the trackers that the link names, and at a URL. It owns the requests, their limits, and the check that what came is
// what was wanted. It keeps what it found, so that a download goes on when the tracker is gone. It never asks
// BitTorrent peers for a torrent.
//
// A tracker of this project hands out torrents beside its announce URL: the torrent of http://host/announce is at
// http://host/torrents/HASH. Other trackers answer that they have no such page.
package finder
