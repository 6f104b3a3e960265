package trackerhttp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/valyala/fasthttp"

	"swarm/messages"
)

// scratch is the memory for a request of a node and its answer.
type scratch struct {
	asks asks
	in   []byte // the body of the request
	out  []byte // the body of the answer
}

var scratches = sync.Pool{New: func() any { return &scratch{in: make([]byte, 0, firstBody)} }}

// release returns the memory to the pool, unless it is unusually much.
func (s *scratch) release() {
	if cap(s.in) == firstBody && cap(s.out) <= largeBody {
		scratches.Put(s)
	}
}

// firstBody is the memory for a body before its first byte arrives. Most bodies fit.
const firstBody = 4 << 10

// prefetch keeps the HTTP library from reading more than a byte of a body: the server bounds the memory and the time
// for bodies by itself.
func prefetch(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	bracketHost(header)
	return fasthttp.RequestConfig{MaxRequestBodySize: 1}
}

// expect answers "Expect: 100-continue": a body that would be refused need not be sent.
func (s *Server) expect(ctx *fasthttp.RequestCtx) int {
	if m := modes[string(ctx.Path())]; m != nil {
		if failed := checkHead(ctx, m); failed != nil {
			failed.write(ctx)
			return failed.status
		}
	}
	if ctx.IsPut() {
		if failed := checkTorrent(ctx.Request.Header.ContentLength()); failed != nil {
			failed.write(ctx)
			return failed.status
		}
	}
	return http.StatusContinue
}

// checkHead refuses a request whose body need not be read.
func checkHead(ctx *fasthttp.RequestCtx, m *mode) *failure {
	switch {
	case !ctx.IsPost():
		ctx.Response.Header.Set("Allow", http.MethodPost)
		return &failure{http.StatusMethodNotAllowed, "method_not_allowed", "this page takes POST only"}
	case !isJSON(ctx.Request.Header.ContentType()):
		return &failure{http.StatusUnsupportedMediaType, "not_json",
			"the Content-Type must be application/json; with curl, use --json instead of -d"}
	case ctx.Request.Header.ContentLength() > m.limit:
		return tooLarge(m)
	}
	return nil
}

// read reads the request of a node.
func (s *Server) read(ctx *fasthttp.RequestCtx, conn *connection, m *mode, memory *scratch) (messages.Ask, *failure) {
	if failed := checkHead(ctx, m); failed != nil {
		s.leaveBody(ctx, conn)
		return nil, failed
	}
	length := ctx.Request.Header.ContentLength()
	isLong := length < 0 || length > firstBody // a negative length is that of chunks
	failed := s.receiveBody(ctx, m, memory, isLong)
	if isLong {
		defer s.bodies.release(cap(memory.in))
	}
	if failed != nil {
		s.leaveBody(ctx, conn)
		return nil, failed
	}
	if len(memory.in) > largeBody {
		s.decoding <- struct{}{}
		defer func() { <-s.decoding }()
	}
	ask, err := m.read(&memory.asks, memory.in)
	if err != nil {
		return nil, badRequest(err.Error())
	}
	return ask, nil
}

// leaveBody closes the connection after an answer that was given before the whole body was read.
func (s *Server) leaveBody(ctx *fasthttp.RequestCtx, conn *connection) {
	if ctx.Request.Header.ContentLength() != 0 {
		ctx.SetConnectionClose()
		conn.linger = true
	}
}

// receiveBody reads a body into memory.in, which grows with what has arrived, so that a stranger who announces two
// megabytes and sends a byte a second holds four kilobytes. If isLong, the caller releases the capacity of memory.in,
// after a failure too. connection ends bodies that arrive too slowly.
func (s *Server) receiveBody(ctx *fasthttp.RequestCtx, m *mode, memory *scratch, isLong bool) *failure {
	memory.in = memory.in[:0]
	if isLong && !s.bodies.take(cap(memory.in)) {
		memory.in = nil
		return busy(tooManyBodies)
	}
	stream := ctx.RequestBodyStream()
	if stream == nil {
		return nil
	}
	for {
		if len(memory.in) == cap(memory.in) {
			grown := min(2*cap(memory.in), m.limit+1)
			if isLong && !s.bodies.take(grown-cap(memory.in)) {
				return busy(tooManyBodies)
			}
			memory.in = append(make([]byte, 0, grown), memory.in...)
		}
		n, err := stream.Read(memory.in[len(memory.in):cap(memory.in)])
		memory.in = memory.in[:len(memory.in)+n]
		switch {
		case len(memory.in) > m.limit:
			return tooLarge(m)
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return badRequest("the body did not arrive whole, or too slowly: " + err.Error())
		}
	}
}

const tooManyBodies = "the tracker is reading too many long requests at once: ask again a little later"

// memory is how many bytes the long bodies of all requests may take at once.
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
		fmt.Sprintf("the body of %s has more than %d bytes", m.urlPath, m.limit)}
}

// isJSON reports whether a Content-Type is that of JSON, with or without parameters.
func isJSON(contentType []byte) bool {
	if bytes.Equal(contentType, jsonType) {
		return true
	}
	kind, _, _ := bytes.Cut(contentType, []byte(";"))
	return bytes.EqualFold(bytes.TrimSpace(kind), jsonType)
}
