package trackerhttp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/valyala/fasthttp"

	"swarm/messages"
)

// Torrents keeps torrents. A hash is the key of a torrent, or 20 bytes of a hash that BitTorrent peers use, and zeros.
type Torrents interface {
	Has(hash messages.InfoHash) bool
	// Open returns a torrent and its length, or fs.ErrNotExist.
	Open(hash messages.InfoHash) (torrent io.ReadCloser, length int64, err error)
	// Put adds the torrent of a key, for a node at an address. It returns nil, or why it does not.
	Put(key messages.InfoHash, torrent []byte, from netip.Addr) *messages.Refused
}

const (
	torrentsPath = "/torrents/"

	// maxTorrentBody is the largest torrent that a node may hand over: that of some 100,000 files.
	maxTorrentBody = 32 << 20
	// uploadMemory bounds the torrents that are handed over at a time: one of the largest and many usual ones. It is
	// part of bodyMemory and leaves the rest to other requests.
	uploadMemory = 40 << 20

	// bytesPerRow is how many bytes of a torrent count as one row of a page, so that who reads torrents is slowed down
	// like who reads pages: to 20 MB a second.
	bytesPerRow = 4 << 10

	authorization = "Bearer "
)

// putTorrent bounds the body of a torrent.
var putTorrent = &mode{urlPath: torrentsPath, limit: maxTorrentBody}

// handleTorrent answers a request for a torrent. Unlike pages, it answers under every name of the host, as the modes
// do: who names the info-hash knows what is there.
func (s *Server) handleTorrent(ctx *fasthttp.RequestCtx, conn *connection) {
	hash, err := messages.ParseInfoHash(strings.TrimPrefix(string(ctx.Path()), torrentsPath))
	switch {
	case err != nil:
		badRequest(err.Error()).write(ctx)
		s.leaveBody(ctx, conn)
	case ctx.IsHead():
		if ctx.SetContentType("application/x-bittorrent"); !s.options.Torrents.Has(hash) {
			ctx.SetStatusCode(http.StatusNotFound)
		}
	case ctx.IsGet():
		s.sendTorrent(ctx, conn, hash)
	case ctx.IsPut():
		if failed := s.takeTorrent(ctx, conn, hash); failed != nil {
			failed.write(ctx)
			return
		}
		ctx.SetStatusCode(http.StatusNoContent)
	default:
		wrongMethod(ctx, "GET, HEAD, PUT")
		s.leaveBody(ctx, conn)
	}
}

// sendTorrent answers with a torrent.
func (s *Server) sendTorrent(ctx *fasthttp.RequestCtx, conn *connection, hash messages.InfoHash) {
	client, now := conn.client(&ctx.Request.Header), time.Now()
	if wait := s.rates.wait(client, now); wait > 0 {
		tooFast(ctx, wait)
		return
	}
	torrent, length, err := s.options.Torrents.Open(hash)
	if errors.Is(err, fs.ErrNotExist) {
		(&failure{http.StatusNotFound, "not_found",
			"the tracker does not have this torrent: no owner of the file has " +
				"handed it over"}).write(ctx)
		return
	}
	if err != nil {
		s.faults.warnOf(fmt.Sprintf("open the torrent %v: %v", hash, err))
		busy("the torrent cannot be read: ask again later").write(ctx)
		return
	}
	s.rates.charge(client, int(length/bytesPerRow), now)
	ctx.SetContentType("application/x-bittorrent")
	ctx.Response.Header.SetCanonical(sniffingOption, sniffingAllowed)
	ctx.SetBodyStream(&torrentStream{ReadCloser: torrent, conn: conn, begun: now}, int(length)) // closes it
}

// torrentStream is a torrent that is being sent. Its reader gets as much time as for a body of minBodyRate, where
// short answers have writeTimeout. It implements io.ReadCloser.
type torrentStream struct {
	io.ReadCloser
	conn  *connection
	begun time.Time
	sent  int
}

func (t *torrentStream) Read(p []byte) (int, error) {
	allowed := writeTimeout + time.Duration(t.sent)*time.Second/minBodyRate
	if err := t.conn.SetWriteDeadline(t.begun.Add(allowed)); err != nil {
		return 0, err
	}
	n, err := t.ReadCloser.Read(p)
	t.sent += n
	return n, err
}

// takeTorrent takes a torrent of a node that owns the file.
func (s *Server) takeTorrent(ctx *fasthttp.RequestCtx, conn *connection, key messages.InfoHash) *failure {
	length := ctx.Request.Header.ContentLength()
	failed := checkTorrent(length)
	if failed == nil {
		failed = s.checkOwner(ctx, conn, key)
	}
	if failed == nil && !s.uploads.take(length) {
		failed = busy(tooManyBodies)
	}
	if failed != nil {
		s.leaveBody(ctx, conn)
		return failed
	}
	defer s.uploads.release(length)
	memory := scratch{in: make([]byte, 0, firstBody)}
	failed = s.receiveBody(ctx, putTorrent, &memory, true)
	defer func() { s.bodies.release(cap(memory.in)) }()
	if failed != nil {
		s.leaveBody(ctx, conn)
		return failed
	}
	from, err := netip.ParseAddr(conn.client(&ctx.Request.Header))
	if err != nil {
		return badRequest(err.Error())
	}
	if refused := s.options.Torrents.Put(key, memory.in, from); refused != nil {
		return refusal(refused)
	}
	return nil
}

// checkTorrent refuses a torrent of which only the length is known.
func checkTorrent(length int) *failure {
	switch {
	case length <= 0:
		return &failure{http.StatusLengthRequired, "bad_request", "the request must say how long the torrent is"}
	case length > maxTorrentBody:
		return tooLarge(putTorrent)
	}
	return nil
}

// checkOwner returns a failure unless the request proves that it comes from a node that owns the file.
func (s *Server) checkOwner(ctx *fasthttp.RequestCtx, conn *connection, key messages.InfoHash) *failure {
	node, err := messages.ParseNodeID(string(ctx.QueryArgs().Peek("node_id")))
	if err != nil {
		return badRequest("node_id: " + err.Error())
	}
	token, found := bytes.CutPrefix(ctx.Request.Header.Peek("Authorization"), []byte(authorization))
	if !found || len(token) > tokenLimit {
		return badRequest("the header Authorization must be Bearer and the node's token")
	}
	// An OWN of no files changes nothing. It is refused if the token is not the node's.
	ask := &messages.Own{Node: node, Token: messages.Token(token), Holdings: []messages.Holding{}}
	if _, failed := s.respond(nil, ask, conn.client(&ctx.Request.Header)); failed != nil {
		return failed
	}
	view := &messages.View{What: messages.ViewOwners, File: key, Limit: 1}
	if node > 0 {
		view.After = (node - 1).String()
	}
	viewed, failed := s.view(view)
	if failed != nil {
		return failed
	}
	if len(viewed.Owners) == 0 || viewed.Owners[0].Node != node {
		return &failure{http.StatusForbidden, string(messages.RefusedNotKnown),
			"the node does not own this file: OWN it " +
				"first"}
	}
	return nil
}

// IsOwned reports whether a file has an owner.
func (s *Server) IsOwned(file messages.InfoHash) (bool, error) {
	viewed, failed := s.view(&messages.View{What: messages.ViewOwners, File: file, Limit: 1})
	if failed != nil {
		return false, errors.New("trackerhttp: ask for owners: " + failed.Reason)
	}
	return len(viewed.Owners) > 0, nil
}
