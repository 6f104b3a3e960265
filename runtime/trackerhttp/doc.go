// Package trackerhttp carries the tracker's five modes over HTTP: Server is the tracker's side, Client a node's. It
// owns sockets, limits, timeouts and the JSON; it decides nothing, and keeps nothing between two requests. HTTP itself
// is read and written by fasthttp (docs/adr/0008-the-trackers-http-server.md).
//
// # Modes
//
// POST, with a JSON object; the answer is a JSON object too. A token is 32 hexadecimal digits, and an info-hash 64 (or
// 40 of version 1).
//
//	curl --json '{"node_id":7,"addr":"0.0.0.0:4000"}' http://localhost:12345/register
//	    {"node_id":7,"token":"5f3a…","fresh":true}
//	curl --json '{"node_id":7,"token":"5f3a…","files":[{"info_hash":"a3f1…","name":"film.mkv","length":734003200,
//	    "state":"whole"}]}' http://localhost:12345/own
//	    {"node_id":7}
//	curl --json '{"node_id":8,"token":"90be…","info_hash":"a3f1…","want":4}' http://localhost:12345/need
//	    {"info_hash":"a3f1…","owners":[{"node_id":7,"addr":"127.0.0.1:4000","upload_frequency":12,"whole":true}]}
//	curl --json '{"node_id":7,"token":"5f3a…","uploads":12}' http://localhost:12345/update
//	    {"node_id":7,"upload_frequency":12}
//	curl --json '{"node_id":7,"token":"5f3a…"}' http://localhost:12345/exit
//	    {"node_id":7}
//
// A request to /need may have "silent", the ids of at most 16 owners that were named before and never answered. A
// request to /register may have "bittorrent_port", the TCP port where the node speaks BitTorrent's peer protocol. A
// file of /own and a request to /need may have "info_hash_v1", the SHA-1 of the info dictionary of a hybrid torrent.
// The answer to /need has "bittorrent" if there are BitTorrent peers: a list of
// {"addr":"10.0.0.2:6881","hash":"…","whole":true}, where hash is the one that the peer announced.
//
// addr is where the node's datagrams go; an unspecified IP means "where this request came from". The first REGISTER has
// no token, or one that the node chose. state is "none", "part" or "whole". want may be left out.
//
// # BitTorrent
//
// GET /announce and /scrape are those of BEP 3 and BEP 48, for BitTorrent clients. Package announce has their format.
// The URL in a torrent is therefore http://HOST:PORT/announce. Both pages answer under every host name, because a
// torrent may name any. A failure has status 200 and a bencoded reason, except that an overloaded tracker answers 503.
//
// # For people and tools
//
//	GET /                          says what this is
//	GET /healthz                   {"status":"ok", …} while the tracker answers, else status 503
//	GET /metrics                   for Prometheus
//	GET /nodes                     {"totals":{…},"nodes":[…],"next":"7"}
//	GET /files                     {"totals":{…},"files":[…],"next":"a3f1…"}
//	GET /files/INFO_HASH/owners    {"totals":{…},"owners":[…],"next":"7"}
//
//	GET /torrents/INFO_HASH        the torrent, if an owner of the file has handed it over
//	PUT /torrents/INFO_HASH?node_id=7    the same, of such an owner: the header Authorization is Bearer and its token
//
// Lists come in pages: ?limit=N rows at most, ?after=NEXT for the next page; no "next" means that it was the last.
//
// # Errors
//
// Every answer that is not 200 is {"error":"node_taken","reason":"a sentence for people"}:
//
//	400 bad_request          the request is malformed or over a limit
//	403 not_known            the node must REGISTER first
//	404 not_found            there is no such page
//	405 method_not_allowed   the header Allow says which method is right
//	409 node_taken           another process holds this node id
//	413 too_large            the body is too long
//	415 not_json             the Content-Type is not application/json, which keeps web pages from speaking for a user
//	421 unknown_host         a page was asked for under a name that the tracker does not know
//	429 too_fast             this address reads pages too fast; Retry-After says when to go on
//	503 full, busy, silent   the tracker is at a limit, has too much to do, or does not answer
package trackerhttp
