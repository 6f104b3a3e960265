package trackerhttp

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"swarm/messages"
)

// read reads a request.
func (s *Server) read(w http.ResponseWriter, r *http.Request, m *mode) (messages.Ask, *failure) {
	if !isJSON(r.Header.Get("Content-Type")) {
		return nil, &failure{http.StatusUnsupportedMediaType, "not_json",
			"the Content-Type must be application/json; with curl, use --json instead of -d"}
	}
	if r.ContentLength > m.limit {
		return nil, tooLarge(m)
	}
	body, failed := s.receiveBody(w, r, m)
	defer s.bodies.release(cap(body))
	if failed != nil {
		return nil, failed
	}
	if len(body) > largeBody {
		s.decoding <- struct{}{}
		defer func() { <-s.decoding }()
	}
	ask, err := m.read(new(asks), body)
	if err != nil {
		return nil, badRequest(err.Error())
	}
	return ask, nil
}

const (
	// firstBody is what a body is given before its first byte arrives. Most requests fit.
	firstBody = 4 << 10

	// bodyGrace and minBodyRate are how fast a body must arrive: after the grace, at least as many bytes as the rate
	// allows for the time since the head. A node on a slow line sends an OWN of 1,000 files, some 150 KB, in a second or
	// two. A stranger who sends a byte a second is cut off after two seconds.
	bodyGrace   = 2 * time.Second
	minBodyRate = 32 << 10 // bytes a second
)

// receiveBody reads a body. The memory for it grows with what has arrived, so that a stranger who announces two megabytes
// and sends a byte a second holds four kilobytes. The caller releases the capacity of what is returned, with an error too.
func (s *Server) receiveBody(w http.ResponseWriter, r *http.Request, m *mode) ([]byte, *failure) {
	if !s.bodies.take(firstBody) {
		return nil, busy(tooManyBodies)
	}
	body := make([]byte, 0, firstBody)
	in := http.MaxBytesReader(w, r.Body, m.limit)
	control, begun := http.NewResponseController(w), time.Now()
	for {
		if len(body) == cap(body) {
			grown := int(min(2*int64(cap(body)), m.limit+1))
			if !s.bodies.take(grown - cap(body)) {
				return body, busy(tooManyBodies)
			}
			body = append(make([]byte, 0, grown), body...)
		}
		allowed := bodyGrace + time.Duration(len(body))*time.Second/minBodyRate
		_ = control.SetReadDeadline(begun.Add(min(allowed, readTimeout))) // fails in tests that have no connection
		n, err := in.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch tooLong := new(http.MaxBytesError); {
		case err == io.EOF:
			// net/http goes on reading, to notice a client that leaves before its answer.
			_ = control.SetReadDeadline(begun.Add(readTimeout))
			return body, nil
		case errors.As(err, &tooLong):
			return body, tooLarge(m)
		case err != nil:
			return body, badRequest("the body did not arrive whole, or too slowly: " + err.Error())
		}
	}
}

const tooManyBodies = "the tracker is reading too many long requests at once: ask again a little later"

// memory is how many bytes the bodies of all requests may take at once.
type memory struct{ left atomic.Int64 }

// take reserves bytes. It returns false when there are not so many left.
func (m *memory) take(bytes int) bool {
	if m.left.Add(-int64(bytes)) >= 0 {
		return true
	}
	m.release(bytes)
	return false
}

func (m *memory) release(bytes int) { m.left.Add(int64(bytes)) }

func tooLarge(m *mode) *failure {
	return &failure{http.StatusRequestEntityTooLarge, "too_large",
		fmt.Sprintf("the body of %s has more than %d bytes", m.path, m.limit)}
}

// isJSON tells whether a Content-Type is JSON's, with or without parameters.
func isJSON(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(kind), "application/json")
}
