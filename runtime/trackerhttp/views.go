package trackerhttp

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"

	"swarm/actors/port"
	"swarm/messages"
)

const welcome = `This is a Swarm tracker.

It knows which nodes are in the swarm, and which files they own:
  GET  /healthz                  whether the tracker answers
  GET  /metrics                  figures for Prometheus
  GET  /nodes                    the nodes
  GET  /files                    the files
  GET  /files/INFO_HASH/owners   who owns a file
  GET  /torrents/INFO_HASH       its torrent
Lists take ?limit=N and ?after=NEXT.

Nodes speak with it by JSON:
  POST /register  /own  /need  /update  /exit

BitTorrent clients announce at /announce, and scrape at /scrape.
`

func (s *Server) showWelcome(ctx *fasthttp.RequestCtx) {
	ctx.SetContentType("text/plain; charset=utf-8")
	ctx.SetBodyString(welcome)
}

type totalsBody struct {
	Nodes    int `json:"nodes"`
	Files    int `json:"files"`
	Holdings int `json:"holdings"`
}

type healthBody struct {
	Status string `json:"status"`
	totalsBody
}

func (s *Server) showHealth(ctx *fasthttp.RequestCtx) {
	viewed, failed := s.view(&messages.View{What: messages.ViewTotals})
	if failed != nil {
		failed.write(ctx)
		return
	}
	writeJSON(ctx, http.StatusOK, healthBody{"ok", totalsBody(viewed.Totals)})
}

func (s *Server) showNodes(ctx *fasthttp.RequestCtx) {
	if viewed := s.viewPage(ctx, &messages.View{What: messages.ViewNodes}, isNode); viewed != nil {
		s.sendPage(ctx, viewed, "nodes", len(viewed.Nodes), func(out []byte, row int) []byte {
			return appendNodeView(out, viewed.Nodes[row])
		})
	}
}

func (s *Server) showFiles(ctx *fasthttp.RequestCtx) {
	if viewed := s.viewPage(ctx, &messages.View{What: messages.ViewFiles}, isHash); viewed != nil {
		s.sendPage(ctx, viewed, "files", len(viewed.Files), func(out []byte, row int) []byte {
			return appendFileView(out, viewed.Files[row])
		})
	}
}

func (s *Server) showOwners(ctx *fasthttp.RequestCtx, text string) {
	hash, err := messages.ParseInfoHash(text)
	if err != nil {
		badRequest(err.Error()).write(ctx)
		return
	}
	if viewed := s.viewPage(ctx, &messages.View{What: messages.ViewOwners, File: hash}, isNode); viewed != nil {
		s.sendPage(ctx, viewed, "owners", len(viewed.Owners), func(out []byte, row int) []byte {
			return appendOwner(out, viewed.Owners[row])
		})
	}
}

func isNode(text string) error { _, err := messages.ParseNodeID(text); return err }
func isHash(text string) error { _, err := messages.ParseInfoHash(text); return err }

// viewPage asks for the page that the query describes. It returns nil after it has answered with a failure.
func (s *Server) viewPage(ctx *fasthttp.RequestCtx, view *messages.View,
	check func(after string) error) *messages.Viewed {
	client, now := connectionOf(ctx).client(&ctx.Request.Header), time.Now()
	if wait := s.rates.wait(client, now); wait > 0 {
		tooFast(ctx, wait)
		return nil
	}
	failed := readQuery(ctx.QueryArgs(), view, check)
	var viewed *messages.Viewed
	if failed == nil {
		viewed, failed = s.view(view)
	}
	if failed != nil {
		failed.write(ctx)
		return nil
	}
	s.rates.charge(client, len(viewed.Nodes)+len(viewed.Files)+len(viewed.Owners), now)
	return viewed
}

// readQuery adds what a query says of the page.
func readQuery(query *fasthttp.Args, view *messages.View, check func(after string) error) *failure {
	if view.After = string(query.Peek("after")); view.After != "" {
		if err := check(view.After); err != nil {
			return badRequest("after: " + err.Error())
		}
	}
	if text := string(query.Peek("limit")); text != "" {
		limit, err := strconv.Atoi(text)
		if err != nil || limit < 1 {
			return badRequest("limit is not a whole number above 0")
		}
		view.Limit = limit
	}
	return nil
}

func (s *Server) view(view *messages.View) (*messages.Viewed, *failure) {
	in, failed := s.desk.take()
	if failed != nil {
		return nil, failed
	}
	reply, failed := s.desk.ask(in, &port.AskedView{View: view, ReplyTo: in.pid})
	if failed != nil {
		return nil, failed
	}
	s.desk.put(in)
	viewed, ok := reply.(*messages.Viewed)
	if !ok {
		panic(fmt.Sprintf("trackerhttp: the tracker answered %T to a view", reply))
	}
	return viewed, nil
}
