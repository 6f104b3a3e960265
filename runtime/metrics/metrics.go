package metrics

import (
	"fmt"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"swarm/actors/port"
)

// Metrics counts facts. It may be used by several goroutines.
type Metrics struct {
	registry  *prometheus.Registry
	facts     *names
	restarts  *labels
	givenUp   *labels
	refusals  *prometheus.CounterVec
	verified  prometheus.Counter
	uploaded  prometheus.Counter
	stock     *prometheus.CounterVec
	rejected  prometheus.Counter
	downloads *prometheus.CounterVec
	chunks    prometheus.Histogram
}

var _ port.Journal = (*Metrics)(nil)

// chunkBuckets reach from 1 ms, in which loopback carries a chunk of 1 MiB (1 GB/s), to 65 s.
var chunkBuckets = prometheus.ExponentialBuckets(0.001, 2, 17)

// New returns metrics that have counted no fact. They include those of the Go runtime and of the process.
func New() *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}
	m.registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.facts = newNames(m.vector("swarm_facts_total", "Facts, by name.", "fact"))
	m.restarts = newLabels(m.vector("swarm_restarts_total", "Actors restarted after a crash, by kind.", "kind"))
	m.givenUp = newLabels(m.vector("swarm_given_up_total", "Actors stopped because they crashed too often, by kind.",
		"kind"))
	m.refusals = m.vector("swarm_refusals_total", "Requests that the tracker refused.", "mode", "reason")
	m.verified = m.counter("swarm_verified_bytes_total", "Bytes of pieces whose hash was right.")
	m.uploaded = m.counter("swarm_uploaded_bytes_total", "Bytes of chunks that receivers confirmed.")
	m.stock = m.vector("swarm_bittorrent_bytes_total",
		"Bytes of blocks from and to BitTorrent peers whose connections have ended.", "way")
	m.rejected = m.counter("swarm_rejected_pieces_total", "Pieces whose hash was wrong.")
	m.downloads = m.vector("swarm_downloads_total", "Downloads that ended, by outcome.", "outcome")
	m.chunks = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "swarm_chunk_seconds", Help: "How long chunks took, from the request to the last verified piece.",
		Buckets: chunkBuckets,
	})
	m.registry.MustRegister(m.chunks)
	return m
}

func (m *Metrics) counter(name, help string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	m.registry.MustRegister(c)
	return c
}

func (m *Metrics) vector(name, help string, labels ...string) *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	m.registry.MustRegister(v)
	return v
}

// Gauge adds a gauge whose value read returns. Each scrape calls read, which must not block.
func (m *Metrics) Gauge(name, help string, read func() float64) error {
	return m.add(name, prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}

// Counter adds a counter whose value read returns. The value must never fall. Each scrape calls read, which must not
// block.
func (m *Metrics) Counter(name, help string, read func() float64) error {
	return m.add(name, prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, read))
}

func (m *Metrics) add(name string, collector prometheus.Collector) error {
	if err := m.registry.Register(collector); err != nil {
		return fmt.Errorf("metrics: add %s: %w", name, err)
	}
	return nil
}

// A scrape is cheap, but anybody can ask for one. Further scrapes at the same time get status 503.
const (
	maxScrapes    = 4 // at the same time
	scrapeTimeout = 5 * time.Second
)

// Handler returns the HTTP handler that Prometheus scrapes.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		MaxRequestsInFlight: maxScrapes,
		Timeout:             scrapeTimeout,
	})
}
