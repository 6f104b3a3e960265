package trackerhttp

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"time"

	"swarm/messages"
)

const (
	// handOverTimeout is for a torrent of the largest size on a line of 5 Mbit/s.
	handOverTimeout = time.Minute

	// A tracker that is busy or gone is tried again after handOverPause, which doubles each time. A node that has no
	// success in handOverTries tries again when it next declares the file, after a restart of the tracker for example.
	handOverTries = 6
	handOverPause = time.Second
)

// handing hands the torrents of the node's files to the tracker, so that others need only the info-hash. Only owners of
// whole files do: those who download have the torrent from somebody.
type handing struct {
	torrent func(messages.InfoHash) ([]byte, bool)
	wanted  chan handed // nil: nothing is handed over
}

// handed is a torrent that the tracker may lack.
type handed struct {
	node  messages.NodeID
	token messages.Token
	file  messages.InfoHash
}

// answered notes the reply to a request. When the tracker has accepted that the node owns a file, it may be given the
// torrent.
func (h *handing) answered(ask messages.Ask, reply any) {
	own, isOwn := ask.(*messages.Own)
	if _, accepted := reply.(*messages.Owned); h.wanted == nil || !isOwn || !accepted {
		return
	}
	for _, holding := range own.Holdings {
		if holding.State != messages.HoldingWhole {
			continue
		}
		select {
		case h.wanted <- handed{own.Node, own.Token, holding.InfoHash}:
		default: // so many wait that the node has declared them several times
		}
	}
}

// handOver hands over torrents, one after the other, until the context ends.
func (c *Client) handOver(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case next := <-c.handing.wanted:
			c.handOverOne(ctx, next)
		}
	}
}

// handOverOne hands over one torrent, unless the tracker has it or refuses it.
func (c *Client) handOverOne(ctx context.Context, next handed) {
	for try := range handOverTries {
		if c.tryHandOver(ctx, next) {
			return
		}
		timer := time.NewTimer(handOverPause << try)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// tryHandOver makes one attempt. It reports whether no other one is needed.
func (c *Client) tryHandOver(ctx context.Context, next handed) bool {
	ctx, cancel := context.WithTimeout(ctx, handOverTimeout)
	defer cancel()
	url := c.url.String() + torrentsPath + next.file.String()
	status, err := c.send(ctx, http.MethodHead, url, nil, "")
	if err != nil || status == http.StatusServiceUnavailable {
		return false
	}
	if status != http.StatusNotFound {
		return true // it has the torrent, or it is a tracker that keeps none
	}
	torrent, found := c.handing.torrent(next.file)
	if !found || len(torrent) > maxTorrentBody {
		return true
	}
	url += "?node_id=" + strconv.FormatUint(uint64(next.node), 10)
	status, err = c.send(ctx, http.MethodPut, url, torrent, next.token)
	return err == nil && status != http.StatusServiceUnavailable
}

// send makes a request of which only the status of the answer matters.
func (c *Client) send(ctx context.Context, method, url string, body []byte, token messages.Token) (int, error) {
	request, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	if token != "" {
		request.Header.Set("Authorization", authorization+string(token))
	}
	response, err := c.http.Do(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}
