package finder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"swarm/messages"
	"swarm/messages/magnet"
	"swarm/messages/metainfo"
	"swarm/messages/wording"
)

const (
	// trackerTimeout is how long one tracker may take, with a torrent of the largest size on a line of 10 Mbit/s.
	trackerTimeout = time.Minute
	// headTimeout is how long a server may take until its answer begins.
	headTimeout = 10 * time.Second
	// urlTimeout is how long a torrent may take that is at a URL, redirects included.
	urlTimeout = 2 * time.Minute
	// maxAsked is how many trackers of a magnet link are asked: a link could name a hundred victims.
	maxAsked = 8
	// maxRedirects is how many redirects are followed: curl follows 50, browsers 20, and honest servers need two.
	maxRedirects = 5
	// headerBytes bounds the head of an answer.
	headerBytes = 16 << 10
)

// Cache keeps torrents between two processes of a node. A hash is the key of a torrent, or 20 bytes of a hash that
// BitTorrent peers use, and zeros.
type Cache interface {
	Open(hash messages.InfoHash) (torrent io.ReadCloser, length int64, err error)
	Put(key messages.InfoHash, torrent []byte, from netip.Addr) *messages.Refused
}

// Options describe a finder.
type Options struct {
	Tracker string // URL of the node's tracker
	Cache   Cache  // nil: nothing is kept
}

// Finder finds torrents. Its methods may be called by several goroutines.
type Finder struct {
	options  Options
	trackers *http.Client // asks trackers: without a proxy, and without redirects
	servers  *http.Client // asks web servers
}

// New returns a finder.
func New(options Options) *Finder {
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Finder{options: options,
		trackers: &http.Client{CheckRedirect: stay, Timeout: trackerTimeout, Transport: transport(nil)},
		servers: &http.Client{CheckRedirect: checkRedirect, Timeout: urlTimeout,
			Transport: transport(http.ProxyFromEnvironment)},
	}
}

// transport returns a transport that keeps no connection: one request is made now and then.
func transport(proxy func(*http.Request) (*url.URL, error)) *http.Transport {
	return &http.Transport{Proxy: proxy, DisableKeepAlives: true, ResponseHeaderTimeout: headTimeout,
		TLSHandshakeTimeout: headTimeout, MaxResponseHeaderBytes: headerBytes,
		DisableCompression: true} // a small answer must not unfold into a big one
}

// Understands reports whether a text names a torrent that the finder can look for: an info-hash in hexadecimal, a
// magnet link, or a URL of HTTP or HTTPS.
func (f *Finder) Understands(reference string) bool {
	if magnet.IsLink(reference) || isURL(reference) {
		return true
	}
	_, err := messages.ParseInfoHash(reference)
	return err == nil
}

func isURL(text string) bool {
	scheme, _, found := strings.Cut(text, "://")
	return found && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// Find returns the torrent that a reference names.
func (f *Finder) Find(ctx context.Context, reference string) ([]byte, error) {
	if isURL(reference) {
		data, _, err := f.fetch(ctx, f.servers, reference, wanted{})
		return data, err
	}
	if magnet.IsLink(reference) {
		link, err := magnet.Parse(reference)
		if err != nil {
			return nil, err
		}
		return f.byHash(ctx, wanted{key: link.Key(), v1: link.V1}, link.Trackers)
	}
	key, err := messages.ParseInfoHash(reference)
	if err != nil {
		return nil, err
	}
	return f.byHash(ctx, wanted{key: key}, nil)
}

// wanted are the info-hashes that a torrent must have. Zeros are not compared.
type wanted struct {
	key messages.InfoHash // of version 2; or of version 1, or the start of one of version 2, and zeros
	v1  messages.Hash20
}

// matches reports whether a torrent has the hashes.
func (w wanted) matches(meta *metainfo.Metainfo) bool {
	v1, _ := meta.InfoHashV1()
	v2, _ := meta.InfoHashV2()
	short := messages.Hash20(w.key[:])
	isShort := [12]byte(w.key[len(short):]) == [12]byte{}
	switch {
	case w.v1 != (messages.Hash20{}) && w.v1 != v1:
		return false
	case w.key == (messages.InfoHash{}), w.key == messages.InfoHash(v2):
		return true
	}
	return isShort && (short == v1 || short == messages.Hash20(v2[:]))
}

// byHash looks for a torrent where it was kept, and then asks the node's tracker and others, all at once.
func (f *Finder) byHash(ctx context.Context, want wanted, trackers []string) ([]byte, error) {
	if data := f.kept(want); data != nil {
		return data, nil
	}
	var urls []string
	for _, tracker := range append([]string{f.options.Tracker}, trackers...) {
		page, ok := torrentPage(tracker, want.key, tracker == f.options.Tracker)
		if ok && len(urls) < maxAsked && !slices.Contains(urls, page) {
			urls = append(urls, page)
		}
	}
	if len(urls) == 0 {
		return nil, errors.New("the link names no tracker that could have the torrent: get the torrent file")
	}
	var asking sync.WaitGroup
	defer asking.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type answer struct {
		data []byte
		meta *metainfo.Metainfo
		err  error
	}
	answers := make(chan answer, len(urls))
	for _, page := range urls {
		asking.Go(func() {
			data, meta, err := f.fetch(ctx, f.trackers, page, want)
			answers <- answer{data, meta, err}
		})
	}
	var causes []string
	for range urls {
		a := <-answers
		if a.err == nil {
			f.keep(a.meta.File().InfoHash, a.data)
			return a.data, nil
		}
		causes = append(causes, a.err.Error())
	}
	return nil, fmt.Errorf("%s: wait until a node that shares the file has joined this tracker, or get the torrent "+
		"as a file", strings.Join(causes, "; "))
}

// torrentPage returns the URL of a torrent at a tracker. Of a tracker that a link names, the URL must be one to
// announce to: a link must not make the node ask for other pages. The user chose the node's own tracker.
func torrentPage(tracker string, key messages.InfoHash, own bool) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(tracker))
	if err != nil || !isURL(tracker) || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return "", false
	}
	prefix, isAnnounce := strings.CutSuffix(strings.TrimRight(u.Path, "/"), "/announce")
	if !isAnnounce && !own {
		return "", false
	}
	text := key.String()
	if short := len(messages.Hash20{}); [12]byte(key[short:]) == ([12]byte{}) {
		text = text[:2*short]
	}
	page := url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(prefix, "/") + "/torrents/" + text}
	return page.String(), true
}

