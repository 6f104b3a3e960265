package trackerhttp

import (
	"net/http"
	"net/netip"
	"time"

	"github.com/valyala/fasthttp"

	"swarm/actors/port"
	"swarm/messages"
	"swarm/messages/announce"
)

// scrapeInterval is how often a client may scrape. Some clients read it; nothing enforces it.
const scrapeInterval = 5 * time.Minute

// swarmAsk is the memory for a request of a BitTorrent peer.
type swarmAsk struct {
	asked  port.AskedSwarms
	ask    [1]port.SwarmAsk // what asked has
	hashes [messages.MaxScrape]messages.Hash20
	out    []byte // the body of the answer
}

// bencoded is the type of the answers. Clients do not look at it.
var bencoded = []byte("text/plain")

// swarmPage returns what answers a request of a BitTorrent peer, or nil if the URL path is no such request.
func (s *Server) swarmPage(urlPath string) func(*fasthttp.RequestCtx, *connection) {
	switch urlPath {
	case "/announce":
		return s.handleAnnounce
	case "/scrape":
		return s.handleScrape
	}
	return nil
}

func (s *Server) handleAnnounce(ctx *fasthttp.RequestCtx, conn *connection) {
	query, err := announce.ParseQuery(ctx.URI().QueryString())
	if err == nil {
		var from netip.Addr
		if from, err = netip.ParseAddr(conn.client(&ctx.Request.Header)); err == nil {
			query.Addr = netip.AddrPortFrom(from.Unmap(), query.Addr.Port())
		}
	}
	if err != nil {
		sendFailure(ctx, http.StatusOK, &messages.AnnounceFailed{Reason: err.Error()})
		return
	}
	s.askSwarm(ctx, func(m *swarmAsk) error {
		m.ask[0].Announce, m.ask[0].Scrape = query.Announce, nil
		return nil
	}, func(m *swarmAsk) { m.out = announce.AppendAnswer(m.out, &m.ask[0].Announced, query.Compact) })
}

func (s *Server) handleScrape(ctx *fasthttp.RequestCtx, _ *connection) {
	s.askSwarm(ctx, func(m *swarmAsk) (err error) {
		m.ask[0].Scrape, err = announce.ParseScrapeQuery(m.hashes[:0], ctx.URI().QueryString())
		return err
	}, func(m *swarmAsk) { m.out = announce.AppendScrapeAnswer(m.out, m.ask[0].Scraped, scrapeInterval) })
}

// askSwarm asks the tracker and answers a BitTorrent peer. fill fills the request, and encode the answer.
//
// Failures have status 200, because clients do not read the body of another status. An overloaded tracker answers with
// 503: then clients come back within seconds, and after a failure within half an hour.
func (s *Server) askSwarm(ctx *fasthttp.RequestCtx, fill func(*swarmAsk) error, encode func(*swarmAsk)) {
	if !ctx.IsGet() {
		wrongMethod(ctx, http.MethodGet)
		return
	}
	in, failed := s.desk.take()
	if failed != nil {
		sendFailure(ctx, failed.status, &messages.AnnounceFailed{Reason: failed.Reason})
		return
	}
	m := &in.swarm
	if err := fill(m); err != nil {
		s.desk.put(in)
		sendFailure(ctx, http.StatusOK, &messages.AnnounceFailed{Reason: err.Error()})
		return
	}
	m.asked = port.AskedSwarms{Asks: m.ask[:], ReplyTo: in.pid}
	if _, failed = s.desk.ask(in, &m.asked); failed != nil {
		sendFailure(ctx, failed.status, &messages.AnnounceFailed{Reason: failed.Reason})
		return
	}
	defer s.desk.put(in)
	m.out = m.out[:0]
	if m.ask[0].Failed.Reason != "" {
		sendFailure(ctx, http.StatusOK, &m.ask[0].Failed)
		return
	}
	encode(m)
	sendBencoded(ctx, http.StatusOK, m.out)
}

func sendFailure(ctx *fasthttp.RequestCtx, status int, failed *messages.AnnounceFailed) {
	if status == http.StatusServiceUnavailable {
		ctx.Response.Header.Set("Retry-After", retryAfter)
	}
	sendBencoded(ctx, status, announce.AppendFailure(nil, failed))
}

func sendBencoded(ctx *fasthttp.RequestCtx, status int, body []byte) {
	ctx.SetStatusCode(status)
	ctx.Response.Header.SetContentTypeBytes(bencoded)
	ctx.SetBody(body)
}
