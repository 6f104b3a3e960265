// Package depot keeps the torrents that nodes hand to their tracker, so that nobody has to carry a torrent by hand: who
// knows an info-hash gets the torrent. It owns the folder tracker_db/torrents. It never decides who may add a torrent,
// and it trusts no node: a torrent must parse and hash to the info-hash that it is kept under.
//
// A torrent is a file called KEY.torrent, or KEY-V1.torrent if it is a hybrid: the info-hashes in hexadecimal, so that
// the folder alone says what is there. A torrent stays while its file has an owner, and for a day after. The depot is
// bounded in torrents and bytes. A node keeps those torrents in such a folder that it did not get as files.
package depot
