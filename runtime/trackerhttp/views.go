package trackerhttp

import (
	"fmt"
	"net/http"
	"net/netip"
	"strconv"

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
Lists take ?limit=N and ?after=NEXT.

Nodes speak with it by JSON:
  POST /register  /own  /need  /update  /exit
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

type nodesPage struct {
	Totals totalsBody `json:"totals"`
	Nodes  []nodeView `json:"nodes"`
	Next   string     `json:"next,omitempty"`
}

type nodeView struct {
	Node            messages.NodeID `json:"node_id"`
	Addr            string          `json:"addr"`
	UploadFrequency uint64          `json:"upload_frequency"`
	Files           int             `json:"files"`
}

func (s *Server) showNodes(ctx *fasthttp.RequestCtx) {
	viewed, failed := s.viewPage(ctx, &messages.View{What: messages.ViewNodes}, isNode)
	if failed != nil {
		failed.write(ctx)
		return
	}
	page := nodesPage{Totals: totalsBody(viewed.Totals), Nodes: make([]nodeView, len(viewed.Nodes)), Next: viewed.Next}
	for i, n := range viewed.Nodes {
		page.Nodes[i] = nodeView(n)
	}
	writeJSON(ctx, http.StatusOK, page)
}

type filesPage struct {
	Totals totalsBody `json:"totals"`
	Files  []fileView `json:"files"`
	Next   string     `json:"next,omitempty"`
}

type fileView struct {
	InfoHash hashText `json:"info_hash"`
	Name     string   `json:"name"`
	Length   int64    `json:"length"`
	Owners   int      `json:"owners"`
	Whole    int      `json:"whole"`
}

func (s *Server) showFiles(ctx *fasthttp.RequestCtx) {
	viewed, failed := s.viewPage(ctx, &messages.View{What: messages.ViewFiles}, isHash)
	if failed != nil {
		failed.write(ctx)
		return
	}
	page := filesPage{Totals: totalsBody(viewed.Totals), Files: make([]fileView, len(viewed.Files)), Next: viewed.Next}
	for i, f := range viewed.Files {
		page.Files[i] = fileView{hashText(f.InfoHash), f.Name, f.Length, f.Owners, f.Whole}
	}
	writeJSON(ctx, http.StatusOK, page)
}

type ownersPage struct {
	Totals totalsBody  `json:"totals"`
	Owners []ownerView `json:"owners"`
	Next   string      `json:"next,omitempty"`
}

type ownerView struct {
	Node            messages.NodeID `json:"node_id"`
	Addr            netip.AddrPort  `json:"addr"`
	UploadFrequency uint64          `json:"upload_frequency"`
	Whole           bool            `json:"whole"`
}

func (s *Server) showOwners(ctx *fasthttp.RequestCtx, text string) {
	hash, err := messages.ParseInfoHash(text)
	if err != nil {
		badRequest(err.Error()).write(ctx)
		return
	}
	viewed, failed := s.viewPage(ctx, &messages.View{What: messages.ViewOwners, File: hash}, isNode)
	if failed != nil {
		failed.write(ctx)
		return
	}
	page := ownersPage{Totals: totalsBody(viewed.Totals), Owners: make([]ownerView, len(viewed.Owners)), Next: viewed.Next}
	for i, o := range viewed.Owners {
		page.Owners[i] = ownerView(o)
	}
	writeJSON(ctx, http.StatusOK, page)
}

func isNode(text string) error { _, err := messages.ParseNodeID(text); return err }
func isHash(text string) error { _, err := messages.ParseInfoHash(text); return err }

// viewPage adds what the query says of the page, and asks.
func (s *Server) viewPage(ctx *fasthttp.RequestCtx, view *messages.View, check func(after string) error) (*messages.Viewed, *failure) {
	query := ctx.QueryArgs()
	if view.After = string(query.Peek("after")); view.After != "" {
		if err := check(view.After); err != nil {
			return nil, badRequest("after: " + err.Error())
		}
	}
	if text := string(query.Peek("limit")); text != "" {
		limit, err := strconv.Atoi(text)
		if err != nil || limit < 1 {
			return nil, badRequest("limit is not a whole number above 0")
		}
		view.Limit = limit
	}
	return s.view(view)
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
