package trackerhttp

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"swarm/messages"
)

// bodies are buffers for requests' bodies. Large ones are not kept.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// read reads a request.
func (s *Server) read(w http.ResponseWriter, r *http.Request, m *mode) (messages.Ask, *failure) {
	if !isJSON(r.Header.Get("Content-Type")) {
		return nil, &failure{http.StatusUnsupportedMediaType, "not_json",
			"the Content-Type must be application/json; with curl, use --json instead of -d"}
	}
	if r.ContentLength > m.limit {
		return nil, tooLarge(m)
	}
	if r.ContentLength < 0 || r.ContentLength > largeBody {
		select {
		case s.large <- struct{}{}:
			defer func() { <-s.large }()
		default:
			return nil, busy("the tracker is reading too many long requests at once: ask again a little later")
		}
	}
	buffer := bodies.Get().(*bytes.Buffer)
	defer func() {
		if buffer.Cap() <= largeBody {
			buffer.Reset()
			bodies.Put(buffer)
		}
	}()
	if _, err := buffer.ReadFrom(http.MaxBytesReader(w, r.Body, m.limit)); err != nil {
		if tooLong := new(http.MaxBytesError); errors.As(err, &tooLong) {
			return nil, tooLarge(m)
		}
		return nil, badRequest("the body did not arrive whole: " + err.Error())
	}
	ask, err := m.read(new(asks), buffer.Bytes())
	if err != nil {
		return nil, badRequest(err.Error())
	}
	return ask, nil
}

func tooLarge(m *mode) *failure {
	return &failure{http.StatusRequestEntityTooLarge, "too_large",
		fmt.Sprintf("the body of %s has more than %d bytes", m.path, m.limit)}
}

// isJSON tells whether a Content-Type is JSON's, with or without parameters.
func isJSON(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(kind), "application/json")
}
