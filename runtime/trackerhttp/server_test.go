package trackerhttp

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"swarm/actors/port"
	"swarm/messages"
)

// fetch makes one request over a connection of its own.
func fetch(t *testing.T, method, url, contentType, body string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", contentType)
	request.Close = true
	if len(body) > smallBody { // as curl does: a body that is refused is not sent, so that the refusal arrives
		request.Header.Set("Expect", "100-continue")
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	answer, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response, string(answer)
}

func TestBadRequests(t *testing.T) {
	_, url := serve(t, newGate(echo), Options{})
	const kind = "application/json; charset=utf-8"
	for name, test := range map[string]struct {
		method, path, kind, body string
		status                   int
		word, reason             string
	}{
		"no such page":    {"GET", "/nothing", "", "", 404, "not_found", "no such page"},
		"no metrics here": {"GET", "/metrics", "", "", 404, "not_found", "no such page"},
		"a mode by GET":   {"GET", "/need", "", "", 405, "method_not_allowed", "POST"},
		"a page by POST":  {"POST", "/nodes", kind, "{}", 405, "method_not_allowed", "GET"},
		"a form":          {"POST", "/exit", "application/x-www-form-urlencoded", "{}", 415, "not_json", "--json"},
		"text":            {"POST", "/exit", "text/plain", `{"node_id":1}`, 415, "not_json", "application/json"},
		"nothing":         {"POST", "/exit", kind, "", 400, "bad_request", "empty"},
		"no JSON":         {"POST", "/exit", kind, "hello", 400, "bad_request", "invalid character"},
		"an array":        {"POST", "/exit", kind, "[]", 400, "bad_request", "array"},
		"two objects":     {"POST", "/exit", kind, `{"node_id":1}{}`, 400, "bad_request", "more behind"},
		"no node":         {"POST", "/exit", kind, `{}`, 400, "bad_request", "node_id is missing"},
		"a wrong key":     {"POST", "/exit", kind, `{"node":1}`, 400, "bad_request", `unknown field "node"`},
		"a negative node": {"POST", "/exit", kind, `{"node_id":-1}`, 400, "bad_request", "node_id"},
		"a big node":      {"POST", "/exit", kind, `{"node_id":4294967296}`, 400, "bad_request", "node_id"},
		"a long token": {"POST", "/exit", kind, `{"node_id":1,"token":"` + strings.Repeat("a", 129) + `"}`, 400,
			"bad_request", "token"},
		"no address":         {"POST", "/register", kind, `{"node_id":1}`, 400, "bad_request", "addr is missing"},
		"a name for address": {"POST", "/register", kind, `{"node_id":1,"addr":"host:1"}`, 400, "bad_request", "host"},
		"no info-hash":       {"POST", "/need", kind, `{"node_id":1}`, 400, "bad_request", "info_hash is missing"},
		"a short info-hash": {"POST", "/need", kind, `{"node_id":1,"info_hash":"ab"}`, 400, "bad_request",
			"2 hexadecimal digits"},
		"many silent": {"POST", "/need", kind, `{"node_id":1,"info_hash":"` + hash(1).String() +
			`","silent":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]}`, 400, "bad_request", "name at most 16"},
		"wanting less": {"POST", "/need", kind, `{"node_id":1,"info_hash":"` + hash(1).String() + `","want":-1}`,
			400, "bad_request", "negative"},
		"no state": {"POST", "/own", kind, `{"node_id":1,"files":[{}]}`, 400, "bad_request",
			"state of file 1 is missing"},
		"a wrong state": {"POST", "/own", kind, `{"node_id":1,"files":[{"state":"all"}]}`, 400, "bad_request",
			"none of none, part and whole"},
		"files not a list": {"POST", "/own", kind, `{"node_id":1,"files":{}}`, 400, "bad_request", "not an array"},
		"too many files": {"POST", "/own", kind, `{"node_id":1,"files":[` + strings.Repeat("{},", 600_000) + `{}]}`,
			400,
			"bad_request", "more than 1000 elements"},
		"too many files, few bytes": {"POST", "/own", kind, `{"node_id":1,"files":[` + strings.Repeat("{},",
			1000) + `{}]}`,
			400, "bad_request", "more than 1000 elements"},
		"a long body":         {"POST", "/exit", kind, strings.Repeat(" ", smallBody+1), 413, "too_large", "4096"},
		"a very long body":    {"POST", "/own", kind, strings.Repeat(" ", ownLimit+1), 413, "too_large", "2097152"},
		"deep":                {"POST", "/exit", kind, strings.Repeat("[", smallBody), 400, "bad_request", ""},
		"a page behind what":  {"GET", "/nodes?after=x", "", "", 400, "bad_request", "after"},
		"a page of none":      {"GET", "/files?limit=0", "", "", 400, "bad_request", "limit"},
		"a page behind which": {"GET", "/files?after=1", "", "", 400, "bad_request", "hexadecimal"},
		"owners of what":      {"GET", "/files/xyz/owners", "", "", 400, "bad_request", "hexadecimal"},
	} {
		t.Run(name, func(t *testing.T) {
			response, body := fetch(t, test.method, url+test.path, test.kind, test.body)
			require.Equal(t, test.status, response.StatusCode, body)
			require.Equal(t, "application/json", response.Header.Get("Content-Type"))
			var f failure
			require.NoError(t, json.Unmarshal([]byte(body), &f), body)
			require.Equal(t, test.word, f.Error)
			require.Contains(t, f.Reason, test.reason)
		})
	}
}

func TestPages(t *testing.T) {
	var view *messages.View
	g := newGate(func(message any, reply func(any)) {
		view = message.(*port.AskedView).View
		reply(&messages.Viewed{
			Totals: messages.Totals{Nodes: 1, Files: 2, Holdings: 3},
			Nodes:  []messages.NodeView{{Node: 0, Addr: "10.0.0.1:1", UploadFrequency: 5, Files: 6}},
			Files:  []messages.FileView{{InfoHash: hash(1), Name: "a<b", Length: 7, Owners: 8, Whole: 9}},
			Owners: []messages.Owner{{Node: 4, Addr: netip.MustParseAddrPort("10.0.0.1:1"), Whole: true}},
			Next:   "4",
		})
	})
	metrics := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_,
			_ = io.WriteString(w, "swarm_nodes 1")
	})
	s, url := serve(t, g, Options{Metrics: metrics})
	counted, err := s.Totals()
	require.NoError(t, err)
	require.Equal(t, messages.Totals{Nodes: 1, Files: 2, Holdings: 3}, counted)
	totals := `"totals":{"nodes":1,"files":2,"holdings":3}`
	for _, test := range []struct {
		path string
		body string
		view *messages.View
	}{
		{"/healthz", `{"status":"ok","nodes":1,"files":2,"holdings":3}`, &messages.View{What: messages.ViewTotals}},
		{"/nodes?limit=5&after=3",
			`{` + totals + `,"nodes":[{"node_id":0,"addr":"10.0.0.1:1","upload_frequency":5,"files":6}],"next":"4"}`,
			&messages.View{What: messages.ViewNodes, Limit: 5, After: "3"}},
		{"/files?after=" + hash(9).String(), `{` + totals + `,"files":[{"info_hash":"` + hash(1).String() +
			`","name":"a\u003cb","length":7,"owners":8,"whole":9}],"next":"4"}`,
			&messages.View{What: messages.ViewFiles, After: hash(9).String()}},
		{"/files/" + hash(2).String() + "/owners",
			`{` + totals + `,"owners":[{"node_id":4,"addr":"10.0.0.1:1","upload_frequency":0,"whole":true}],` +
				`"next":"4"}`,
			&messages.View{What: messages.ViewOwners, File: hash(2)}},
	} {
		response, body := fetch(t, "GET", url+test.path, "", "")
		require.Equal(t, 200, response.StatusCode, body)
		require.Equal(t, test.body+"\n", body)
		require.Equal(t, test.view, view)
		response, body = fetch(t, "HEAD", url+test.path, "", "")
		require.Equal(t, 200, response.StatusCode)
		require.Empty(t, body)
	}
	_, body := fetch(t, "GET", url+"/metrics", "", "")
	require.Equal(t, "swarm_nodes 1", body)
	_, body = fetch(t, "GET", url+"/", "", "")
	require.Contains(t, body, "This is a Swarm tracker")
}

