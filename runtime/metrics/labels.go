package metrics

import (
	"reflect"
	"strings"
	"sync"
	"unicode"

	"github.com/prometheus/client_golang/prometheus"

	"swarm/messages"
)

const (
	// other is the label for values that are not expected, and for new values once there are maxLabels of them.
	other = "other"

	// maxLabels is several times the number of kinds of actors, and of facts.
	maxLabels = 100
)

// labels is a family of counters, one for each word. The number of words is bounded.
type labels struct {
	vector *prometheus.CounterVec

	mu    sync.RWMutex
	known map[string]prometheus.Counter
}

func newLabels(vector *prometheus.CounterVec) *labels {
	return &labels{vector: vector, known: make(map[string]prometheus.Counter)}
}

// count adds one to the counter of a word.
func (l *labels) count(word string) { l.counter(word).Inc() }

// counter returns the counter of a word, or that of "other" if there are too many words already.
func (l *labels) counter(word string) prometheus.Counter {
	l.mu.RLock()
	counter := l.known[word]
	l.mu.RUnlock()
	if counter != nil {
		return counter
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if counter = l.known[word]; counter == nil {
		if len(l.known) >= maxLabels {
			return l.vector.WithLabelValues(other)
		}
		counter = l.vector.WithLabelValues(word)
		l.known[word] = counter
	}
	return counter
}

// names counts facts by the names of their types, in snake_case.
type names struct {
	labels *labels
	types  sync.Map // from the reflect.Type of a fact to its prometheus.Counter, so that each name is made once
}

func newNames(vector *prometheus.CounterVec) *names { return &names{labels: newLabels(vector)} }

func (n *names) count(fact messages.Fact) {
	kind := reflect.TypeOf(fact)
	counter, known := n.types.Load(kind)
	if !known {
		name := kind.Name()
		if kind.Kind() == reflect.Pointer {
			name = kind.Elem().Name()
		}
		counter, _ = n.types.LoadOrStore(kind, n.labels.counter(snakeCase(name)))
	}
	counter.(prometheus.Counter).Inc()
}

// snakeCase turns PieceVerified into piece_verified.
func snakeCase(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
