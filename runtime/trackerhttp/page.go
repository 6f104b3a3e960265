package trackerhttp

import (
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"sync"

	"github.com/valyala/fasthttp"

	"swarm/messages"
)

// page is a list for people and tools. It is encoded while it is sent, partRows rows at a time, so that a reader holds
// the memory of a part, however slowly it reads. It implements io.ReadCloser.
type page struct {
	encoding *sync.Mutex // of all pages: one part is encoded at a time
	rows     int
	row      func(out []byte, row int) []byte // appends a row
	end      string                           // what follows the rows
	sent     int                              // rows
	buffer   *[]byte                          // of pageBuffers
	unread   []byte                           // of the buffer
	ended    bool
}

// partRows is how many rows are encoded at a time: some 25 KB, in some 50 microseconds.
const partRows = 256

var pageBuffers = sync.Pool{New: func() any { return new([]byte) }}

// sendPage answers with a list. kind is the key of the rows.
func (s *Server) sendPage(
	ctx *fasthttp.RequestCtx, viewed *messages.Viewed, kind string, rows int, row func(out []byte, row int) []byte,
) {
	p := &page{encoding: &s.encoding, rows: rows, row: row, end: "]}\n", buffer: pageBuffers.Get().(*[]byte)}
	if viewed.Next != "" {
		p.end = `],"next":"` + viewed.Next + "\"}\n"
	}
	out := append((*p.buffer)[:0], `{"totals":`...)
	out = appendTotals(out, viewed.Totals)
	out = append(append(append(out, `,"`...), kind...), `":[`...)
	setJSON(ctx, http.StatusOK)
	if p.encode(out); !p.ended {
		ctx.SetBodyStream(p, -1) // the length is not known yet
		return
	}
	ctx.SetBody(p.unread)
	_ = p.Close() // never fails
}

// encode appends the next rows to the buffer, and the end of the page after the last row.
func (p *page) encode(out []byte) {
	p.encoding.Lock()
	defer p.encoding.Unlock()
	last := min(p.sent+partRows, p.rows)
	for ; p.sent < last; p.sent++ {
		if p.sent > 0 {
			out = append(out, ',')
		}
		out = p.row(out, p.sent)
	}
	if p.ended = p.sent == p.rows; p.ended {
		out = append(out, p.end...)
	}
	*p.buffer, p.unread = out, out
}

// Read implements io.Reader.
func (p *page) Read(to []byte) (int, error) {
	if len(p.unread) == 0 && p.ended {
		return 0, io.EOF
	}
	if len(p.unread) == 0 {
		p.encode((*p.buffer)[:0])
	}
	n := copy(to, p.unread)
	p.unread = p.unread[n:]
	return n, nil
}

// Close implements io.Closer. The HTTP library calls it after the answer, or when the client is gone.
func (p *page) Close() error {
	if p.buffer != nil {
		pageBuffers.Put(p.buffer)
		p.buffer, p.unread, p.ended = nil, nil, true
	}
	return nil
}

func appendTotals(out []byte, totals messages.Totals) []byte {
	out = strconv.AppendInt(append(out, `{"nodes":`...), int64(totals.Nodes), 10)
	out = strconv.AppendInt(append(out, `,"files":`...), int64(totals.Files), 10)
	out = strconv.AppendInt(append(out, `,"holdings":`...), int64(totals.Holdings), 10)
	return append(out, '}')
}

func appendNodeView(out []byte, n messages.NodeView) []byte {
	out = appendText(append(appendNode(out, n.Node), `,"addr":`...), n.Addr)
	out = strconv.AppendUint(append(out, `,"upload_frequency":`...), n.UploadFrequency, 10)
	out = strconv.AppendInt(append(out, `,"files":`...), int64(n.Files), 10)
	return append(out, '}')
}

func appendFileView(out []byte, f messages.FileView) []byte {
	out = hex.AppendEncode(append(out, `{"info_hash":"`...), f.InfoHash[:])
	out = appendText(append(out, `","name":`...), f.Name)
	out = strconv.AppendInt(append(out, `,"length":`...), f.Length, 10)
	out = strconv.AppendInt(append(out, `,"owners":`...), int64(f.Owners), 10)
	out = strconv.AppendInt(append(out, `,"whole":`...), int64(f.Whole), 10)
	return append(out, '}')
}
