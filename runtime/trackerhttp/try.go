package trackerhttp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
	"unicode"

	"swarm/messages"
)

// try makes one attempt and returns the message that answers the request.
func (c *Client) try(ctx context.Context, ask messages.Ask) any {
	reply, err := c.exchange(ctx, ask)
	if err != nil {
		return &messages.Unreachable{Ask: ask, Cause: err.Error()}
	}
	c.listing.answered(ask, reply)
	return reply
}

func (c *Client) exchange(ctx context.Context, ask messages.Ask) (any, error) {
	if ctx.Err() != nil {
		return nil, errors.New("the node is leaving")
	}
	path, body, err := encodeAsk(ask)
	if err != nil {
		return nil, err
	}
	timeout, begun := c.timeout.current(), time.Now()
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	c.listing.sending(ask)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url.String()+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.explain(err, timeout)
	}
	defer func() { _ = response.Body.Close() }() // what there was to read is read
	answer, err := io.ReadAll(io.LimitReader(response.Body, replyBytes+1))
	if err != nil {
		return nil, c.explain(err, timeout)
	}
	c.timeout.answered(time.Since(begun))
	if len(answer) > replyBytes {
		return nil, fmt.Errorf("the tracker at %v answered with more than %d bytes", c.url, replyBytes)
	}
	if response.StatusCode != http.StatusOK {
		return c.readFailure(ask, response, answer)
	}
	reply, err := decodeReply(ask, answer)
	if err != nil {
		return nil, fmt.Errorf("what listens at %v answered what no tracker does: %s", c.url, clean(err.Error()))
	}
	if owners, ok := reply.(*messages.Owners); ok {
		addZone(owners, c.url.Hostname())
	}
	return reply, nil
}

// addZone gives the link-local addresses of owners the zone by which this node reaches the tracker: the tracker names
// them only to nodes on the same link, and without a zone, which means nothing on another host.
func addZone(owners *messages.Owners, trackerHost string) {
	ip, err := netip.ParseAddr(trackerHost)
	if err != nil || ip.Zone() == "" {
		return
	}
	zoned := func(addr netip.AddrPort) netip.AddrPort {
		if !addr.Addr().IsLinkLocalUnicast() {
			return addr
		}
		return netip.AddrPortFrom(addr.Addr().WithZone(ip.Zone()), addr.Port())
	}
	for i := range owners.Owners {
		o := &owners.Owners[i]
		o.Addr = zoned(o.Addr)
		for j := range o.More {
			o.More[j] = zoned(o.More[j])
		}
	}
}

// readFailure reads an answer that is not 200: a refusal, or something that keeps the tracker from answering.
func (c *Client) readFailure(ask messages.Ask, response *http.Response, answer []byte) (any, error) {
	if location := response.Header.Get("Location"); location != "" && response.StatusCode/100 == 3 {
		return nil, fmt.Errorf("the tracker at %v says that it moved to %s: if you trust it, use that as its URL",
			c.url, clean(location))
	}
	var f failure
	if err := json.Unmarshal(answer, &f); err != nil || f.Error == "" {
		return nil, fmt.Errorf("what listens at %v is no tracker: it answered with status %d", c.url,
			response.StatusCode)
	}
	reason := messages.RefusedReason(f.Error)
	if statusOf[reason] == response.StatusCode {
		return &messages.Refused{Mode: ask.Mode(), Node: ask.From(), Reason: reason, Detail: clean(f.Reason)}, nil
	}
	return nil, fmt.Errorf("the tracker at %v answered with status %d: %s", c.url, response.StatusCode, clean(f.Reason))
}

// explain says, for people, why there was no answer.
func (c *Client) explain(err error, timeout time.Duration) error {
	var unknown *net.DNSError
	switch {
	case isRefused(err):
		return fmt.Errorf("no tracker listens at %v: connection refused", c.url)
	case errors.Is(err, context.Canceled):
		return errors.New("the node is leaving")
	case errors.Is(err, context.DeadlineExceeded):
		c.timeout.late(timeout)
		return fmt.Errorf("the tracker at %v did not answer within %v", c.url, timeout)
	case errors.As(err, &unknown):
		return fmt.Errorf("the tracker's host %s is not known: %s; is the tracker's URL right?", c.url.Hostname(),
			unknown.Err)
	case isNoRoute(err):
		return fmt.Errorf("there is no way to the tracker at %v: %v; is the network up?", c.url, innermost(err))
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the tracker at %v closed the connection without an answer", c.url)
	}
	return fmt.Errorf("the tracker at %v cannot be asked: %s", c.url, clean(innermost(err).Error()))
}

// detailBytes is what is kept of a text that came from outside.
const detailBytes = 500

// clean makes a text from outside fit for logs and terminals.
func clean(text string) string {
	if len(text) > detailBytes {
		text = text[:detailBytes] + "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
