package trackerhttp

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// exit is the plain request of a node.
func exit(node int, fields ...string) string {
	body := fmt.Sprintf(`{"node_id":%d}`, node)
	return "POST /exit HTTP/1.1\r\nHost: tracker\r\nContent-Type: application/json\r\n" + strings.Join(fields, "") +
		fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body)
}

// converse sends bytes, each part with a call of its own, and gives the answers up to the end of the connection.
func converse(t *testing.T, url string, answers int, parts ...string) []*http.Response {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
	in := bufio.NewReader(conn)
	for _, part := range parts {
		_, err = io.WriteString(conn, part)
		require.NoError(t, err)
	}
	var got []*http.Response
	for range answers {
		response, err := http.ReadResponse(in, nil)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		response.Body = io.NopCloser(bytes.NewReader(body))
		got = append(got, response)
	}
	return got
}

func text(t *testing.T, response *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(body)
}

// TestLaneAndRestAnswerAlike asks the same twice: plainly, and in a way that net/http has to serve.
func TestLaneAndRestAnswerAlike(t *testing.T) {
	_, url := serve(t, newGate(echo), Options{})
	for _, request := range []string{
		exit(7),
		strings.Replace(exit(7), "node_id", "nobody!", 1),
		strings.Replace(exit(7), "/exit HTTP", "/need HTTP", 1),
	} {
		lane := converse(t, url, 1, request)[0]
		rest := converse(t, url, 1, strings.Replace(request, "Host", "X-Why: unusual~\x80\r\nHost", 1))[0]
		require.Equal(t, rest.StatusCode, lane.StatusCode)
		require.NotEmpty(t, lane.Header.Get("Date"))
		rest.Header.Set("Date", lane.Header.Get("Date"))
		require.Equal(t, rest.Header, lane.Header)
		require.Equal(t, text(t, rest), text(t, lane))
	}
}