func TestASilentTracker(t *testing.T) {
	var mu sync.Mutex
	var late []func(any)
	g := newGate(func(message any, reply func(any)) {
		ask := message.(*port.AskedTracker).Ask.(*messages.Update)
		if ask.Uploads == 0 {
			mu.Lock()
			late = append(late, reply)
			mu.Unlock()
			return
		}
		echo(message, reply)
	})
	_, url := serve(t, g, Options{Timeout: 20 * time.Millisecond})
	response, body := fetch(t, "POST", url+"/update", "application/json", `{"node_id":1}`)
	require.Equal(t, 503, response.StatusCode)
	require.Contains(t, body, `"silent"`)
	require.Equal(t, "1", response.Header.Get("Retry-After"))
	mu.Lock()
	late[0](&messages.Updated{Node: 99})
	mu.Unlock()
	_, body = fetch(t, "POST", url+"/update", "application/json", `{"node_id":1,"uploads":5}`)
	require.Equal(t, `{"node_id":1,"upload_frequency":5}`+"\n", body, "a late answer is nobody's")
}

func TestABusyTracker(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	g := newGate(func(message any, reply func(any)) {
		arrived <- struct{}{}
		<-release
		echo(message, reply)
	})
	_, url := serve(t, g, Options{InFlight: 2, Timeout: patience})
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			response, _ := fetch(t, "POST", url+"/exit", "application/json", `{"node_id":1}`)
			if response.StatusCode != 200 {
				t.Error(response.Status)
			}
		})
		<-arrived
	}
	response, body := fetch(t, "POST", url+"/exit", "application/json", `{"node_id":1}`)
	require.Equal(t, 503, response.StatusCode)
	require.Contains(t, body, `"busy"`)
	close(release)
	group.Wait()
}

