package announcer

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"net"
	"net/url"
	"os"
	"time"

	"swarm/messages"
	"swarm/messages/announce"
)

const (
	// firstResend is how long an answer may take before the request is sent again; the time doubles (BEP 15).
	firstResend = 5 * time.Second
	// maxSends is how often a request is sent. BEP 15 allows nine, which takes more than an hour.
	maxSends = 3
	// maxDatagram is the length of the longest datagram that is read: 200 peers of IPv6.
	maxDatagram = 4096
)

var errSilent = errors.New("the tracker does not answer over UDP")

// overUDP announces over UDP (BEP 15).
func overUDP(ctx context.Context, at *url.URL, said messages.Announce) (answer messages.Announced,
	failed *messages.AnnounceFailed, err error) {
	dialer := net.Dialer{Timeout: connectTimeout}
	if !isTrackerPath(at.Path) {
		dialer.ControlContext = refuseLocal
	}
	socket, err := dialer.DialContext(ctx, "udp", at.Host)
	if err != nil {
		return answer, nil, err
	}
	defer socket.Close()
	stop := context.AfterFunc(ctx, func() { _ = socket.Close() })
	defer stop()
	c := conversation{socket: socket}
	remote, ok := socket.RemoteAddr().(*net.UDPAddr)
	c.ipv6 = ok && remote.IP.To4() == nil

	connected, err := c.ask(func(transaction uint32) []byte { return announce.AppendConnect(nil, transaction) })
	if err != nil || connected.Action == announce.ActionFailed {
		return answer, rejected(connected, err), err
	}
	urlData := at.RequestURI()
	announced, err := c.ask(func(transaction uint32) []byte {
		return announce.AppendAnnounce(nil, connected.Connection, transaction, &said, urlData)
	})
	if err != nil || announced.Action == announce.ActionFailed {
		return answer, rejected(announced, err), err
	}
	return announced.Announced, nil, nil
}

// rejected returns what a tracker says that rejects a request; nil if there was no answer.
func rejected(reply announce.Reply, err error) *messages.AnnounceFailed {
	if err != nil {
		return nil
	}
	return &reply.Failed
}

// conversation is a socket that is connected to a tracker.
type conversation struct {
	socket net.Conn
	ipv6   bool
}

// ask sends a request until an answer with its transaction id comes. The id is a random number, so that nobody off the
// path can answer.
func (c *conversation) ask(encode func(transaction uint32) []byte) (announce.Reply, error) {
	var id [4]byte
	if _, err := rand.Read(id[:]); err != nil {
		return announce.Reply{}, err
	}
	transaction := binary.BigEndian.Uint32(id[:])
	request := encode(transaction)
	wait := firstResend
	for range maxSends {
		if _, err := c.socket.Write(request); err != nil {
			return announce.Reply{}, err
		}
		reply, err := c.await(transaction, wait)
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return reply, err
		}
		wait *= 2
	}
	return announce.Reply{}, errSilent
}

// await reads datagrams until one has the transaction id.
func (c *conversation) await(transaction uint32, wait time.Duration) (announce.Reply, error) {
	if err := c.socket.SetReadDeadline(time.Now().Add(wait)); err != nil {
		return announce.Reply{}, err
	}
	var buffer [maxDatagram]byte
	for {
		n, err := c.socket.Read(buffer[:])
		if err != nil {
			return announce.Reply{}, err
		}
		reply, err := announce.ParseReply(buffer[:n], c.ipv6)
		if err == nil && reply.Transaction == transaction {
			return reply, nil
		}
	}
}
