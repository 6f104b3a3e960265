package announcer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"swarm/messages"
	"swarm/messages/announce"
)

const (
	// maxAnswer bounds an answer over HTTP, in bytes: 200 peers with ids take 20 KB.
	maxAnswer = 1 << 20
	// maxRedirects is how many redirects are followed.
	maxRedirects = 5
	// connectTimeout is how long a connection to a tracker may take to open.
	connectTimeout = 15 * time.Second
)

var errLocal = errors.New("the torrent names an address of this host or its link that does not look like a tracker")

// localAllowed is the key of whether addresses of this host may be asked, in the context of a request.
type localAllowed struct{}

// judged returns a request whose context says whether an address of this host may be asked: that depends on the URL of
// this request, and not on that of the one which was redirected.
func judged(request *http.Request) *http.Request {
	return request.WithContext(context.WithValue(request.Context(), localAllowed{}, isTrackerPath(request.URL.Path)))
}

func newClient() *http.Client {
	dialer := &net.Dialer{Timeout: connectTimeout, ControlContext: refuseLocal}
	return &http.Client{
		Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true,
			Proxy:                  http.ProxyFromEnvironment,
			MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(next *http.Request, before []*http.Request) error {
			switch {
			case len(before) > maxRedirects:
				return errors.New("the tracker redirects too often")
			case next.URL.Scheme != "http" && next.URL.Scheme != "https":
				return errors.New("the tracker redirects to something that is not HTTP")
			}
			*next = *judged(next)
			return nil
		},
	}
}

// refuseLocal refuses connections to addresses of this host and its link, unless the context allows them.
func refuseLocal(ctx context.Context, _, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if ctx.Value(localAllowed{}) != true && isLocal(at.Addr()) {
		return errLocal
	}
	return nil
}

// isLocal reports whether an address is of this host or its link.
func isLocal(addr netip.Addr) bool {
	addr = addr.Unmap()
	return addr.IsLoopback() || addr.IsLinkLocalUnicast() || addr.IsUnspecified()
}

// isTrackerPath reports whether a URL path looks like a tracker's.
func isTrackerPath(urlPath string) bool {
	return strings.HasSuffix(strings.TrimSuffix(urlPath, "/"), "announce")
}

// overHTTP announces over HTTP or HTTPS.
func (a *Announcer) overHTTP(ctx context.Context, tracker string, said messages.Announce,
	trackerID string) (answer messages.Announced, failed *messages.AnnounceFailed, err error) {
	query := announce.Query{Announce: said, Compact: true, TrackerID: trackerID}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, string(announce.AppendURL(nil, tracker, &query)),
		nil)
	if err != nil {
		return answer, nil, err
	}
	request.Header.Set("User-Agent", a.agent)
	response, err := a.client.Do(judged(request))
	if err != nil {
		return answer, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return answer, nil, err
	case len(body) > maxAnswer:
		return answer, nil, fmt.Errorf("the tracker's answer has more than %d bytes", maxAnswer)
	case response.StatusCode != http.StatusOK:
		return answer, nil, fmt.Errorf("the tracker answers %s", response.Status)
	}
	return announce.ParseAnswer(body)
}