// fetch gets a torrent by HTTP and checks it.
func (f *Finder) fetch(ctx context.Context, client *http.Client, address string, want wanted) ([]byte,
	*metainfo.Metainfo,
	error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("%s is no URL: %s", wording.Clean(address), wording.Clean(err.Error()))
	}
	host := wording.Clean(request.URL.Host)
	response, err := client.Do(request)
	if err != nil {
		return nil, nil, fmt.Errorf("ask %s for the torrent: %s", host, wording.Clean(cause(err).Error()))
	}
	defer func() { _ = response.Body.Close() }() // what there was to read is read
	if response.StatusCode == http.StatusNotFound {
		return nil, nil, fmt.Errorf("%s does not have the torrent", host)
	}
	if response.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("%s does not send the torrent: it answered with status %d", host,
			response.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, metainfo.MaxTorrentBytes+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read the torrent from %s: %s", host, wording.Clean(cause(err).Error()))
	}
	meta, err := metainfo.Parse(data)
	if err != nil {
		return nil, nil, fmt.Errorf("%s sent no torrent: %s", host, wording.Clean(err.Error()))
	}
	if !want.matches(meta) {
		return nil, nil, fmt.Errorf("%s sent another torrent than the one that was wanted", host)
	}
	return data, meta, nil
}

// kept returns a torrent that was found before, or nil.
func (f *Finder) kept(want wanted) []byte {
	if f.options.Cache == nil {
		return nil
	}
	torrent, _, err := f.options.Cache.Open(want.key)
	if err != nil {
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(torrent, metainfo.MaxTorrentBytes+1))
	if errors.Join(err, torrent.Close()) != nil {
		return nil
	}
	if meta, err := metainfo.Parse(data); err != nil || !want.matches(meta) {
		return nil
	}
	return data
}

// keep keeps a torrent. If that fails, it is found again the next time.
func (f *Finder) keep(key messages.InfoHash, data []byte) {
	if f.options.Cache != nil {
		f.options.Cache.Put(key, data, netip.Addr{})
	}
}

// checkRedirect follows a few redirects, but none that leaves encryption, and none that leads from another host to this
// one: a web server must not make the node ask its neighbours on the same host.
func checkRedirect(next *http.Request, before []*http.Request) error {
	first := before[0].URL
	switch {
	case len(before) > maxRedirects:
		return fmt.Errorf("more than %d redirects", maxRedirects)
	case !isURL(next.URL.String()):
		return fmt.Errorf("a redirect to %s, which is not HTTP", next.URL.Scheme)
	case first.Scheme == "https" && next.URL.Scheme != "https":
		return errors.New("a redirect from HTTPS to HTTP")
	case isLoopback(next.URL) && !isLoopback(first):
		return errors.New("a redirect to this host")
	}
	return nil
}