func TestHeads(t *testing.T) {
	_, url := serve(t, newGate(echo), Options{})
	chunked := "POST /exit HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" +
		"6\r\n{\"node\r\n8\r\n_id\":42}\r\n0\r\n\r\n"
	for name, test := range map[string]struct {
		request string
		status  int
		has     string
	}{
		"plain":                {exit(42), 200, `{"node_id":42}`},
		"any case":             {strings.Replace(exit(42), "Content-Length", "cOnTeNt-lEnGtH", 1), 200, `{"node_id":42}`},
		"kept alive":           {exit(42, "Connection: Keep-Alive\r\n"), 200, `{"node_id":42}`},
		"many fields":          {exit(42, "User-Agent: a/1 (b)\r\n", "Accept: */*\r\n", "X-Y_Z:\r\n"), 200, `{"node_id":42}`},
		"closing":              {exit(42, "Connection: close\r\n"), 200, `{"node_id":42}`},
		"expecting":            {exit(42, "Expect: 100-continue\r\n"), 100, ""},
		"chunked":              {chunked, 200, `{"node_id":42}`},
		"HTTP/1.0":             {strings.Replace(exit(42), "HTTP/1.1", "HTTP/1.0", 1), 200, `{"node_id":42}`},
		"HTTP/3":               {strings.Replace(exit(42), "HTTP/1.1", "HTTP/3.0", 1), 505, ""},
		"a query":              {strings.Replace(exit(42), "/exit", "/exit?a=b", 1), 200, `{"node_id":42}`},
		"no host":              {strings.Replace(exit(42), "Host: tracker\r\n", "", 1), 400, ""},
		"two hosts":            {exit(42, "Host: tracker\r\n"), 400, ""},
		"a wrong host":         {strings.Replace(exit(42), "tracker", "a b", 1), 400, ""},
		"two lengths":          {exit(42, "Content-Length: 3\r\n"), 400, ""},
		"the same length":      {exit(42, "Content-Length: 14\r\n"), 200, `{"node_id":42}`},
		"a signed length":      {strings.Replace(exit(42), "Length: 14", "Length: +14", 1), 400, ""},
		"length and chunks":    {strings.Replace(chunked, "Host", "Content-Length: 3\r\nHost", 1), 200, `{"node_id":42}`},
		"a wrong name":         {exit(42, "a b: c\r\n"), 400, ""},
		"a folded line":        {exit(42, "a: b\r\n c: d\r\n"), 200, `{"node_id":42}`},
		"a control character":  {exit(42, "a: b\x01\r\n"), 400, ""},
		"line feeds alone":     {strings.ReplaceAll(exit(42), "\r\n", "\n"), 200, `{"node_id":42}`},
		"mixed line ends":      {strings.Replace(exit(42), "\r\n\r\n", "\n\n", 1), 200, `{"node_id":42}`},
		"a long head":          {exit(42, "a: "+strings.Repeat("b", 2*headerBytes)+"\r\n"), 431, ""},
		"no length":            {"POST /exit HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\r\n", 400, "empty"},
		"another type":         {strings.Replace(exit(42), "application/json", "text/html", 1), 415, "not_json"},
		"a long body":          {strings.Replace(exit(42), "Length: 14", "Length: 5000", 1) + strings.Repeat(" ", 5000-14), 413, "too_large"},
		"a page":               {"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200, `"status":"ok"`},
		"hardly a request":     {"P\r\n\r\n", 400, ""},
		"another protocol":     {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, ""},
		"escapes in a key":     {strings.Replace(exit(4200000), `"node_id":4200000`, `"node_\u0069d":42`, 1), 200, `{"node_id":42}`},
		"a fraction, not read": {strings.Replace(exit(42000), "42000", "42.00", 1), 400, "node_id"},
	} {
		t.Run(name, func(t *testing.T) {
			response := converse(t, url, 1, test.request)[0]
			body := text(t, response)
			require.Equal(t, test.status, response.StatusCode, body)
			require.Contains(t, body, test.has)
		})
	}
}

func TestRequestsInPiecesAndInRows(t *testing.T) {
	_, url := serve(t, newGate(echo), Options{})
	var letters []string
	for _, c := range []byte(exit(1)) {
		letters = append(letters, string(c))
	}
	require.Equal(t, `{"node_id":1}`+"\n", text(t, converse(t, url, 1, letters...)[0]))

	chunked := strings.Replace(exit(3), "Content-Length: 13\r\n", "Transfer-Encoding: chunked\r\n", 1)
	chunked = strings.Replace(chunked, `{"node`, "d\r\n{\"node", 1) + "\r\n0\r\n\r\n"
	row := exit(1) + exit(2) + chunked + exit(4) + "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + exit(6)
	for _, parts := range [][]string{{row}, {row[:100], row[100:]}, {row[:300], row[300:]}} {
		got := converse(t, url, 6, parts...)
		for i, want := range []string{`{"node_id":1}`, `{"node_id":2}`, `{"node_id":3}`, `{"node_id":4}`, `"ok"`, `{"node_id":6}`} {
			require.Contains(t, text(t, got[i]), want)
		}
	}
}

// pipe is one end of a connection in memory.
type pipe struct{ net.Conn }

func (pipe) CloseWrite() error { return nil }

func (pipe) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// TestSlowSenders tells after how much silence a lane ends, or how long a request may take.
func TestSlowSenders(t *testing.T) {
	request := exit(1)
	head := strings.Index(request, "{")
	for name, test := range map[string]struct {
		parts []string // one a second
		after time.Duration
	}{
		"nothing":           {nil, headerTimeout},
		"a head, never all": {strings.Split(request[:20], ""), headerTimeout},
		"half a head":       {[]string{request[:20]}, headerTimeout},
		"half a body":       {[]string{request[:head+3]}, readTimeout},
		"half, later":       {[]string{request, "", "", request[:20]}, 3*time.Second + headerTimeout},
		"half, behind one":  {[]string{request + request[:20]}, headerTimeout},
		"one, and silence":  {[]string{request}, idleTimeout},
		"two, and silence":  {[]string{request, request}, time.Second + idleTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				far, near := net.Pipe()
				g := newGate(echo)
				s := &Server{desk: newDesk("lane", Options{Gate: g, Tracker: trackerPID, InFlight: 1, Timeout: time.Second}),
					listener: newListener(nil, 4), faults: &faults{warn: func(text string) { t.Error(text) }}}
				began := time.Now()
				l := newLane(s, &connection{stream: pipe{near}, release: func() {}})
				var others sync.WaitGroup
				others.Go(func() { _, _ = io.Copy(io.Discard, far) })
				others.Go(func() {
					for _, part := range test.parts {
						_, _ = io.WriteString(far, part)
						<-time.After(time.Second)
					}
				})
				require.False(t, l.serve())
				require.InDelta(t, test.after.Seconds(), time.Since(began).Seconds(), slack.Seconds())
				require.NoError(t, near.Close())
				require.NoError(t, far.Close())
				s.desk.close()
				others.Wait()
			})
		})
	}
}

// FuzzHead holds the lane to what net/http reads.
func FuzzHead(f *testing.F) {
	f.Add([]byte(exit(1)))
	f.Add([]byte(exit(1, "Connection: keep-alive\r\n", "A: b\r\n")))
	f.Add([]byte(strings.Replace(exit(1), "POST", "GET", 1)))
	f.Add([]byte(exit(1, "Transfer-Encoding: chunked\r\n")))
	f.Fuzz(func(t *testing.T, sent []byte) {
		h, v := parseHead(sent)
		if v != plain {
			require.Equal(t, head{}, h)
			return
		}
		require.LessOrEqual(t, h.whole(), laneBytes)
		request, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(sent)))
		require.NoError(t, err)
		require.Equal(t, "POST", request.Method)
		require.Equal(t, h.mode.path, request.URL.Path)
		require.Empty(t, request.URL.RawQuery)
		require.Equal(t, int64(h.body), request.ContentLength)
		require.Empty(t, request.TransferEncoding)
		require.Empty(t, request.Header.Get("Expect"))
		require.False(t, request.Close)
		require.True(t, isJSON(request.Header.Get("Content-Type")))
		body, _ := io.ReadAll(request.Body)
		require.Equal(t, string(sent[h.head:min(len(sent), h.whole())]), string(body))
	})
}
