package trackerhttp

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
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

func TestHeads(t *testing.T) {
	_, url := serve(t, newGate(echo), Options{})
	chunked := "POST /exit HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n" +
		"\r\n" +
		"6\r\n{\"node\r\n8\r\n_id\":42}\r\n0\r\n\r\n"
	for name, test := range map[string]struct {
		request string
		status  int
		has     string
	}{
		"plain": {exit(42), 200, `{"node_id":42}`},
		"any case": {strings.Replace(exit(42), "Content-Length", "cOnTeNt-lEnGtH", 1), 200,
			`{"node_id":42}`},
		"kept alive": {exit(42, "Connection: Keep-Alive\r\n"), 200, `{"node_id":42}`},
		"many fields": {exit(42, "User-Agent: a/1 (b)\r\n", "Accept: */*\r\n", "X-Y_Z:\r\n"), 200,
			`{"node_id":42}`},
		"closing":         {exit(42, "Connection: close\r\n"), 200, `{"node_id":42}`},
		"expecting":       {exit(42, "Expect: 100-continue\r\n"), 100, ""},
		"chunked":         {chunked, 200, `{"node_id":42}`},
		"HTTP/1.0":        {strings.Replace(exit(42), "HTTP/1.1", "HTTP/1.0", 1), 200, `{"node_id":42}`},
		"HTTP/3":          {strings.Replace(exit(42), "HTTP/1.1", "HTTP/3.0", 1), 505, ""},
		"a query":         {strings.Replace(exit(42), "/exit", "/exit?a=b", 1), 200, `{"node_id":42}`},
		"no host":         {strings.Replace(exit(42), "Host: tracker\r\n", "", 1), 400, ""},
		"two hosts":       {exit(42, "Host: tracker\r\n"), 400, ""},
		"a wrong host":    {strings.Replace(exit(42), "tracker", "a b", 1), 400, ""},
		"two lengths":     {exit(42, "Content-Length: 3\r\n"), 400, ""},
		"the same length": {exit(42, "Content-Length: 14\r\n"), 400, ""},
		"a signed length": {strings.Replace(exit(42), "Length: 14", "Length: +14", 1), 400, ""},
		"length and chunks": {strings.Replace(chunked, "Host", "Content-Length: 3\r\nHost", 1), 200,
			`{"node_id":42}`},
		"a wrong name":        {exit(42, "a : c\r\n"), 400, ""},
		"a folded line":       {exit(42, "a: b\r\n c: d\r\n"), 200, `{"node_id":42}`},
		"a control character": {exit(42, "a: b\x01\r\n"), 400, ""},
		"line feeds alone":    {strings.ReplaceAll(exit(42), "\r\n", "\n"), 400, "end each with CR LF"},
		"mixed line ends":     {strings.Replace(exit(42), "\r\n\r\n", "\n\n", 1), 400, "end each with CR LF"},
		"a long head":         {exit(42, "a: "+strings.Repeat("b", 2*headerBytes)+"\r\n"), 431, ""},
		"no length": {"POST /exit HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\r\n", 400,
			"empty"},
		"another type": {strings.Replace(exit(42), "application/json", "text/html", 1), 415, "not_json"},
		"a long body": {strings.Replace(exit(42), "Length: 14", "Length: 5000", 1) + strings.Repeat(" ",
			5000-14), 413, "too_large"},
		"a page":           {"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200, `"status":"ok"`},
		"hardly a request": {"P\r\n\r\n", 400, ""},
		"another protocol": {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, ""},
		"escapes in a key": {strings.Replace(exit(4200000), `"node_id":4200000`, `"node_\u0069d":42`, 1), 200,
			`{"node_id":42}`},
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
		for i, want := range []string{`{"node_id":1}`, `{"node_id":2}`, `{"node_id":3}`, `{"node_id":4}`, `"ok"`,
			`{"node_id":6}`} {
			require.Contains(t, text(t, got[i]), want)
		}
	}
}

// pipe is one end of a connection in memory.
type pipe struct{ net.Conn }

func (pipe) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// TestSlowSenders checks after how much silence a connection ends, and how long a request may take.
func TestSlowSenders(t *testing.T) {
	serve(t, newGate(echo), Options{}) // starts the goroutine of the library that must not start in a bubble
	request := exit(1)
	head := strings.Index(request, "{")
	long := strings.Replace(request, "exit HTTP/1.1\r\nHost: tracker", "own HTTP/1.1\r\nHost: tracker", 1)
	long = strings.Replace(long, "Content-Length: 13", "Content-Length: 100000", 1)
	require.NotEqual(t, request, long)
	for name, test := range map[string]struct {
		parts []string // one a second
		after time.Duration
	}{
		"nothing":           {nil, headTimeout},
		"a head, never all": {strings.Split(request[:20], ""), headTimeout},
		"half a head":       {[]string{request[:20]}, headTimeout},
		"half a body":       {[]string{request[:head+3]}, bodyGrace},
		"half, later":       {[]string{request, "", "", request[:20]}, 3*time.Second + headTimeout},
		"half, behind one":  {[]string{request + request[:20]}, headTimeout},
		"one, and silence":  {[]string{request}, idleTimeout},
		"one after silence": {[]string{request, "", "", "", "", "", "", "", "", request, ""},
			9*time.Second + idleTimeout},
		"half, after all": {[]string{request, "", "", "", "", "", "", "", "", request[:9]},
			9*time.Second + headTimeout},
		"two, and silence": {[]string{request, request}, time.Second + idleTimeout},
		"a long body":      {[]string{long}, bodyGrace},
		"a slow body":      {append([]string{long}, strings.Split(long, "")...), bodyGrace},
		"48 KB of a body":  {[]string{long + strings.Repeat(" ", 48<<10)}, bodyGrace + 1500*time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				far, near := net.Pipe()
				s := newServer(Options{Gate: newGate(echo), Tracker: trackerPID}.withDefaults(), "bubble")
				began := time.Now()
				c := newConnection(s, pipe{near})
				var others sync.WaitGroup
				others.Go(func() { _, _ = io.Copy(io.Discard, far) })
				others.Go(func() {
					for _, part := range test.parts {
						_, _ = io.WriteString(far, part)
						<-time.After(time.Second)
					}
				})
				s.run(c)
				s.work.Wait()
				require.InDelta(t, test.after.Seconds(), time.Since(began).Seconds(), slack.Seconds())
				require.NoError(t, far.Close())
				s.desk.close()
				others.Wait()
			})
		})
	}
}

