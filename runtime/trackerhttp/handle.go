package trackerhttp

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"

	"github.com/valyala/fasthttp"

	"swarm/actors/port"
	"swarm/messages"
)

// handle answers a request, the head of which has arrived.
func (s *Server) handle(ctx *fasthttp.RequestCtx) {
	conn := connectionOf(ctx)
	conn.headComplete()
	defer s.recover(conn)
	m, swarm := modes[string(ctx.Path())], s.swarmPage(string(ctx.Path()))
	switch {
	case !isVersion1(ctx.Request.Header.Protocol()):
		(&failure{http.StatusHTTPVersionNotSupported, "version", "this server speaks HTTP/1.1"}).write(ctx)
		ctx.SetConnectionClose()
	case swarm != nil:
		swarm(ctx, conn)
	case m != nil:
		s.handleMode(ctx, conn, m)
	case s.options.Torrents != nil && strings.HasPrefix(string(ctx.Path()), torrentsPath):
		s.handleTorrent(ctx, conn)
	default:
		s.handlePage(ctx)
	}
	if s.closing.Load() {
		ctx.SetConnectionClose()
	}
}

func isVersion1(version []byte) bool {
	return string(version) == "HTTP/1.1" || string(version) == "HTTP/1.0"
}

// recover closes the connection of a request that made the server panic. The client gets no answer.
func (s *Server) recover(conn *connection) {
	if value := recover(); value != nil {
		s.faults.warnOf(fmt.Sprintf("panic serving %v: %v\n%s", conn.RemoteAddr(), value, debug.Stack()))
		_ = conn.Conn.Close()
	}
}

// refuseHead answers a request whose head cannot be read. A client that is gone, or that sent no whole head in time,
// gets no answer.
func (s *Server) refuseHead(ctx *fasthttp.RequestCtx, err error) {
	conn := connectionOf(ctx)
	var tooLong *fasthttp.ErrSmallBuffer
	var network net.Error
	switch {
	case errors.As(err, &tooLong):
		(&failure{http.StatusRequestHeaderFieldsTooLarge, "too_large",
			fmt.Sprintf("the head of the request has more than %d bytes", headerBytes)}).write(ctx)
	case errors.Is(err, errBareLineFeed):
		badRequest("a line of the head ends with a line feed alone: end each with CR LF").write(ctx)
	case errors.As(err, &network), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		_ = conn.Conn.Close()
		return
	default:
		badRequest("the head of the request is malformed").write(ctx)
	}
	conn.linger = true
}

// handlePage answers a request that is none of a node's.
func (s *Server) handlePage(ctx *fasthttp.RequestCtx) {
	page := s.page(string(ctx.Path()))
	switch {
	case !s.hostNames.allows(string(ctx.Host())):
		(&failure{http.StatusMisdirectedRequest, "unknown_host",
			"this tracker is not known under the name in the address: " +
				"use its IP address, or add the name to tracker.host_names in config.yaml"}).write(ctx)
	case page == nil:
		(&failure{http.StatusNotFound, "not_found",
			"there is no such page; GET / names those that there are"}).write(ctx)
	case !ctx.IsGet() && !ctx.IsHead():
		wrongMethod(ctx, "GET, HEAD")
	default:
		page(ctx)
	}
}

// page returns what shows the page of a URL path, or nil.
func (s *Server) page(urlPath string) fasthttp.RequestHandler {
	switch urlPath {
	case "/":
		return s.showWelcome
	case "/healthz":
		return s.showHealth
	case "/nodes":
		return s.showNodes
	case "/files":
		return s.showFiles
	case "/metrics":
		return s.metrics
	}
	if hash, ok := strings.CutPrefix(urlPath, "/files/"); ok {
		if hash, ok = strings.CutSuffix(hash, "/owners"); ok {
			return func(ctx *fasthttp.RequestCtx) { s.showOwners(ctx, hash) }
		}
	}
	return nil
}

func wrongMethod(ctx *fasthttp.RequestCtx, allow string) {
	ctx.Response.Header.Set("Allow", allow)
	(&failure{http.StatusMethodNotAllowed, "method_not_allowed", "this page takes " + allow + " only"}).write(ctx)
}

// handleMode answers one of the five modes.
func (s *Server) handleMode(ctx *fasthttp.RequestCtx, conn *connection, m *mode) {
	memory := scratches.Get().(*scratch)
	ask, failed := s.read(ctx, conn, m, memory)
	if failed == nil {
		memory.out, failed = s.respond(memory.out[:0], ask, conn.client(&ctx.Request.Header))
	}
	if failed != nil { // the tracker may still read the request: its memory is not used again
		failed.write(ctx)
		return
	}
	send(ctx, http.StatusOK, memory.out)
	memory.release()
}

// respond asks the tracker and appends the body of its answer. After a failure the request may still be read by the
// tracker.
func (s *Server) respond(out []byte, ask messages.Ask, from string) ([]byte, *failure) {
	in, failed := s.desk.take()
	if failed != nil {
		return out, failed
	}
	in.asked = port.AskedTracker{Ask: ask, From: from, ReplyTo: in.pid, Buffer: &in.buffer}
	reply, failed := s.desk.ask(in, &in.asked)
	if failed != nil {
		return out, failed
	}
	defer s.desk.put(in)
	if refused, ok := reply.(*messages.Refused); ok {
		return out, refusal(refused)
	}
	out, ok := appendReply(out, reply)
	if !ok {
		panic(fmt.Sprintf("trackerhttp: the tracker answered %T to %T", reply, ask))
	}
	return out, nil
}

// clientOf returns the address of the client for which a trusted proxy speaks.
func (s *Server) clientOf(proxy netip.Addr, forwarded, forwardedFor string) string {
	return s.proxies.client(proxy, forwarded, forwardedFor).String()
}
