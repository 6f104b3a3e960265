package trackerhttp

import (
	"fmt"
	"net"
	"net/http"
	"strings"

	"swarm/actors/port"
	"swarm/messages"
)

// handle is the table of pages.
func (s *Server) handle(w http.ResponseWriter, r *http.Request) {
	if s.listener.crowded() {
		w.Header().Set("Connection", "close")
	}
	if m := modes[r.URL.Path]; m != nil {
		s.handleMode(w, r, m)
		return
	}
	if page := s.page(r.URL.Path); page != nil {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			wrongMethod(w, "GET, HEAD")
			return
		}
		page(w, r)
		return
	}
	(&failure{http.StatusNotFound, "not_found", "there is no such page; GET / names those that there are"}).write(w)
}

// page finds what shows a path, or nil.
func (s *Server) page(path string) http.HandlerFunc {
	switch path {
	case "/":
		return s.showWelcome
	case "/healthz":
		return s.showHealth
	case "/nodes":
		return s.showNodes
	case "/files":
		return s.showFiles
	case "/metrics":
		if s.options.Metrics != nil {
			return s.options.Metrics.ServeHTTP
		}
		return nil
	}
	if hash, ok := strings.CutPrefix(path, "/files/"); ok {
		if hash, ok = strings.CutSuffix(hash, "/owners"); ok {
			return func(w http.ResponseWriter, r *http.Request) { s.showOwners(w, r, hash) }
		}
	}
	return nil
}

func wrongMethod(w http.ResponseWriter, allow string) {
	w.Header().Set("Allow", allow)
	(&failure{http.StatusMethodNotAllowed, "method_not_allowed", "this page takes " + allow + " only"}).write(w)
}

// handleMode answers one of the five modes.
func (s *Server) handleMode(w http.ResponseWriter, r *http.Request, m *mode) {
	if r.Method != http.MethodPost {
		wrongMethod(w, http.MethodPost)
		return
	}
	ask, failed := s.read(w, r, m)
	if failed != nil {
		failed.write(w)
		return
	}
	body, failed := s.respond(nil, ask, hostOf(r.RemoteAddr))
	if failed != nil {
		failed.write(w)
		return
	}
	send(w, http.StatusOK, body)
}

// hostOf is an address without its port.
func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return "" // the tracker refuses what it needs an address for
	}
	return host
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