// FuzzConnection sends any bytes to the server: it answers, or ends the connection.
func FuzzConnection(f *testing.F) {
	f.Add([]byte(exit(1)))
	f.Add([]byte(exit(1, "Connection: keep-alive\r\n", "A: b\r\n")))
	f.Add([]byte(strings.Replace(exit(1), "POST", "GET", 1)))
	f.Add([]byte(exit(1, "Transfer-Encoding: chunked\r\n")))
	f.Add([]byte("GET /files/" + hash(1).String() + "/owners?limit=1 HTTP/1.1\r\nHost: x\r\n\r\n"))
	f.Fuzz(func(t *testing.T, sent []byte) {
		warn := func(text string) { t.Error(text) }
		s := newServer(Options{Gate: newGate(echo), Tracker: trackerPID, Warn: warn}.withDefaults(), "fuzz")
		s.run(newConnection(s, &recording{in: bytes.NewReader(sent)}))
		s.work.Wait()
		s.desk.close()
		require.Equal(t, int64(bodyMemory), s.bodies.left.Load(), "the memory of bodies is released")
	})
}

// recording is a connection of which all bytes are there already.
type recording struct {
	net.Conn
	in  io.Reader
	out bytes.Buffer
}

func (r *recording) Read(p []byte) (int, error)       { return r.in.Read(p) }
func (r *recording) Write(p []byte) (int, error)      { return r.out.Write(p) }
func (r *recording) Close() error                     { return nil }
func (r *recording) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
func (r *recording) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 2} }
func (r *recording) SetDeadline(time.Time) error      { return nil }
func (r *recording) SetReadDeadline(time.Time) error  { return nil }
func (r *recording) SetWriteDeadline(time.Time) error { return nil }

