package trackerhttp

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSlowBodiesTakeNoMemory announces many long bodies that hardly arrive. A long body of somebody else is read
// meanwhile, and each of the slow ones is cut off after the grace.
func TestSlowBodiesTakeNoMemory(t *testing.T) {
	_, url := serve(t, newGate(echo), Options{})
	var slow []net.Conn
	for range 40 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		require.NoError(t, err)
		defer func() { _ = conn.Close() }()
		_, err = io.WriteString(conn, "POST /own HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"+
			"Content-Length: 2000000\r\n\r\n ")
		require.NoError(t, err)
		slow = append(slow, conn)
	}
	var files []string
	for n := range 300 {
		files = append(files, fmt.Sprintf(`{"info_hash":"%064x","name":"f","length":1,"state":"whole"}`, n+1))
	}
	body := `{"node_id":5,"files":[` + strings.Join(files, ",") + `]}`
	response, answer := fetch(t, "POST", url+"/own", "application/json", body)
	require.Equal(t, 200, response.StatusCode, answer)
	for _, conn := range slow {
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(bodyGrace+5*time.Second)))
		_, err := io.ReadAll(conn)
		require.NoError(t, err, "the tracker ends the connection")
	}
}

func TestMemoryOfBodiesIsBounded(t *testing.T) {
	m := new(memory)
	m.release(10)
	require.True(t, m.take(10))
	require.False(t, m.take(1))
	m.release(4)
	require.True(t, m.take(4))
}

// TestRefusalReachesSender sends a body that is refused while the client is still sending.
func TestRefusalReachesSender(t *testing.T) {
	_, url := serve(t, newGate(echo), Options{})
	for _, kind := range []string{"application/json", "text/plain"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		require.NoError(t, err)
		defer func() { _ = conn.Close() }()
		require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
		_, err = fmt.Fprintf(conn,
			"POST /own HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: 3000000\r\n\r\n%s",
			kind, strings.Repeat(" ", 3_000_000))
		require.NoError(t, err, "the server reads on until the client has its answer")
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		require.Contains(t, []int{http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType},
			response.StatusCode)
		require.True(t, response.Close)
		require.NoError(t, response.Body.Close())
	}
}
