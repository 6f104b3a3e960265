package announce

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"swarm/messages"
	"swarm/messages/bencode"
)

// ParseScrapeQuery appends the info-hashes that the query of a scrape names, at most messages.MaxScrape.
func ParseScrapeQuery(hashes []messages.Hash20, query []byte) ([]messages.Hash20, error) {
	for key, value := range parameters(query) {
		if string(key) != "info_hash" {
			continue
		}
		var hash messages.Hash20
		if exactly(hash[:], value, "info_hash", false) != nil {
			return hashes, errors.New("info_hash is malformed")
		}
		if len(hashes) == messages.MaxScrape {
			// Transmission reads these words, and asks for fewer.
			return hashes, fmt.Errorf("Request-URI Too Long: at most %d info-hashes", messages.MaxScrape)
		}
		hashes = append(hashes, hash)
	}
	if len(hashes) == 0 {
		return hashes, errors.New("info_hash is missing: name the torrents to scrape")
	}
	return hashes, nil
}

// ScrapeURL returns where a tracker is scraped. It returns false if the announce URL does not follow the convention:
// the last part of its path begins with "announce" (BEP 48).
func ScrapeURL(tracker string) (string, bool) {
	urlPath, query, hasQuery := strings.Cut(tracker, "?")
	slash := strings.LastIndexByte(urlPath, '/')
	rest, ok := strings.CutPrefix(urlPath[slash+1:], "announce")
	if !ok {
		return "", false
	}
	scrape := urlPath[:slash+1] + "scrape" + rest
	if hasQuery {
		scrape += "?" + query
	}
	return scrape, true
}

// AppendScrapeURL appends the URL of a scrape. tracker is what ScrapeURL returned.
func AppendScrapeURL(out []byte, tracker string, hashes []messages.Hash20) []byte {
	out = appendStart(out, tracker)
	for i := range hashes {
		if i > 0 {
			out = append(out, '&')
		}
		out = appendEscaped(append(out, "info_hash="...), hashes[i][:])
	}
	return out
}

// AppendScrapeAnswer appends the answer to a scrape, without the swarms that are not known. It sorts them by info-hash,
// as the dictionary must be. minInterval is how often clients may scrape.
func AppendScrapeAnswer(out []byte, scraped []messages.Scraped, minInterval time.Duration) []byte {
	slices.SortFunc(scraped, func(a, b messages.Scraped) int { return bytes.Compare(a.Hash[:], b.Hash[:]) })
	out = append(out, "d5:filesd"...)
	for i := range scraped {
		s := &scraped[i]
		if !s.Known || i > 0 && s.Hash == scraped[i-1].Hash {
			continue
		}
		out = append(append(out, "20:"...), s.Hash[:]...)
		out = appendNumber(append(out, 'd'), "complete", s.Seeds)
		out = appendNumber(out, "downloaded", s.Downloads)
		out = appendNumber(out, "downloaders", s.Others-s.Partial)
		out = appendNumber(out, "incomplete", s.Others)
		out = append(out, 'e')
	}
	out = append(out, "e5:flagsd"...)
	out = appendNumber(out, "min_request_interval", int(minInterval/time.Second))
	return append(out, "ee"...)
}

// appendNumber appends a key and a number of a bencoded dictionary.
func appendNumber(out []byte, key string, n int) []byte {
	return bencode.AppendInteger(bencode.AppendText(out, key), int64(n))
}