// BenchmarkConnection is the edge's share of a request, without sockets and without actors.
func BenchmarkConnection(b *testing.B) {
	addr := netip.MustParseAddrPort("192.168.100.200:40000")
	owners := make([]messages.Owner, 16)
	for i := range owners {
		owners[i] = messages.Owner{Node: messages.NodeID(i), Addr: addr, UploadFrequency: 1000, Whole: true}
	}
	const token = "0123456789abcdef0123456789abcdef"
	for _, ask := range []messages.Ask{
		&messages.Register{Node: 1, Token: token, Addr: addr},
		&messages.Own{Node: 1, Token: token, Holdings: []messages.Holding{{InfoHash: hash(1),
			State: messages.HoldingPart}}},
		&messages.Need{Node: 1, Token: token, InfoHash: hash(1)},
		&messages.Update{Node: 1, Token: token, Uploads: 12345},
		&messages.Exit{Node: 1, Token: token},
	} {
		urlPath, body, err := encodeAsk(ask)
		require.NoError(b, err)
		b.Run(urlPath[1:], func(b *testing.B) {
			s := newServer(Options{Gate: &ready{owners: owners}, Tracker: trackerPID}.withDefaults(), "bench")
			client := &repeats{left: b.N, request: fmt.Appendf(nil,
				"POST %s HTTP/1.1\r\nHost: tracker\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
				urlPath, len(body), body)}
			b.ReportAllocs()
			b.ResetTimer()
			s.run(newConnection(s, client))
			s.work.Wait()
			b.StopTimer()
			require.Equal(b, b.N, client.answers)
			s.desk.close()
		})
	}
}

// ready is a gate to a tracker that answers at once, into the memory it is lent.
type ready struct {
	receive func(message any)
	owners  []messages.Owner
}

func (r *ready) Inbox(name string, receive func(message any)) port.PID {
	r.receive = receive
	return newPID(name)
}

func (r *ready) CloseInbox(port.PID) {}

func (r *ready) Post(_ port.PID, message any) {
	asked := message.(*port.AskedTracker)
	buffer := asked.Buffer
	switch ask := asked.Ask.(type) {
	case *messages.Register:
		buffer.Registered = messages.Registered{Node: ask.Node, Token: ask.Token}
		r.receive(&buffer.Registered)
	case *messages.Own:
		buffer.Owned = messages.Owned{Node: ask.Node}
		r.receive(&buffer.Owned)
	case *messages.Need:
		buffer.Owners = messages.Owners{InfoHash: ask.InfoHash, Owners: append(buffer.Owners.Owners[:0], r.owners...)}
		r.receive(&buffer.Owners)
	case *messages.Update:
		buffer.Updated = messages.Updated{Node: ask.Node, UploadFrequency: ask.Uploads}
		r.receive(&buffer.Updated)
	case *messages.Exit:
		buffer.Exited = messages.Exited{Node: ask.Node}
		r.receive(&buffer.Exited)
	}
}

// repeats is a connection over which one request comes again and again, each after the answer to the one before.
type repeats struct {
	recording
	request             []byte
	sent, left, answers int
}

func (r *repeats) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.request[r.sent:])
	if r.sent += n; r.sent == len(r.request) {
		r.left, r.sent = r.left-1, 0
	}
	return n, nil
}

func (r *repeats) Write(p []byte) (int, error) {
	r.answers++
	return len(p), nil
}