func TestCloseCutsOffWhoWaitsTooLong(t *testing.T) {
	arrived := make(chan struct{})
	g := newGate(func(any, func(any)) { close(arrived) })
	s := Serve(Options{Listener: listen(t), Gate: g, Tracker: trackerPID, Timeout: time.Hour})
	ended := make(chan string)
	go func() {
		response, err := http.Post("http://"+s.Addr().String()+"/exit", "application/json",
			strings.NewReader(`{"node_id":1}`))
		if err != nil {
			ended <- "cut off"
			return
		}
		_ = response.Body.Close()
		ended <- response.Status
	}()
	<-arrived
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.NoError(t, s.Close(ctx))
	require.Contains(t, []string{"cut off", "503 Service Unavailable"}, <-ended)
	now, _ := g.open()
	require.Zero(t, now)
	http.DefaultClient.CloseIdleConnections()
}

func TestAPortInUse(t *testing.T) {
	s, _ := serve(t, newGate(echo), Options{})
	_, err := Listen(s.Addr().String())
	require.ErrorContains(t, err, "trackerhttp: listen on "+s.Addr().String()+": address already in use")
	require.ErrorContains(t, err, "choose another port with -listen HOST:PORT")
	_, err = Listen("nonsense")
	require.ErrorContains(t, err, "-listen HOST:PORT")
}

func TestCloseEndsWhoWaits(t *testing.T) {
	s := Serve(Options{Listener: listen(t), Gate: newGate(echo), Tracker: trackerPID})
	var conns []net.Conn
	for _, request := range []string{exit(1), "GET / HTTP/1.1\r\nHost: x\r\n\r\n"} {
		conn, err := net.Dial("tcp", s.Addr().String())
		require.NoError(t, err)
		defer func() { _ = conn.Close() }()
		require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
		_, err = io.WriteString(conn, request)
		require.NoError(t, err)
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		_, err = io.Copy(io.Discard, response.Body)
		require.NoError(t, err)
		conns = append(conns, conn)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	require.NoError(t, s.Close(ctx))
	require.NoError(t, ctx.Err(), "nobody had to be cut off")
	for _, conn := range conns {
		_, err := conn.Read(make([]byte, 1))
		require.ErrorIs(t, err, io.EOF)
	}
}

func TestAHandlerThatPanicsIsTold(t *testing.T) {
	told := make(chan string, 1)
	g := newGate(func(_ any, reply func(any)) { reply("nonsense") })
	_, url := serve(t, g, Options{Warn: func(text string) { told <- text }})
	_, err := http.Post(url+"/exit", "application/json", strings.NewReader(`{"node_id":1}`))
	require.Error(t, err)
	require.Contains(t, <-told, "the tracker answered string to *messages.Exit")
	http.DefaultClient.CloseIdleConnections()
}

func FuzzDecode(f *testing.F) {
	for _, ask := range []messages.Ask{
		&messages.Register{Node: 1, Token: "a", Addr: netip.MustParseAddrPort("10.0.0.1:1")},
		&messages.Own{Node: 1, Holdings: []messages.Holding{{InfoHash: hash(1), Name: "x",
			State: messages.HoldingPart}}},
		&messages.Need{Node: 1, InfoHash: hash(1), Want: 3},
		&messages.Update{Node: 1, Uploads: 9},
		&messages.Exit{Node: 1},
	} {
		path, body, err := encodeAsk(ask)
		require.NoError(f, err)
		f.Add(path, body)
	}
	f.Fuzz(func(t *testing.T, path string, body []byte) {
		m := modes[path]
		if m == nil {
			return
		}
		ask, err := m.decode(body)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		require.Equal(t, m.mode, ask.Mode())
		again, encoded, err := encodeAsk(ask)
		require.NoError(t, err)
		require.Equal(t, path, again)
		same, err := m.decode(encoded)
		require.NoError(t, err)
		require.Equal(t, ask, same)
	})
}

func FuzzDecodeReply(f *testing.F) {
	f.Add(uint8(0), []byte(`{"node_id":1,"token":"x","fresh":true}`))
	f.Add(uint8(2), []byte(`{"info_hash":"`+hash(1).String()+`","owners":[{"node_id":1,"addr":"10.0.0.1:1"}]}`))
	f.Add(uint8(3), []byte(`{"node_id":1,"upload_frequency":7}`))
	f.Fuzz(func(t *testing.T, mode uint8, body []byte) {
		asks := []messages.Ask{
			&messages.Register{Node: 1}, &messages.Own{Node: 1}, &messages.Need{Node: 1, InfoHash: hash(1)},
			&messages.Update{Node: 1}, &messages.Exit{Node: 1},
		}
		reply, err := decodeReply(asks[int(mode)%len(asks)], body)
		if owners, ok := reply.(*messages.Owners); ok && err == nil {
			for _, o := range owners.Owners {
				require.True(t, o.Addr.IsValid() && o.Addr.Port() != 0)
			}
		}
	})
}
