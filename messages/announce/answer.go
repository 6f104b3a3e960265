package announce

import (
	"net/netip"
	"strconv"
	"time"

	"swarm/messages"
	"swarm/messages/bencode"
)

// AppendAnswer appends the answer to an announce over HTTP. The dictionary form of the list of peers has no peer ids:
// clients do without (BEP 3 with no_peer_id).
func AppendAnswer(out []byte, a *messages.Announced, compact bool) []byte {
	out = appendNumber(append(out, 'd'), "complete", a.Seeds)
	out = appendNumber(out, "downloaded", a.Downloads)
	switch {
	case a.External.Is4():
		ip := a.External.As4()
		out = append(append(out, "11:external ip4:"...), ip[:]...)
	case a.External.Is6():
		ip := a.External.As16()
		out = append(append(out, "11:external ip16:"...), ip[:]...)
	}
	out = appendNumber(out, "incomplete", a.Others)
	out = appendNumber(out, "interval", int(a.Interval/time.Second))
	if a.MinInterval > 0 {
		out = appendNumber(out, "min interval", int(a.MinInterval/time.Second))
	}
	if compact {
		out = appendCompact(out, a.Peers)
	} else {
		out = appendDictionaries(out, a.Peers)
	}
	if a.TrackerID != "" {
		out = bencode.AppendText(bencode.AppendText(out, "tracker id"), a.TrackerID)
	}
	if a.Warning != "" {
		out = bencode.AppendText(bencode.AppendText(out, "warning message"), a.Warning)
	}
	return append(out, 'e')
}

// appendCompact appends the lists of both families. That of IPv4 is there even if it is empty.
func appendCompact(out []byte, peers []netip.AddrPort) []byte {
	four := 0
	for _, peer := range peers {
		if peer.Addr().Is4() {
			four++
		}
	}
	out = appendPeers4(appendLength(append(out, "5:peers"...), four*peerBytes), peers)
	if six := len(peers) - four; six > 0 {
		out = appendPeers6(appendLength(append(out, "6:peers6"...), six*peer6Bytes), peers, six)
	}
	return out
}

func appendLength(out []byte, length int) []byte {
	return append(strconv.AppendInt(out, int64(length), 10), ':')
}

// appendDictionaries appends the list of a client that does not take a compact one.
func appendDictionaries(out []byte, peers []netip.AddrPort) []byte {
	out = append(out, "5:peersl"...)
	for _, peer := range peers {
		out = bencode.AppendText(append(out, "d2:ip"...), peer.Addr().String())
		out = append(appendNumber(out, "port", int(peer.Port())), 'e')
	}
	return append(out, 'e')
}

// AppendFailure appends the answer to a request over HTTP that the tracker rejects. BEP 31 gives the time to wait in
// minutes; "interval" is for clients that know only that.
func AppendFailure(out []byte, f *messages.AnnounceFailed) []byte {
	out = bencode.AppendText(append(out, "d14:failure reason"...), f.Reason)
	switch {
	case f.RetryIn > 0:
		out = appendNumber(out, "interval", int(f.RetryIn/time.Second))
		minutes := int((f.RetryIn + time.Minute - 1) / time.Minute)
		out = bencode.AppendText(append(out, "8:retry in"...), strconv.Itoa(minutes))
	case f.RetryIn < 0:
		out = append(out, "8:retry in5:never"...)
	}
	return append(out, 'e')
}
