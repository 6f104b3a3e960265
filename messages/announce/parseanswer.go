package announce

import (
	"net/netip"
	"strconv"
	"time"

	"swarm/messages"
	"swarm/messages/bencode"
)

// longest is the longest interval that is believed. A tracker that asks for more is asked once in so long.
const longest = 24 * time.Hour

// ParseAnswer reads a tracker's answer to an announce over HTTP. If the tracker has rejected the request, failed has
// its reason, and answer is empty. Keys that it does not know are ignored.
func ParseAnswer(body []byte) (answer messages.Announced, failed *messages.AnnounceFailed, err error) {
	r := bencode.NewReader(body, 0)
	err = r.Dictionary(func(key []byte) error {
		switch string(key) {
		case "failure reason":
			failed = failureOf(failed)
			return readClipped(r, &failed.Reason)
		case "retry in":
			failed = failureOf(failed)
			return readRetry(r, &failed.RetryIn)
		case "interval":
			return readInterval(r, &answer.Interval)
		case "min interval":
			return readInterval(r, &answer.MinInterval)
		case "complete":
			return readCount(r, &answer.Seeds)
		case "incomplete":
			return readCount(r, &answer.Others)
		case "downloaded":
			return readCount(r, &answer.Downloads)
		case "external ip":
			return readExternal(r, &answer.External)
		case "tracker id":
			return readClipped(r, &answer.TrackerID)
		case "warning message":
			return readClipped(r, &answer.Warning)
		case "peers", "peers6":
			answer.Peers, err = readPeers(r, answer.Peers, len(key) == len("peers6"))
			return err
		}
		return r.Skip()
	})
	if err != nil {
		return messages.Announced{}, nil, err
	}
	if failed != nil && failed.Reason == "" { // "retry in" without a reason means nothing
		failed = nil
	}
	if failed != nil {
		return messages.Announced{}, failed, nil
	}
	return answer, nil, nil
}

func failureOf(known *messages.AnnounceFailed) *messages.AnnounceFailed {
	if known == nil {
		return new(messages.AnnounceFailed)
	}
	return known
}

func readClipped(r *bencode.Reader, into *string) error {
	text, err := r.Text()
	*into = clip(text)
	return err
}

func readInterval(r *bencode.Reader, into *time.Duration) error {
	seconds, err := r.Integer()
	*into = time.Duration(min(max(seconds, 0), int64(longest/time.Second))) * time.Second
	return err
}

func readCount(r *bencode.Reader, into *int) error {
	n, err := r.Integer()
	*into = int(min(max(n, 0), 1<<31-1))
	return err
}

// readRetry reads minutes, as text or as a number, or "never" (BEP 31).
func readRetry(r *bencode.Reader, into *time.Duration) error {
	if r.Next() == 'i' {
		minutes, err := r.Integer()
		*into = retryAfter(minutes)
		return err
	}
	text, err := r.Text()
	if string(text) == "never" {
		*into = -1
	} else if minutes, bad := strconv.ParseInt(string(text), 10, 64); bad == nil {
		*into = retryAfter(minutes)
	}
	return err
}

func retryAfter(minutes int64) time.Duration {
	return time.Duration(min(max(minutes, 0), int64(longest/time.Minute))) * time.Minute
}

func readExternal(r *bencode.Reader, into *netip.Addr) error {
	text, err := r.Text()
	if ip, ok := netip.AddrFromSlice(text); ok {
		*into = ip.Unmap()
	}
	return err
}

// readPeers reads a list of peers, compact or of dictionaries.
func readPeers(r *bencode.Reader, peers []netip.AddrPort, ipv6 bool) ([]netip.AddrPort, error) {
	if r.Next() == 'l' {
		err := r.List(func() error {
			var peer netip.AddrPort
			err := readPeer(r, &peer)
			if peer.IsValid() && len(peers) < messages.MaxAnnounced {
				peers = appendPeer(peers, peer.Addr(), peer.Port())
			}
			return err
		})
		return peers, err
	}
	list, err := r.Text()
	switch {
	case err != nil:
		return peers, err
	case ipv6:
		return parsePeers6(peers, list)
	}
	return parsePeers4(peers, list)
}

// readPeer reads a peer of a list of dictionaries. A peer with a host name is left invalid: names are not looked up for
// a tracker.
func readPeer(r *bencode.Reader, into *netip.AddrPort) error {
	var ip netip.Addr
	var port int64
	err := r.Dictionary(func(key []byte) (err error) {
		switch string(key) {
		case "ip":
			var text []byte
			text, err = r.Text()
			ip, _ = netip.ParseAddr(string(text))
		case "port":
			port, err = r.Integer()
		default:
			err = r.Skip()
		}
		return err
	})
	if err == nil && ip.IsValid() && 0 < port && port < 1<<16 {
		*into = netip.AddrPortFrom(ip.Unmap().WithZone(""), uint16(port))
	}
	return err
}

// ParseScrapeAnswer reads a tracker's answer to a scrape over HTTP, at most messages.MaxScrape swarms.
func ParseScrapeAnswer(body []byte) (scraped []messages.Scraped, failed *messages.AnnounceFailed, err error) {
	r := bencode.NewReader(body, 0)
	err = r.Dictionary(func(key []byte) error {
		switch string(key) {
		case "failure reason":
			failed = new(messages.AnnounceFailed)
			return readClipped(r, &failed.Reason)
		case "files":
			return r.Dictionary(func(hash []byte) error {
				s := messages.Scraped{Known: true}
				err := readSize(r, &s.SwarmSize)
				if copy(s.Hash[:], hash) == len(hash) && len(hash) == hashBytes && len(scraped) < messages.MaxScrape {
					scraped = append(scraped, s)
				}
				return err
			})
		}
		return r.Skip()
	})
	if err != nil || failed != nil {
		return nil, failed, err
	}
	return scraped, nil, nil
}

func readSize(r *bencode.Reader, into *messages.SwarmSize) error {
	downloaders := -1
	err := r.Dictionary(func(key []byte) error {
		switch string(key) {
		case "complete":
			return readCount(r, &into.Seeds)
		case "incomplete":
			return readCount(r, &into.Others)
		case "downloaded":
			return readCount(r, &into.Downloads)
		case "downloaders":
			return readCount(r, &downloaders)
		}
		return r.Skip()
	})
	if downloaders >= 0 {
		into.Partial = max(into.Others-downloaders, 0)
	}
	return err
}
