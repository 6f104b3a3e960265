// Package magnet reads and writes magnet links to torrents (BEP 9, BEP 52, BEP 53). A link names a torrent by its
// info-hashes and says where peers and the torrent may be found. It is pure: it never resolves a name and never
// connects to anything. A link is written by strangers, so all its parts are bounded.
//
//	magnet:?xt=urn:btih:HASH   SHA-1 of the info dictionary: 40 hexadecimal digits, or 32 of base 32
//	        xt=urn:btmh:1220HASH   SHA-256 of the info dictionary, after the two bytes that mark it as one: 64
//	                               hexadecimal digits. A hybrid torrent has both.
//	        dn=NAME            name to show until the torrent is here
//	        tr=URL             tracker; may repeat, also as tr.1, tr.2 …
//	        x.pe=HOST:PORT     peer; may repeat
//	        ws=URL             web seed; may repeat
//	        so=0,2,4-6         numbers of the files to download (BEP 53)
//
// Values are percent-encoded, and + is a space. Unknown parameters are ignored.
package magnet
