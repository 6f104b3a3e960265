package announce

import (
	"encoding/binary"
	"errors"
	"net/netip"

	"swarm/messages"
)

// Action is the kind of a datagram.
type Action uint32

const (
	ActionConnect  Action = 0
	ActionAnnounce Action = 1
	ActionScrape   Action = 2
	ActionFailed   Action = 3
)

// connectMagic is in place of the connection id in a connect (BEP 15).
const connectMagic = 0x41727101980

const (
	connectBytes  = 16
	announceBytes = 98 // without options
	scrapeHead    = 16
	hashBytes     = len(messages.Hash20{})
)

// MaxURLData is the maximum length of the URL path and query in the options of an announce, in bytes. It is more than
// any tracker's URL takes, and options beyond are ignored.
const MaxURLData = 1024

// Request is a datagram from a client.
type Request struct {
	Action      Action
	Transaction uint32
	Connection  uint64            // not of a connect
	Announce    messages.Announce // of an announce. Addr has the port only
	URLData     []byte            // of an announce: the URL path and query, if the client sent them; keeps its capacity
	Hashes      []messages.Hash20 // of a scrape; keeps its capacity
}

var (
	// ErrStranger reports a datagram that is no request to a tracker. It deserves no answer.
	ErrStranger = errors.New("no request to a tracker")
	errShort    = errors.New("the request is too short")
	errAction   = errors.New("there is no such action")
	errNoHash   = errors.New("a scrape names at least one info-hash")
)

// ParseRequest reads a datagram from a client. After an error other than ErrStranger, the connection id and the
// transaction id are valid, and the error's text may be sent to the client.
func ParseRequest(request *Request, datagram []byte) error {
	if len(datagram) < connectBytes {
		return ErrStranger
	}
	request.Connection = binary.BigEndian.Uint64(datagram)
	request.Action = Action(binary.BigEndian.Uint32(datagram[8:]))
	request.Transaction = binary.BigEndian.Uint32(datagram[12:])
	request.URLData, request.Hashes = request.URLData[:0], request.Hashes[:0]
	switch request.Action {
	case ActionConnect:
		if request.Connection != connectMagic {
			return ErrStranger
		}
		return nil
	case ActionAnnounce:
		return request.parseAnnounce(datagram)
	case ActionScrape:
		return request.parseScrape(datagram[scrapeHead:])
	}
	return errAction
}

func (r *Request) parseAnnounce(datagram []byte) error {
	if len(datagram) < announceBytes {
		return errShort
	}
	r.Announce = messages.Announce{
		Hash:       messages.Hash20(datagram[16:]),
		Peer:       messages.PeerID(datagram[36:]),
		Downloaded: binary.BigEndian.Uint64(datagram[56:]),
		Left:       binary.BigEndian.Uint64(datagram[64:]),
		Uploaded:   binary.BigEndian.Uint64(datagram[72:]),
		Key:        binary.BigEndian.Uint32(datagram[88:]),
		Want:       int(int32(binary.BigEndian.Uint32(datagram[92:]))),
		Addr:       netip.AddrPortFrom(netip.Addr{}, binary.BigEndian.Uint16(datagram[96:])),
	}
	if event := binary.BigEndian.Uint32(datagram[80:]); event <= uint32(messages.EventPaused) {
		r.Announce.Event = messages.AnnounceEvent(event)
	}
	r.parseOptions(datagram[announceBytes:])
	return nil
}

// The types of options (BEP 41). An unknown one is skipped.
const (
	optionEnd     = 0
	optionPadding = 1
	optionURLData = 2
)

// parseOptions reads what may follow an announce. Options that are cut off end the list: clients may append anything.
func (r *Request) parseOptions(options []byte) {
	for len(options) > 0 && options[0] != optionEnd {
		if options[0] == optionPadding {
			options = options[1:]
			continue
		}
		if len(options) < 2 || len(options) < 2+int(options[1]) {
			return
		}
		data := options[2 : 2+int(options[1])]
		if options[0] == optionURLData && len(r.URLData)+len(data) <= MaxURLData {
			r.URLData = append(r.URLData, data...)
		}
		options = options[2+len(data):]
	}
}

// parseScrape reads the info-hashes of a scrape. It ignores those beyond messages.MaxScrape.
func (r *Request) parseScrape(hashes []byte) error {
	for len(hashes) >= hashBytes && len(r.Hashes) < messages.MaxScrape {
		r.Hashes = append(r.Hashes, messages.Hash20(hashes))
		hashes = hashes[hashBytes:]
	}
	if len(r.Hashes) == 0 {
		return errNoHash
	}
	return nil
}

// AppendConnect appends a client's request for a connection id.
func AppendConnect(out []byte, transaction uint32) []byte {
	return appendHead(binary.BigEndian.AppendUint64(out, connectMagic), ActionConnect, transaction)
}

// AppendAnnounce appends a client's announce. urlData is the path and query of the tracker's URL.
func AppendAnnounce(out []byte, connection uint64, transaction uint32, a *messages.Announce, urlData string) []byte {
	out = appendHead(binary.BigEndian.AppendUint64(out, connection), ActionAnnounce, transaction)
	out = append(append(out, a.Hash[:]...), a.Peer[:]...)
	for _, n := range [...]uint64{a.Downloaded, a.Left, a.Uploaded} {
		out = binary.BigEndian.AppendUint64(out, n)
	}
	const ownAddress = 0 // the tracker sees it
	for _, n := range [...]uint32{uint32(a.Event), ownAddress, a.Key, uint32(int32(a.Want))} {
		out = binary.BigEndian.AppendUint32(out, n)
	}
	out = binary.BigEndian.AppendUint16(out, a.Addr.Port())
	for len(urlData) > 0 {
		part := urlData[:min(len(urlData), 255)]
		out = append(append(out, optionURLData, byte(len(part))), part...)
		urlData = urlData[len(part):]
	}
	return out
}

// AppendScrape appends a client's scrape. There are at most messages.MaxScrape hashes.
func AppendScrape(out []byte, connection uint64, transaction uint32, hashes []messages.Hash20) []byte {
	out = appendHead(binary.BigEndian.AppendUint64(out, connection), ActionScrape, transaction)
	for _, hash := range hashes {
		out = append(out, hash[:]...)
	}
	return out
}

func appendHead(out []byte, action Action, transaction uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(out, uint32(action)), transaction)
}
